import type { StackWarning } from '@landscar/core';
import { CATALOGUE, say, type MessageKey } from '../messages/catalogue.js';
import type { Lang } from '../messages/phrase.js';

/** A warning in the reader's language; what the catalogue has no words for shows as it was written. */
export function warningText(lang: Lang, { code, message, values }: StackWarning): string {
  const key = `warning.${code}`;
  return values !== undefined && isKey(key) ? say(lang, key, values) : message;
}

const isKey = (key: string): key is MessageKey => key in CATALOGUE;
