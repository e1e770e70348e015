import type { Reason } from '@landscar/core';
import { plainValue, VALUE_FILTERS } from './format-value.js';
import { DOSSIER_PHRASES } from './dossier-phrases.js';
import { LEDGER_PHRASES } from './ledger-phrases.js';
import { PAGE_PHRASES } from './page-phrases.js';
import type { Lang, Phrase } from './phrase.js';
import { REASON_PHRASES } from './reason-phrases.js';
import { REPORT_PHRASES } from './report-phrases.js';
import { REGISTER_PHRASES } from './register-phrases.js';
import { SAMPLE_PHRASES } from './sample-phrases.js';
import { SHARING_PHRASES } from './sharing-phrases.js';
import { WORDS } from './words.js';

/** The one catalogue: every sentence that a user of an output can read. */
export const CATALOGUE = {
  ...WORDS,
  ...PAGE_PHRASES,
  ...LEDGER_PHRASES,
  ...DOSSIER_PHRASES,
  ...REASON_PHRASES,
  ...REGISTER_PHRASES,
  ...REPORT_PHRASES,
  ...SAMPLE_PHRASES,
  ...SHARING_PHRASES,
} as const;
export type MessageKey = keyof typeof CATALOGUE;
export type Values = Readonly<Record<string, string | number>>;

const lookup = CATALOGUE as Readonly<Record<string, Phrase>>;

/** A sentence of the catalogue in `lang`. */
export function say(lang: Lang, key: MessageKey, values: Values = {}): string {
  return fill(lang, CATALOGUE[key], values);
}

/** The word for a code, `word('zh', 'category', 'unlinked')`; the code itself where the catalogue has none (names of users' own layers). */
export function word(lang: Lang, group: string, code: string): string {
  const phrase = lookup[`${group}.${code}`];
  return phrase === undefined ? code : fill(lang, phrase, {});
}

/** A reason in words. A key without a phrase shows as key and values: a report must not fail for a missing word. */
export function reasonText(lang: Lang, reason: Reason): string {
  const phrase = lookup[reason.key];
  if (phrase !== undefined) return fill(lang, phrase, reason.values);
  const values = Object.entries(reason.values).map(([name, value]) => `${name}=${plainValue(value)}`);
  return values.length === 0 ? reason.key : `${reason.key} (${values.join(', ')})`;
}

function fill(lang: Lang, [zh, en]: Phrase, values: Values): string {
  return (lang === 'zh' ? zh : en).replace(/\{(\w+)(?:\|(\w+))?\}/gu, (_all, name: string, filter?: string) => {
    const value = values[name];
    if (value === undefined) return '—';
    const format = filter === undefined ? plainValue : VALUE_FILTERS[filter];
    if (format !== undefined) return format(value);
    // Any other filter names a group of words: {reason|falseAlarm}.
    return word(lang, filter ?? '', String(value));
  });
}
