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
/** Percentiles need no more values than about this a date. */
const SAMPLE_PX = 8_000;
/** Light grey of pixels without data. */
const NO_DATA_GREY = 214;

/**
 * One stretch a band over both dates together, so that a change of colour is a change of the ground. Clouds and
 * other unobserved pixels are left out where enough is left: they would turn the ground black.
 */
export function sharedStretch(planes: Planes, scale: number): BandStretch[] {
  const clear = planes.unobserved.reduce((n, u) => n + (u === 0 ? 1 : 0), 0) > planes.unobserved.length / 20;
  const stride = Math.max(1, Math.floor(planes.unobserved.length / SAMPLE_PX));
  return [0, 1, 2].map((band) => {
    const values: number[] = [];
    for (const plane of [planes.before[band], planes.after[band]]) {
      for (let i = 0; i < planes.unobserved.length; i += stride) {
        const value = plane?.[i] ?? 0;
        if (value > 0 && (!clear || planes.unobserved[i] === 0)) values.push(value);
      }
    }
    const sorted = Float32Array.from(values).sort();
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
