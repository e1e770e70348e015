import { quantile } from './order.js';
import { STAT } from './scene-statistics.js';

/** Mean and deviation of the 1–99 % clipped reflectances of both dates, into `stats`. */
export function clippedMoments(
  before: readonly Float32Array[],
  after: readonly Float32Array[],
  stats: Float64Array,
): void {
  for (let b = 0; b < before.length; b++) {
    [stats[STAT.meanBefore + b], stats[STAT.deviationBefore + b]] = momentsOf(before[b]!);
    [stats[STAT.meanAfter + b], stats[STAT.deviationAfter + b]] = momentsOf(after[b]!);
  }
}

function momentsOf(band: Float32Array): [mean: number, deviation: number] {
  const low = quantile(band, 0.01);
  const high = quantile(band, 0.99);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < band.length; i++) {
    const value = Math.min(high, Math.max(low, band[i]!));
    sum += value;
    squares += value * value;
  }
  const mean = sum / band.length;
  return [mean, Math.sqrt(Math.max(0, squares / band.length - mean * mean)) + 1e-6];
}
