import { LandscarError } from './errors.js';

/** `2023-09-30`. */
export type IsoDate = string;

const DAY_MS = 86_400_000;

/** A real calendar day from `2023-09-30`, `20230930`, `2023.9.30`, `2023/9/30`, `2023年9月30日`. `2023.9.31` is refused. */
export function parseDate(text: string, where = 'date'): IsoDate {
  const match = /^\s*(\d{4})(?:(\d{2})(\d{2})|[-./年](\d{1,2})[-./月](\d{1,2})日?)(?:T.*)?\s*$/u.exec(text);
  const year = Number(match?.[1]);
  const month = Number(match?.[2] ?? match?.[4]);
  const day = Number(match?.[3] ?? match?.[5]);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (match === null || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
    throw new LandscarError('CORE_DATE', {
      what: 'A date cannot be read',
      where,
      found: `'${text}'`,
      allowed: 'a day that exists, such as 2023-09-30, 20230930 or 2023年9月30日',
      next: 'correct the date',
    });
  }
  return date.toISOString().slice(0, 10);
}

export const daysBetween = (from: IsoDate, to: IsoDate): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** Distance of two days within the year, 0..183: how far apart the seasons are. */
export function seasonGapDays(a: IsoDate, b: IsoDate): number {
  const gap = Math.abs(dayOfYear(a) - dayOfYear(b));
  return Math.min(gap, 366 - gap);
}

const dayOfYear = (d: IsoDate): number => daysBetween(`${d.slice(0, 4)}-01-01`, d) + 1;

/** The period of a run, `202506`: year and month of its after date. */
export const periodOf = (date: IsoDate): string => date.slice(0, 4) + date.slice(5, 7);
