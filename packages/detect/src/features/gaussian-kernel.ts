/** Half of a normalised Gaussian kernel, centre first; cut at 4 deviations as SciPy does. */
export function gaussianKernel(sigmaPx: number): Float64Array {
  const radius = Math.floor(4 * sigmaPx + 0.5);
  const half = Float64Array.from({ length: radius + 1 }, (_, k) => Math.exp((-0.5 * k * k) / (sigmaPx * sigmaPx)));
  const sum = half.reduce((total, w, k) => total + (k === 0 ? w : 2 * w), 0);
  return half.map((w) => w / sum);
}

/** Index of a mirrored position: (d c b a | a b c d | d c b a), SciPy's `reflect`. */
export function mirror(i: number, length: number): number {
  if (i >= 0 && i < length) return i;
  const period = 2 * length;
  const j = ((i % period) + period) % period;
  return j < length ? j : period - 1 - j;
}
