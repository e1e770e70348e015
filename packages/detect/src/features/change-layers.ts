import { MOST_BANDS, STAT } from '../statistics/scene-statistics.js';
import type { PatchField, StatisticsField } from '../statistics/statistics-field.js';
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
export const CHANGE_FLOOR = 0.05;
const ABSOLUTE_FLOOR = 0.005;
const ABSOLUTE_ADDED = 3.5;

/** What changed between the dates beyond the scene's common change; `length2` where it is known already. */
export function changeLayers(w: WindowPlanes, field: StatisticsField, length2?: Float32Array): ChangeLayers {
  const { multi: multiBands, difference, scaled } = bandChanges(w, field);
  const multi1 = w.smoothAll(multiBands, 1.5);
  const multi = logLength(w, multi1);
  w.give(...multi1);
  const difference1 = w.smoothAll(difference, 1);
  const absolute = absoluteLogLength(w, difference1);
  w.give(...difference1);
  length2 ??= smoothedLength(w, scaled);
  const bands = w.smoothAll(scaled, 1);
  const length1 = logLength(w, bands);
  const vector = changeVector(w, field);
  w.formula('logPlus', [vector, vector], [CHANGE_FLOOR]);
  return { bands, length1, length2, multi, absolute, vector };
}

/** A new plane, `ChangeLayers.length2` alone. */
export function changeLength(w: WindowPlanes, field: StatisticsField): Float32Array {
  const { before, after, mask } = w;
  const scaled = w.takeAll(w.pair.bands.length);
  field.forEachPatch(w.pair.window, (s, x0, y0, x1, y1) => {
    for (const [b, plane] of scaled.entries())
      w.formula('scaledResidual', [before[b]!, after[b]!, mask, plane], residualFit(s, b), { x0, y0, x1, y1 });
  });
  const length = smoothedLength(w, scaled);
  w.give(...scaled);
  return length;
}

function smoothedLength(w: WindowPlanes, scaled: readonly Float32Array[]): Float32Array {
  const smooth = scaled.map((plane) => w.smooth(plane, 2));
  const length = logLength(w, smooth);
  w.give(...smooth);
  return length;
}

/** Gain, offset and 1 / scale of the fit of a band. */
const residualFit = (s: Float64Array, b: number): number[] => [
  s[STAT.gain + b]!,
  s[STAT.offset + b]!,
  1 / s[STAT.scale + b]!,
];

/** Of each band, nothing smoothed: what the scene's common change leaves. */
export interface BandChanges {
  /** Of a fit on all bands, in robust deviations clipped to ±12. */
  readonly multi: readonly Float32Array[];
  /** Of the fit on the same band: reflectance; in robust deviations clipped to ±12. */
  readonly difference: readonly Float32Array[];
  readonly scaled: readonly Float32Array[];
}

export function bandChanges(w: WindowPlanes, field: PatchField): BandChanges {
  const { before, after, mask } = w;
  const count = w.pair.bands.length;
  const [multi, difference, scaled] = [w.takeAll(count), w.takeAll(count), w.takeAll(count)];
  field.forEachPatch(w.pair.window, (s, x0, y0, x1, y1) => {
    const patch = { x0, y0, x1, y1 };
    for (let b = 0; b < count; b++) {
      const rest = [before[b]!, after[b]!, mask, difference[b]!, scaled[b]!];
      w.formula('residual', rest, residualFit(s, b), patch);
      const at = STAT.matrix + b * (MOST_BANDS + 1);
      const factors = [...s.subarray(at, at + count), s[at + MOST_BANDS]!];
      const planes = [...before, after[b]!, mask, multi[b]!];
      w.formula(overBands('multi', count), planes, [...factors, 1 / s[STAT.matrixScale + b]!], patch);
    }
  });
  return { multi, difference, scaled };
}

/** A new plane: log of the root mean square of planes in deviations; the same of reflectances, + 3.5. */
export const logLength = (w: WindowPlanes, planes: readonly Float32Array[]): Float32Array =>
  rootMeanLog(w, planes, CHANGE_FLOOR, 0);
export const absoluteLogLength = (w: WindowPlanes, planes: readonly Float32Array[]): Float32Array =>
  rootMeanLog(w, planes, ABSOLUTE_FLOOR, ABSOLUTE_ADDED);

function rootMeanLog(w: WindowPlanes, planes: readonly Float32Array[], floor: number, added: number): Float32Array {
  const out = w.take();
  w.formula(overBands('rootMeanLog', planes.length), [...planes, out], [floor, added]);
  return out;
}

/** Length of the difference of the standardised dates, smoothed 2 px. */
export function changeVector(w: WindowPlanes, field: StatisticsField): Float32Array {
  const raw = rawChangeVector(w, field);
  const vector = w.smooth(raw, 2);
  w.give(raw);
  return vector;
}

export function rawChangeVector(w: WindowPlanes, field: PatchField): Float32Array {
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
  return raw;
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
