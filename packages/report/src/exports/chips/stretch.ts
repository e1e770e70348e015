import { defined } from '@landscar/core';
import type { Planes } from './read-planes.js';

/** Digital numbers that are drawn black and white. */
export interface BandStretch {
  readonly low: number;
  readonly high: number;
}

const [LOW_SHARE, HIGH_SHARE] = [0.01, 0.99];
/** Reflectance: a narrower range would show noise as if it were a landscape. */
const LEAST_RANGE = 0.06;
/** Light grey of pixels without data. */
const NO_DATA_GREY = 214;

/** One stretch a band over both dates together, so that a change of colour is a change of the ground. */
export function sharedStretch(planes: Planes, scale: number): BandStretch[] {
  return [0, 1, 2].map((i) => {
    const values = [...([planes.before[i], planes.after[i]] as Float32Array[])].flatMap((p) => Array.from(thinned(p)));
    const sorted = Float32Array.from(values.filter((v) => v > 0)).sort();
    if (sorted.length === 0) return { low: 0, high: 1 };
    const at = (share: number): number =>
      defined(sorted[Math.round(share * (sorted.length - 1))], 'a share lies within');
    const [low, high] = [at(LOW_SHARE), at(HIGH_SHARE)];
    const missing = Math.max(0, LEAST_RANGE / scale - (high - low)) / 2;
    return { low: low - missing, high: high + missing };
  });
}

/** Interleaved 8-bit RGB. */
export function stretchedRgb(planes: Planes, date: 'before' | 'after', stretch: readonly BandStretch[]): Uint8Array {
  const rgb = new Uint8Array(planes.width * planes.height * 3);
  planes[date].forEach((plane, band) => {
    const { low, high } = defined(stretch[band], 'a stretch for each band');
    const factor = 255 / (high - low);
    for (let i = 0; i < plane.length; i++) {
      const value = plane[i] ?? 0;
      rgb[i * 3 + band] = value === 0 ? NO_DATA_GREY : Math.max(0, Math.min(255, Math.round((value - low) * factor)));
    }
  });
  return rgb;
}

/** At most about 40 000 values, evenly taken: percentiles need no more. */
function thinned(plane: Float32Array): Float32Array {
  const stride = Math.max(1, Math.floor(plane.length / 40_000));
  return stride === 1 ? plane : plane.filter((_v, i) => i % stride === 0);
}
