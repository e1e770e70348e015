import { word } from '../messages/catalogue.js';
import { wordUnknown } from './errors.js';
import { DETERMINATIONS, LEAD_STATES, MEASURES, REJECTION_REASONS } from './moves.js';

/** Codes by their words in both languages, beside the words that bureaus use. */
function reader<T extends string>(
  group: string,
  codes: readonly T[],
  others: Readonly<Record<string, T>> = {},
): (text: string, where: string) => T {
  const words = new Map<string, T>(Object.entries(others));
  for (const code of codes) {
    for (const lang of ['zh', 'en'] as const) words.set(word(lang, group, code), code);
    words.set(code, code);
  }
  return (text, where) => {
    const found = words.get(text.trim());
    if (found === undefined) throw wordUnknown(where, text, [...words.keys()]);
    return found;
  };
}

/** A state by its word or its code. REPORT_DECISION_WORD. */
export const readState = reader('status', LEAD_STATES);
export const readDetermination = reader('determination', DETERMINATIONS, { 可不编报: 'exempt' });
export const readMeasure = reader('step', MEASURES, { 下达整改意见: 'rectificationNotice' });

const rejection = reader('rejection', REJECTION_REASONS, { 农事: 'farmSeason', 季节: 'farmSeason' });

/** The code of a reason for 剔除 where the text is one of the list; any other text stays as it is. */
export function readRejection(text: string): string {
  try {
    return rejection(text, 'why');
  } catch {
    return text.trim();
  }
}
