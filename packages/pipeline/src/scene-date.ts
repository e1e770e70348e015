import { basename } from 'node:path';
import { LandscarError, parseDate, type IsoDate } from '@landscar/core';
import { sceneDateUnknown } from './errors.js';

/** The date that was given, or the first eight digits of the file's name that are a day. */
export function sceneDate(file: string, given?: IsoDate): IsoDate {
  if (given !== undefined) return given;
  for (const [digits] of basename(file).matchAll(/(?<!\d)(?:19|20)\d{6}(?!\d)/g)) {
    try {
      return parseDate(digits);
    } catch (error) {
      if (!(error instanceof LandscarError)) throw error;
    }
  }
  throw sceneDateUnknown(file);
}
