import { mirror } from './gaussian.js';

/** Sobel gradients downwards and to the right, not normalised; the edge is mirrored with the edge pixel repeated. */
export function sobel(
  input: Float32Array,
  down: Float32Array,
  right: Float32Array,
  width: number,
  height: number,
): void {
  for (let y = 0; y < height; y++) {
    const above = mirror(y - 1, height) * width;
    const here = y * width;
    const below = mirror(y + 1, height) * width;
    for (let x = 0; x < width; x++) {
      const l = mirror(x - 1, width);
      const r = mirror(x + 1, width);
      const [a, b, c] = [input[above + l]!, input[above + x]!, input[above + r]!];
      const [d, e] = [input[here + l]!, input[here + r]!];
      const [f, g, h] = [input[below + l]!, input[below + x]!, input[below + r]!];
      down[here + x] = f + 2 * g + h - (a + 2 * b + c);
      right[here + x] = c + 2 * e + h - (a + 2 * d + f);
    }
  }
}
