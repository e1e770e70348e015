/**
 * Scores on disk between the passes: Int16, the score in steps of 1/512 in the upper 15 bits (±32), and in the lowest
 * bit whether the change in reflectance is over its floor. Windows agree bit by bit, histograms are exact.
 */
export const UNOBSERVED_CODE = -32_768;
const STEPS = 512;
const MOST = 16_383;

/** Observed, and the gate said that nothing can have changed: the lowest score. */
export const SKIPPED_CODE = -2 * MOST;

export const encodeScore = (score: number, overFloor: boolean): number =>
  (Math.min(MOST, Math.max(-MOST, Math.round(score * STEPS))) << 1) | (overFloor ? 1 : 0);

/** Never called for `UNOBSERVED_CODE`. */
export const scoreOf = (code: number): number => (code >> 1) / STEPS;
export const isOverFloor = (code: number): boolean => (code & 1) === 1;

/** Counts of scores by step (a code without its lowest bit), for exact quantiles in bounded memory. */
export class ScoreHistogram {
  private readonly counts = new Float64Array(2 * MOST + 2);
  count = 0;

  /** Counts of the steps from `first` on. */
  add(first: number, counts: Uint32Array): void {
    for (let k = 0; k < counts.length; k++) {
      this.counts[first + k + MOST]! += counts[k]!;
      this.count += counts[k]!;
    }
  }

  addAll(other: ScoreHistogram): void {
    for (let bin = 0; bin < this.counts.length; bin++) this.counts[bin]! += other.counts[bin]!;
    this.count += other.count;
  }

  /** The smallest score with at least the share `q` of all at or below it; 0 where nothing was counted. */
  quantile(q: number): number {
    let below = 0;
    for (let bin = 0; bin < this.counts.length && this.count > 0; bin++) {
      below += this.counts[bin]!;
      if (below >= q * this.count) return (bin - MOST) / STEPS;
    }
    return 0;
  }
}
