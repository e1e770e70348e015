import type { LevelCounts } from './pixel-scores.js';
import { LEVELS } from './read-place.js';

const BINS = 20;

/** One bar of the reliability diagram. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly pixels: number;
  /** Mean probability said, and share that was labelled changed; null in an empty bin. */
  readonly said: number | null;
  readonly was: number | null;
}

export interface Calibration {
  /** Expected calibration error: mean over pixels of |said − was| of their bin (20 equal bins). */
  readonly ece: number | null;
  /** The same over pixels with probability ≥ 0.05 only: the quiet rest makes the plain figure flattering. */
  readonly eceAbove005: number | null;
  readonly bins: readonly ReliabilityBin[];
}

/** Mean over pixels of |said − was| of their bin, 20 equal bins. */
export function binError(said: readonly { probability: number; changed: number; all: number }[]): number | null {
  const [difference, total] = [new Float64Array(BINS), said.reduce((sum, { all }) => sum + all, 0)];
  for (const { probability, changed, all } of said)
    difference[Math.min(BINS - 1, Math.floor(probability * BINS))]! += all * probability - changed;
  return total === 0 ? null : difference.reduce((sum, d) => sum + Math.abs(d), 0) / total;
}

export function calibration({ changed, all }: LevelCounts): Calibration {
  const pixels = new Float64Array(BINS);
  const said = new Float64Array(BINS);
  const was = new Float64Array(BINS);
  for (let level = 0; level < LEVELS; level++) {
    const probability = level / (LEVELS - 1);
    const bin = Math.min(BINS - 1, Math.floor(probability * BINS));
    pixels[bin]! += all[level]!;
    said[bin]! += all[level]! * probability;
    was[bin]! += changed[level]!;
  }
  const error = (from: number): number | null => {
    let [sum, count] = [0, 0];
    for (let bin = from; bin < BINS; bin++) {
      sum += Math.abs(said[bin]! - was[bin]!);
      count += pixels[bin]!;
    }
    return count === 0 ? null : sum / count;
  };
  return {
    ece: error(0),
    eceAbove005: error(1),
    bins: Array.from({ length: BINS }, (_, bin) => ({
      from: bin / BINS,
      to: (bin + 1) / BINS,
      pixels: pixels[bin]!,
      said: pixels[bin] === 0 ? null : said[bin]! / pixels[bin]!,
      was: pixels[bin] === 0 ? null : was[bin]! / pixels[bin]!,
    })),
  };
}
