import { MOST_BANDS, STAT } from '../statistics/scene-statistics.js';
import type { StatisticsField } from '../statistics/statistics-field.js';
import { overBands } from './simd/formulas.js';
import type { WindowPlanes } from './window-planes.js';

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

/** Added to lengths before their logarithm. */
const FLOOR = 0.05;
const ABSOLUTE_FLOOR = 0.005;
const ABSOLUTE_ADDED = 3.5;

/** What changed between the dates beyond the scene's common change. */
export function changeLayers(w: WindowPlanes, field: StatisticsField): ChangeLayers {
  const { before, after, mask } = w;
  const count = w.pair.bands.length;
  const multiBands = w.takeAll(count);
  const difference = w.takeAll(count);
  const scaled = w.takeAll(count);
  field.forEachPatch(w.pair.window, (s, x0, y0, x1, y1) => {
    const patch = { x0, y0, x1, y1 };
    for (let b = 0; b < count; b++) {
      const rest = [before[b]!, after[b]!, mask, difference[b]!, scaled[b]!];
      w.formula('residual', rest, [s[STAT.gain + b]!, s[STAT.offset + b]!, 1 / s[STAT.scale + b]!], patch);
      const at = STAT.matrix + b * (MOST_BANDS + 1);
      const factors = [...s.subarray(at, at + count), s[at + MOST_BANDS]!];
      const planes = [...before, after[b]!, mask, multiBands[b]!];
      w.formula(overBands('multi', count), planes, [...factors, 1 / s[STAT.matrixScale + b]!], patch);
    }
  });
  const lengthOf = (planes: readonly Float32Array[], floor: number, added: number): Float32Array => {
    const out = w.take();
    w.formula(overBands('rootMeanLog', count), [...planes, out], [floor, added]);
    return out;
  };
  const multi1 = w.smoothAll(multiBands, 1.5);
  const multi = lengthOf(multi1, FLOOR, 0);
  w.give(...multi1);
  const difference1 = w.smoothAll(difference, 1);
  const absolute = lengthOf(difference1, ABSOLUTE_FLOOR, ABSOLUTE_ADDED);
  w.give(...difference1);
  const scaled2 = scaled.map((plane) => w.smooth(plane, 2));
  const length2 = lengthOf(scaled2, FLOOR, 0);
  w.give(...scaled2);
  const bands = w.smoothAll(scaled, 1);
  const length1 = lengthOf(bands, FLOOR, 0);
  const vector = changeVector(w, field);
  w.formula('logPlus', [vector, vector], [FLOOR]);
  return { bands, length1, length2, multi, absolute, vector };
}

/** Length of the difference of the standardised dates, smoothed 2 px. */
export function changeVector(w: WindowPlanes, field: StatisticsField): Float32Array {
  const raw = w.take();
  const count = w.pair.bands.length;
  field.forEachPatch(w.pair.window, (s, x0, y0, x1, y1) => {
    w.formula(overBands('vector', count), [...w.before, ...w.after, w.mask, raw], standards(s, count), {
      x0,
      y0,
      x1,
      y1,
    });
  });
  const vector = w.smooth(raw, 2);
  w.give(raw);
  return vector;
}

/** 1 / deviation and mean / deviation of each band of each date. */
function standards(s: Float64Array, count: number): number[] {
  const out: number[] = [];
  for (const [mean, deviation] of [
    [STAT.meanBefore, STAT.deviationBefore],
    [STAT.meanAfter, STAT.deviationAfter],
  ] as const) {
    for (let b = 0; b < count; b++) out.push(1 / s[deviation + b]!, s[mean + b]! / s[deviation + b]!);
  }
  return out;
}
