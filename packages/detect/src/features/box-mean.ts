import { mirror } from './gaussian.js';

/** Values are rounded to this step before summing: integers add up exactly, wherever a running sum started. */
const STEPS_PER_UNIT = 2 ** 20;

/**
 * Mean over a `sizePx` × `sizePx` box (odd), shape (height, width); the edge is mirrored.
 * Running sums of rounded values are exact in doubles, so windows agree bit by bit.
 */
export function boxMean(
  input: Float32Array,
  output: Float32Array,
  width: number,
  height: number,
  sizePx: number,
): void {
  const radius = (sizePx - 1) / 2;
  const rows = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let i = -radius; i <= radius; i++) sum += Math.round(input[row + mirror(i, width)]! * STEPS_PER_UNIT);
    for (let x = 0; x < width; x++) {
      rows[row + x] = sum;
      sum += Math.round(input[row + mirror(x + radius + 1, width)]! * STEPS_PER_UNIT);
      sum -= Math.round(input[row + mirror(x - radius, width)]! * STEPS_PER_UNIT);
    }
  }
  const sums = new Float64Array(width);
  for (let i = -radius; i <= radius; i++) {
    const row = mirror(i, height) * width;
    for (let x = 0; x < width; x++) sums[x]! += rows[row + x]!;
  }
  const scale = 1 / (sizePx * sizePx * STEPS_PER_UNIT);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const enter = mirror(y + radius + 1, height) * width;
    const leave = mirror(y - radius, height) * width;
    for (let x = 0; x < width; x++) {
      output[row + x] = sums[x]! * scale;
      sums[x]! += rows[enter + x]! - rows[leave + x]!;
    }
  }
}
