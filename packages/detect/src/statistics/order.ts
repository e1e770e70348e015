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
/** Room for what `band` keeps, of one call at a time: it reads from one and writes into the other. */
const rooms: [Float64Array, Float64Array] = [new Float64Array(0), new Float64Array(0)];

/**
 * Values among which the k-th (0-based) and the next one lie, and its position if they were sorted: those between two values
 * of a small sample (Floyd and Rivest 1975), again and again while they are many and become fewer. Passes without a branch that depends on a value, which
 * is where selection by comparisons loses its time.
 */
function band(values: Numbers, k: number): { readonly values: Float64Array; readonly k: number } {
  let [near, at, into]: [Numbers, number, 0 | 1] = [values, k, 0];
  while (near.length >= MANY) {
    const [low, high] = sampleAround(near, at);
    const room = roomOf(into, near.length);
    const { kept, below } = keepBetween(near, low, high, room);
    if (at < below || at + 1 >= below + kept) break;
    const before = near.length;
    [near, at, into] = [room.subarray(0, kept), at - below, into === 0 ? 1 : 0];
    // Many are the same: another pass would keep them again.
    if (kept > before / 2) break;
  }
  if (near !== values) return { values: near as Float64Array, k: at };
  const copy = roomOf(into, near.length);
  copy.set(near);
  return { values: copy, k: at };
}

function roomOf(which: 0 | 1, length: number): Float64Array {
  if (rooms[which].length < length) rooms[which] = new Float64Array(length);
  return rooms[which].subarray(0, length);
}

/** Two values between which the k-th lies nearly always. */
function sampleAround(values: Numbers, k: number): [low: number, high: number] {
  const n = values.length;
  for (let i = 0; i < SAMPLE; i++) sample[i] = values[Math.floor((i * n) / SAMPLE)]!;
  sample.sort();
  const at = Math.round((k / (n - 1)) * (SAMPLE - 1));
  return [sample[at - SAMPLE_MARGIN] ?? -Infinity, sample[at + SAMPLE_MARGIN] ?? Infinity];
}

/** Answers how many it kept, and how many are below. */
function keepBetween(
  values: Numbers,
  low: number,
  high: number,
  out: Float64Array,
): { readonly kept: number; readonly below: number } {
  let [kept, notBelow] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    out[kept] = value;
    const reaches = Number(value >= low);
    notBelow += reaches;
    kept += reaches & Number(value <= high);
  }
  return { kept, below: values.length - notBelow };
}

function distancesFrom(values: Numbers, centre: number, out: Float64Array): void {
  for (let i = 0; i < values.length; i++) out[i] = Math.abs(values[i]! - centre);
}
