import { BAND_COUNT, STAT } from '../statistics/scene-statistics.js';
import type { StatisticsField } from '../statistics/statistics-field.js';
import { MaskedSmooth } from './masked-smooth.js';
import type { PairWindow } from './pair-window.js';
import type { PlanePool } from './plane-pool.js';

/** Lengths of the normalised change, all (height, width) Float32; 0 inputs where the ground was hidden. */
export interface ChangeLayers {
  /** Residual of each band in robust deviations, clipped to ±12, smoothed 1 px. */
  readonly bands: readonly Float32Array[];
  /** Log length of it: smoothed 1 px, and smoothed 2 px. */
  readonly length1: Float32Array;
  readonly length2: Float32Array;
  /** Log length of the multivariate residual, smoothed 1.5 px. */
  readonly multi: Float32Array;
  /** Log length of the residual in reflectance, smoothed 1 px, + 3.5. */
  readonly absolute: Float32Array;
  /** Log length of the standardised change vector, smoothed 2 px. */
  readonly vector: Float32Array;
}

/** Pixels around a window that `changeLayers` needs to know. */
export const CHANGE_HALO_PX = 8;

const CLIP_DEVIATIONS = 12;

/** What changed between the dates beyond the scene's common change; planes come from `pool`. */
export function changeLayers(pair: PairWindow, field: StatisticsField, pool: PlanePool): ChangeLayers {
  const n = pair.observed.length;
  const { width, height } = pair.window;
  const smooth = new MaskedSmooth(pool, width, height, pair.observed, pair.observedCount === n);
  const takeAll = (): Float32Array[] => Array.from({ length: BAND_COUNT }, () => pool.take(n));
  const difference = takeAll();
  const bands = takeAll();
  const multiBands = takeAll();
  const vector = pool.take(n);
  field.forEachPatch(pair.window, (s, x0, y0, x1, y1) => {
    for (let b = 0; b < BAND_COUNT; b++) {
      residualPatch(pair, s, b, width, x0, y0, x1, y1, difference[b]!, bands[b]!);
      multiPatch(pair, s, b, width, x0, y0, x1, y1, multiBands[b]!);
    }
    standardisedChange(pair, s, width, x0, y0, x1, y1, vector);
  });

  smooth.run(vector, vector, 2);
  for (let i = 0; i < n; i++) vector[i] = Math.log(vector[i]! + 0.05);

  const squares = pool.take(n);
  const spare = pool.take(n);
  const lengthOf = (planes: readonly Float32Array[], sigmaPx: number, floor: number, out: Float32Array): void => {
    squares.fill(0);
    for (const plane of planes) {
      smooth.run(plane, spare, sigmaPx);
      for (let i = 0; i < n; i++) squares[i]! += spare[i]! * spare[i]!;
    }
    for (let i = 0; i < n; i++) out[i] = Math.log(Math.sqrt(squares[i]! / BAND_COUNT) + floor);
  };
  const [length1, length2, multi, absolute] = [pool.take(n), pool.take(n), pool.take(n), pool.take(n)];
  lengthOf(multiBands, 1.5, 0.05, multi);
  lengthOf(difference, 1, 0.005, absolute);
  for (let i = 0; i < n; i++) absolute[i]! += 3.5;
  lengthOf(bands, 2, 0.05, length2);
  for (const plane of bands) smooth.run(plane, plane, 1);
  squares.fill(0);
  for (const plane of bands) for (let i = 0; i < n; i++) squares[i]! += plane[i]! * plane[i]!;
  for (let i = 0; i < n; i++) length1[i] = Math.log(Math.sqrt(squares[i]! / BAND_COUNT) + 0.05);
  pool.give(squares, spare, ...multiBands, ...difference);
  smooth.release();
  return { bands, length1, length2, multi, absolute, vector };
}

function residualPatch(
  pair: PairWindow,
  s: Float64Array,
  b: number,
  width: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  difference: Float32Array,
  scaled: Float32Array,
): void {
  const { observed } = pair;
  const before = pair.before[b]!;
  const after = pair.after[b]!;
  const gain = s[STAT.gain + b]!;
  const offset = s[STAT.offset + b]!;
  const perScale = 1 / s[STAT.scale + b]!;
  for (let y = y0; y < y1; y++) {
    for (let i = y * width + x0; i < y * width + x1; i++) {
      const d = observed[i] === 1 ? after[i]! - gain * before[i]! - offset : 0;
      difference[i] = d;
      scaled[i] = Math.min(CLIP_DEVIATIONS, Math.max(-CLIP_DEVIATIONS, d * perScale));
    }
  }
}

function multiPatch(
  pair: PairWindow,
  s: Float64Array,
  b: number,
  width: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  out: Float32Array,
): void {
  const { observed } = pair;
  const [p, q, r, t, u, v] = pair.before as readonly [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const after = pair.after[b]!;
  const at = STAT.matrix + b * (BAND_COUNT + 1);
  const [k0, k1, k2, k3, k4, k5, k6] = [s[at]!, s[at + 1]!, s[at + 2]!, s[at + 3]!, s[at + 4]!, s[at + 5]!, s[at + 6]!];
  const perScale = 1 / s[STAT.matrixScale + b]!;
  for (let y = y0; y < y1; y++) {
    for (let i = y * width + x0; i < y * width + x1; i++) {
      const fit = k0 * p[i]! + k1 * q[i]! + k2 * r[i]! + k3 * t[i]! + k4 * u[i]! + k5 * v[i]! + k6;
      const z = observed[i] === 1 ? (after[i]! - fit) * perScale : 0;
      out[i] = Math.min(CLIP_DEVIATIONS, Math.max(-CLIP_DEVIATIONS, z));
    }
  }
}

/** Length of the difference of the standardised dates, into `out` (height, width); 0 where the ground was hidden. */
export function standardisedChange(
  pair: PairWindow,
  s: Float64Array,
  width: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  out: Float32Array,
): void {
  const { observed } = pair;
  const clip = (value: number): number => Math.min(5, Math.max(-5, value));
  for (let y = y0; y < y1; y++) {
    for (let i = y * width + x0; i < y * width + x1; i++) out[i] = 0;
    for (let b = 0; b < BAND_COUNT; b++) {
      const before = pair.before[b]!;
      const after = pair.after[b]!;
      const meanBefore = s[STAT.meanBefore + b]!;
      const perBefore = 1 / s[STAT.deviationBefore + b]!;
      const meanAfter = s[STAT.meanAfter + b]!;
      const perAfter = 1 / s[STAT.deviationAfter + b]!;
      for (let i = y * width + x0; i < y * width + x1; i++) {
        const step = clip((after[i]! - meanAfter) * perAfter) - clip((before[i]! - meanBefore) * perBefore);
        out[i]! += step * step;
      }
    }
    for (let i = y * width + x0; i < y * width + x1; i++) out[i] = observed[i] === 1 ? Math.sqrt(out[i]!) : 0;
  }
}
