/** Two-sided 95 %. */
const Z = 1.959_964;

export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** Wilson score interval of a share (E. B. Wilson, JASA 22, 1927): sound for small samples and shares near 0 or 1. */
export function wilson(hits: number, n: number): Interval {
  if (n === 0) return { estimate: NaN, low: 0, high: 1 };
  const p = hits / n;
  const centre = (p + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half = (Z / (1 + (Z * Z) / n)) * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
  return { estimate: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** One stratum: how many there are, how many were checked, how many of these were right. */
export interface StratumCount {
  readonly size: number;
  readonly checked: number;
  readonly right: number;
}

/**
 * Stratified estimate of a share (Cochran, Sampling Techniques, 3rd ed. 1977, eq. 5.52, with finite population
 * correction). A stratum of which all checked agree still has an uncertain share: its variance takes the Wilson
 * centre instead of 0 or 1. Strata without a checked record make the estimate null: nothing is known of them.
 */
export function stratifiedShare(strata: readonly StratumCount[]): Interval | null {
  const total = strata.reduce((sum, s) => sum + s.size, 0);
  if (total === 0 || strata.some((s) => s.size > 0 && s.checked === 0)) return null;
  let [estimate, variance] = [0, 0];
  for (const { size, checked, right } of strata) {
    if (size === 0) continue;
    const weight = size / total;
    const p = right / checked;
    const spread = (right + (Z * Z) / 2) / (checked + Z * Z);
    estimate += weight * p;
    const correction = Math.max(0, (size - checked) / size);
    variance += weight * weight * correction * ((spread * (1 - spread)) / Math.max(1, checked - 1));
  }
  const half = Z * Math.sqrt(variance);
  return { estimate, low: Math.max(0, estimate - half), high: Math.min(1, estimate + half) };
}
