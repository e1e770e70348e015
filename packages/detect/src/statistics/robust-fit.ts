import type { FitSample } from '../features/feature-sets.js';
import { median, medianDistance } from './order.js';
import { randomPositions } from './random-sample.js';
import type { FeatureBand } from '../features/feature-bands.js';
import { MOST_BANDS, STAT } from './scene-statistics.js';

/** Smallest believed noise per band, reflectance (pilot, ../shared/pilot/reference.py). */
const SCALE_FLOOR: Readonly<Record<FeatureBand, number>> = {
  blue: 0.01,
  green: 0.01,
  red: 0.012,
  nir: 0.016,
  swir16: 0.014,
  swir22: 0.014,
};
const MAD_TO_SIGMA = 1.4826;
const ROUNDS = 6;
/**
 * Pixels that the rounds look at: of a whole scene, as the reference. Of a cell fewer: with 9 000 on the fourteen labelled places pixel F1
 * is 63.40, with 60 000 it is 63.38; with 5 000 it falls to 63.23 (`evaluate recipes/oscd/pairs.yaml` with `scene` changed).
 */
export const FIT_SAMPLE = { scene: 60_000, cell: 9_000 } as const;

/**
 * Fits of the after date on the before date over the pixels that changed least, as the pilot's reference does:
 * reduced major axis per band on the steadier half, then all bands from all bands with Cauchy weights.
 * `before` and `after` hold n reflectances of each of `bands`; results go into `stats` at `STAT.gain`, `offset`, `scale`,
 * `matrix` and `matrixScale`.
 */
export function fitBands(
  bands: readonly FeatureBand[],
  before: readonly Float32Array[],
  after: readonly Float32Array[],
  stats: Float64Array,
  sample: FitSample,
  wanted: number,
): void {
  const n = before[0]?.length ?? 0;
  const positions = sample === 'random' ? randomPositions(n, wanted) : everyKth(n, Math.max(1, Math.floor(n / wanted)));
  const x = before.map((band) => pick(band, positions));
  const y = after.map((band) => pick(band, positions));
  const floors = bands.map((band) => SCALE_FLOOR[band]);
  fitMajorAxis(x, y, floors, stats);
  const residual = new Float64Array(n);
  for (let b = 0; b < bands.length; b++) {
    const gain = stats[STAT.gain + b]!;
    bandResidual(before[b]!, after[b]!, gain, stats[STAT.offset + b]!, residual);
    stats[STAT.offset + b]! += median(residual);
    bandResidual(before[b]!, after[b]!, gain, stats[STAT.offset + b]!, residual);
    stats[STAT.scale + b] = Math.max(MAD_TO_SIGMA * medianDistance(residual, 0), floors[b]!);
  }
  fitMatrix(x, y, floors, stats);
}

function pick(band: Float32Array, positions: Uint32Array): Float64Array {
  const out = new Float64Array(positions.length);
  for (let i = 0; i < out.length; i++) out[i] = band[positions[i]!]!;
  return out;
}

function everyKth(n: number, k: number): Uint32Array {
  const positions = new Uint32Array(Math.ceil(n / k));
  for (let i = 0; i < positions.length; i++) positions[i] = i * k;
  return positions;
}

function fitMajorAxis(
  x: readonly Float64Array[],
  y: readonly Float64Array[],
  floors: readonly number[],
  stats: Float64Array,
): void {
  const n = x[0]!.length;
  const weights = new Float64Array(n).fill(1);
  const misfit = new Float64Array(n);
  const residual = new Float64Array(n);
  for (let round = 0; round < ROUNDS; round++) {
    misfit.fill(0);
    for (let b = 0; b < x.length; b++) {
      const [mx, sx] = weightedMoments(x[b]!, weights);
      const [my, sy] = weightedMoments(y[b]!, weights);
      const gain = Math.min(2, Math.max(0.5, sy / sx));
      const offset = my - gain * mx;
      bandResidual(x[b]!, y[b]!, gain, offset, residual);
      bandResidual(x[b]!, y[b]!, gain, offset + median(residual), residual);
      const sigma = Math.max(MAD_TO_SIGMA * medianDistance(residual, 0), floors[b]! * 0.5);
      addMisfit(residual, sigma, x.length, misfit);
      stats[STAT.gain + b] = gain;
      stats[STAT.offset + b] = offset;
    }
    halfWeights(misfit, median(misfit), weights);
  }
}

function weightedMoments(values: Float64Array, weights: Float64Array): [mean: number, deviation: number] {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    sum += weights[i]! * values[i]!;
    total += weights[i]!;
  }
  const mean = sum / total;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += weights[i]! * (values[i]! - mean) ** 2;
  return [mean, Math.sqrt(squares / total) + 1e-6];
}

/** The bands before and a one; those that are not used have the factor 0. */
const INPUTS = MOST_BANDS + 1;

function fitMatrix(
  x: readonly Float64Array[],
  y: readonly Float64Array[],
  floors: readonly number[],
  stats: Float64Array,
): void {
  const n = x[0]!.length;
  const inputs = [...x, new Float64Array(n).fill(1)];
  const weights = new Float64Array(n).fill(1);
  const misfit = new Float64Array(n);
  const residual = new Float64Array(n);
  for (let round = 0; round < ROUNDS; round++) {
    const { normal, right } = normalEquations(inputs, y, weights);
    const solution = solve(normal, right);
    misfit.fill(0);
    for (let b = 0; b < y.length; b++) {
      const factors = solution.map((row) => row[b]!);
      const last = factors.length - 1;
      for (const [i, factor] of factors.entries()) {
        stats[STAT.matrix + b * INPUTS + (i === last ? INPUTS - 1 : i)] = factor;
      }
      matrixResidual(inputs, y[b]!, factors, residual);
      const sigma = Math.max(MAD_TO_SIGMA * medianDistance(residual, 0), floors[b]! * 0.7);
      stats[STAT.matrixScale + b] = sigma;
      addMisfit(residual, sigma, x.length, misfit);
    }
    cauchyWeights(misfit, weights);
  }
}

/** Pixels that all sums are taken over before the next ones: what they need of both dates stays in the second cache. */
const PART_PX = 1024;

/** Of weighted least squares of each of `y` on all inputs: their products with each other, and with `y`. */
function normalEquations(
  inputs: readonly Float64Array[],
  y: readonly Float64Array[],
  weights: Float64Array,
): { readonly normal: number[][]; readonly right: number[][] } {
  const normal = inputs.map((_, i) => inputs.map((__, j) => (i === j ? 1e-6 : 0)));
  const right = inputs.map(() => y.map(() => 0));
  const weighted = new Float64Array(PART_PX);
  for (let from = 0; from < weights.length; from += PART_PX) {
    const count = Math.min(PART_PX, weights.length - from);
    for (const [i, input] of inputs.entries()) {
      multiply(weights, input, from, count, weighted);
      for (let j = i; j < inputs.length; j++) normal[i]![j]! += dot(weighted, inputs[j]!, from, count);
      for (const [b, band] of y.entries()) right[i]![b]! += dot(weighted, band, from, count);
    }
  }
  for (const [i, row] of normal.entries()) for (let j = 0; j < i; j++) row[j] = normal[j]![i]!;
  return { normal, right };
}

// Loops over pixels are functions of their own: small ones are compiled once, in a fraction of the time.

function multiply(a: Float64Array, b: Float64Array, from: number, count: number, out: Float64Array): void {
  for (let i = 0; i < count; i++) out[i] = a[from + i]! * b[from + i]!;
}

function cauchyWeights(misfit: Float64Array, weights: Float64Array): void {
  for (let i = 0; i < weights.length; i++) weights[i] = 1 / (1 + misfit[i]!);
}

/** Nearly nothing for the half that fits worse. */
function halfWeights(misfit: Float64Array, half: number, weights: Float64Array): void {
  for (let i = 0; i < weights.length; i++) weights[i] = Number(misfit[i]! < half) + 1e-3;
}

/** Of the first of `a` with those of `b` from `from` on. Four sums side by side: one alone would wait for each addition. */
function dot(a: Float64Array, b: Float64Array, from: number, count: number): number {
  // Not in one destructuring: V8 keeps such numbers on the heap, and takes four times as long.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const fours = count - (count % 4);
  for (let i = 0; i < fours; i += 4) {
    s0 += a[i]! * b[from + i]!;
    s1 += a[i + 1]! * b[from + i + 1]!;
    s2 += a[i + 2]! * b[from + i + 2]!;
    s3 += a[i + 3]! * b[from + i + 3]!;
  }
  for (let i = fours; i < count; i++) s0 += a[i]! * b[from + i]!;
  return s0 + s1 + (s2 + s3);
}

/** What is left of a band after: two inputs a pass. */
function matrixResidual(
  inputs: readonly Float64Array[],
  band: Float64Array,
  factors: readonly number[],
  out: Float64Array,
): void {
  out.set(band);
  let i = 0;
  for (; i + 1 < inputs.length; i += 2) subtractTwo(inputs[i]!, inputs[i + 1]!, factors[i]!, factors[i + 1]!, out);
  if (i < inputs.length) subtractTwo(inputs[i]!, inputs[i]!, factors[i]!, 0, out);
}

function subtractTwo(a: Float64Array, b: Float64Array, fa: number, fb: number, out: Float64Array): void {
  for (let p = 0; p < out.length; p++) out[p]! -= fa * a[p]! + fb * b[p]!;
}

/** What is left of `y` after gain × x + offset. */
function bandResidual(
  x: Float32Array | Float64Array,
  y: Float32Array | Float64Array,
  gain: number,
  offset: number,
  out: Float64Array,
): void {
  for (let i = 0; i < out.length; i++) out[i] = y[i]! - gain * x[i]! - offset;
}

/** Adds the share of one of `bandCount` bands. */
function addMisfit(residual: Float64Array, sigma: number, bandCount: number, misfit: Float64Array): void {
  const per = 1 / (sigma * sigma * bandCount);
  for (let i = 0; i < misfit.length; i++) misfit[i]! += residual[i]! * residual[i]! * per;
}

/** Solves `matrix * result = right` by elimination with row pivots. */
function solve(matrix: readonly number[][], right: readonly number[][]): number[][] {
  const rows = matrix.map((row, i) => [...row, ...right[i]!]);
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i]![k]!) > Math.abs(rows[pivot]![k]!)) pivot = i;
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = rows[i]![k]! / rows[k]![k]!;
      for (let j = k; j < rows[i]!.length; j++) rows[i]![j]! -= factor * rows[k]![j]!;
    }
  }
  return rows.map((row, i) => row.slice(n).map((value) => value / row[i]!));
}
