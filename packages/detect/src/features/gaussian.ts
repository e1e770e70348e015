/**
 * Separable filters over a window, shape (height, width), Float32. The edge is mirrored with the edge pixel repeated
 * (SciPy's `reflect`); callers give a halo wherever the window's edge is not the edge of the data.
 * Every pixel is summed in the same order, so the result does not depend on where the window starts.
 */

/** Half of a normalised Gaussian kernel, centre first; cut at 4 deviations as SciPy does. */
export function gaussianKernel(sigmaPx: number): Float64Array {
  const radius = Math.floor(4 * sigmaPx + 0.5);
  const half = Float64Array.from({ length: radius + 1 }, (_, k) => Math.exp((-0.5 * k * k) / (sigmaPx * sigmaPx)));
  const sum = half.reduce((total, w, k) => total + (k === 0 ? w : 2 * w), 0);
  return half.map((w) => w / sum);
}

/** Index of a mirrored position: (d c b a | a b c d | d c b a). */
export function mirror(i: number, length: number): number {
  const period = 2 * length;
  const j = ((i % period) + period) % period;
  return j < length ? j : period - 1 - j;
}

/** `input` smoothed into `output` (may be the same array); `scratch` is of the same length. */
export function gaussian(
  input: Float32Array,
  output: Float32Array,
  scratch: Float32Array,
  width: number,
  height: number,
  kernel: Float64Array,
): void {
  const radius = kernel.length - 1;
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const w0 = kernel[0]!;
    for (let x = 0; x < width; x++) sums[x] = w0 * input[row + x]!;
    for (let k = 1; k <= radius; k++) {
      const up = mirror(y - k, height) * width;
      const down = mirror(y + k, height) * width;
      const w = kernel[k]!;
      for (let x = 0; x < width; x++) sums[x]! += w * (input[up + x]! + input[down + x]!);
    }
    for (let x = 0; x < width; x++) scratch[row + x] = sums[x]!;
  }
  const line = new Float64Array(width + 2 * radius);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let i = 0; i < radius; i++) {
      line[i] = scratch[row + mirror(i - radius, width)]!;
      line[radius + width + i] = scratch[row + mirror(width + i, width)]!;
    }
    for (let x = 0; x < width; x++) line[radius + x] = scratch[row + x]!;
    for (let x = 0; x < width; x++) {
      const at = x + radius;
      let sum = kernel[0]! * line[at]!;
      for (let k = 1; k <= radius; k++) sum += kernel[k]! * (line[at - k]! + line[at + k]!);
      output[row + x] = sum;
    }
  }
}
