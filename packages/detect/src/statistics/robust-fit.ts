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
/** Pixels that the rounds look at: of a whole scene, as the reference; a cell's fit is as sure as its few kilometres are alike. */
export const FIT_SAMPLE = { scene: 60_000, cell: 18_000 } as const;

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
  const pick = (band: Float32Array): Float64Array => {
    const out = new Float64Array(positions.length);
    for (let i = 0; i < out.length; i++) out[i] = band[positions[i]!]!;
    return out;
  };
  const x = before.map(pick);
  const y = after.map(pick);
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
  const spare = new Float64Array(n);
  for (let round = 0; round < ROUNDS; round++) {
    misfit.fill(0);
    for (let b = 0; b < x.length; b++) {
      const [mx, sx] = weightedMoments(x[b]!, weights);
      const [my, sy] = weightedMoments(y[b]!, weights);
      const gain = Math.min(2, Math.max(0.5, sy / sx));
      const offset = my - gain * mx;
      bandResidual(x[b]!, y[b]!, gain, offset, residual);
      spare.set(residual);
      bandResidual(x[b]!, y[b]!, gain, offset + median(spare), residual);
      spare.set(residual);
      const sigma = Math.max(MAD_TO_SIGMA * medianDistance(spare, 0), floors[b]! * 0.5);
      addMisfit(residual, sigma, x.length, misfit);
      stats[STAT.gain + b] = gain;
      stats[STAT.offset + b] = offset;
    }
    spare.set(misfit);
    const half = median(spare);
    for (let i = 0; i < n; i++) weights[i] = (misfit[i]! < half ? 1 : 0) + 1e-3;
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

/** The bands before, a one, the bands after: columns of a pixel; 0 for bands that are not used, whose factors come out 0. */
const INPUTS = MOST_BANDS + 1;
const COLUMNS = INPUTS + MOST_BANDS;

function fitMatrix(
  x: readonly Float64Array[],
  y: readonly Float64Array[],
  floors: readonly number[],
  stats: Float64Array,
): void {
  const n = x[0]!.length;
  const pixels = new Float64Array(n * COLUMNS);
  for (let i = 0; i < n; i++) pixels[i * COLUMNS + MOST_BANDS] = 1;
  for (let b = 0; b < x.length; b++) {
    for (let i = 0; i < n; i++) {
      pixels[i * COLUMNS + b] = x[b]![i]!;
      pixels[i * COLUMNS + INPUTS + b] = y[b]![i]!;
    }
  }
  const weights = new Float64Array(n).fill(1);
  const misfit = new Float64Array(n);
  const residual = new Float64Array(n);
  const spare = new Float64Array(n);
  for (let round = 0; round < ROUNDS; round++) {
    const sums = weightedProducts(pixels, weights);
    const product = (i: number, j: number): number => sums[Math.min(i, j) * COLUMNS + Math.max(i, j)]!;
    const inputs = Array.from({ length: INPUTS }, (_, i) => i);
    const normal = inputs.map((i) => inputs.map((j) => product(i, j) + (i === j ? 1e-6 : 0)));
    const right = inputs.map((i) => y.map((_, b) => product(i, INPUTS + b)));
    const solution = solve(normal, right);
    misfit.fill(0);
    for (let b = 0; b < x.length; b++) {
      const factors = Float64Array.from(solution, (row) => row[b]!);
      stats.set(factors, STAT.matrix + b * INPUTS);
      matrixResidual(pixels, b, factors, residual);
      spare.set(residual);
      const sigma = Math.max(MAD_TO_SIGMA * medianDistance(spare, 0), floors[b]! * 0.7);
      stats[STAT.matrixScale + b] = sigma;
      addMisfit(residual, sigma, x.length, misfit);
    }
    for (let i = 0; i < n; i++) weights[i] = 1 / (1 + misfit[i]!);
  }
}

/** What is left of the band `b` after. */
function matrixResidual(pixels: Float64Array, b: number, f: Float64Array, out: Float64Array): void {
  const [f0, f1, f2, f3, f4, f5, f6] = [f[0]!, f[1]!, f[2]!, f[3]!, f[4]!, f[5]!, f[6]!];
  for (let i = 0, at = 0; i < out.length; i++, at += COLUMNS) {
    const low = f0 * pixels[at]! + f1 * pixels[at + 1]! + f2 * pixels[at + 2]!;
    const high = f3 * pixels[at + 3]! + f4 * pixels[at + 4]! + f5 * pixels[at + 5]!;
    out[i] = pixels[at + INPUTS + b]! - (low + high + f6);
  }
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

/** Weighted sums of the products of input i and column j ≥ i, at i × `COLUMNS` + j. */
function weightedProducts(pixels: Float64Array, weights: Float64Array): Float64Array {
  const sums = new Float64Array(INPUTS * COLUMNS);
  for (let p = 0; p < weights.length; p++) {
    const row = p * COLUMNS;
    const weight = weights[p]!;
    for (let i = 0; i < INPUTS; i++) {
      const weighted = weight * pixels[row + i]!;
      const to = i * COLUMNS;
      for (let j = i; j < COLUMNS; j++) sums[to + j]! += weighted * pixels[row + j]!;
    }
  }
  return sums;
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
