import { select } from '@landscar/core';

/** Order statistics; NaN must not occur. Values are not touched. */
type Numbers = Float32Array | Float64Array;

/** Quantile 0..1 with linear interpolation between neighbours (NumPy's default); 0 for none. */
export function quantile(values: Numbers, q: number): number {
  if (values.length === 0) return 0;
  const at = q * (values.length - 1);
  const low = Math.floor(at);
  const near = band(values, low);
  const first = select(near.values, near.k);
  if (at === low) return first;
  let next = Infinity;
  for (let i = near.k + 1; i < near.values.length; i++) next = Math.min(next, near.values[i]!);
  return first + (next - first) * (at - low);
}

export const median = (values: Numbers): number => quantile(values, 0.5);

let distances = new Float64Array(0);

/** Median of the distances from `centre`. */
export function medianDistance(values: Numbers, centre: number): number {
  if (distances.length < values.length) distances = new Float64Array(values.length);
  distancesFrom(values, centre, distances);
  return median(distances.subarray(0, values.length));
}

/** Fewer values are selected from as they are. */
const MANY = 2048;
const SAMPLE = 256;
/** Four deviations of where a quantile of the sample can lie. */
const SAMPLE_MARGIN = 32;

const sample = new Float64Array(SAMPLE);
/** Room for what `band` keeps, of one call at a time. */
let room = new Float64Array(0);

/**
 * Values among which the k-th (0-based) and the next one lie, and its position if they were sorted: those between two values
 * of a small sample (Floyd and Rivest 1975). One pass without a branch that depends on a value, which is where selection by
 * comparisons loses its time.
 */
function band(values: Numbers, k: number): { readonly values: Float64Array; readonly k: number } {
  const n = values.length;
  if (room.length < n) room = new Float64Array(n);
  if (n >= MANY) {
    for (let i = 0; i < SAMPLE; i++) sample[i] = values[Math.floor((i * n) / SAMPLE)]!;
    sample.sort();
    const at = Math.round((k / (n - 1)) * (SAMPLE - 1));
    const low = sample[at - SAMPLE_MARGIN] ?? -Infinity;
    const high = sample[at + SAMPLE_MARGIN] ?? Infinity;
    const kept = keepBetween(values, low, high, room);
    const below = countBelow(values, low);
    if (k >= below && k + 1 < below + kept) return { values: room.subarray(0, kept), k: k - below };
  }
  room.set(values);
  return { values: room.subarray(0, n), k };
}

function keepBetween(values: Numbers, low: number, high: number, out: Float64Array): number {
  let kept = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    out[kept] = value;
    kept += Number(value >= low) & Number(value <= high);
  }
  return kept;
}

function countBelow(values: Numbers, low: number): number {
  let below = 0;
  for (let i = 0; i < values.length; i++) below += Number(values[i]! < low);
  return below;
}

function distancesFrom(values: Numbers, centre: number, out: Float64Array): void {
  for (let i = 0; i < values.length; i++) out[i] = Math.abs(values[i]! - centre);
}
