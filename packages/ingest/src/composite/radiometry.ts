import type { BandFit } from '@landscar/core';

/** `gain * v + offset` on reflectance × 10 000. */
export interface Line {
  readonly gain: number;
  readonly offset: number;
}

export const lineOf = (fit: BandFit | undefined): Line | null =>
  fit === undefined ? null : { gain: fit.gain, offset: fit.offset * 1e4 };

/** The number in the leading scene's radiometry; 0, no data, stays 0 and nothing else becomes it. */
export function adjusted(v: number, line: Line | null): number {
  if (line === null || v === 0) return v;
  const moved = Math.round(v * line.gain + line.offset);
  return moved < 1 ? 1 : moved > 65_535 ? 65_535 : moved;
}
