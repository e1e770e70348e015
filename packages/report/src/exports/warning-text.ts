import type { StackWarning } from '@landscar/core';
import { say, word } from '../messages/catalogue.js';
import type { Lang } from '../messages/phrase.js';

/** A warning in the reader's language; what the catalogue has no words for shows as it was written. */
export function warningText(lang: Lang, { code, message }: StackWarning): string {
  const text = word(lang, 'warning', code);
  return text === code || lang === 'en' ? message : say(lang, 'warning.detail', { text, detail: message });
}
