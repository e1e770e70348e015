import FFT from 'fft.js';

/** Two-dimensional complex FFT of a square whose side is a power of two; interleaved re, im; in place. */
export class Fft2d {
  readonly #fft: FFT;
  readonly #row: Float64Array;
  readonly #out: Float64Array;

  constructor(readonly size: number) {
    this.#fft = new FFT(size);
    this.#row = new Float64Array(size * 2);
    this.#out = new Float64Array(size * 2);
  }

  forward(data: Float64Array): void {
    this.#both(data, (out, input) => this.#fft.transform(out, input));
  }

  /** Scaled, so that forward then inverse gives the input again. */
  inverse(data: Float64Array): void {
    this.#both(data, (out, input) => this.#fft.inverseTransform(out, input));
  }

  #both(data: Float64Array, one: (out: Float64Array, input: Float64Array) => void): void {
    const n = this.size;
    const [row, out] = [this.#row, this.#out];
    for (let y = 0; y < n; y++) {
      row.set(data.subarray(y * n * 2, (y + 1) * n * 2));
      one(out, row);
      data.set(out, y * n * 2);
    }
    for (let x = 0; x < n; x++) {
      for (let y = 0; y < n; y++) {
        row[2 * y] = data[(y * n + x) * 2]!;
        row[2 * y + 1] = data[(y * n + x) * 2 + 1]!;
      }
      one(out, row);
      for (let y = 0; y < n; y++) {
        data[(y * n + x) * 2] = out[2 * y]!;
        data[(y * n + x) * 2 + 1] = out[2 * y + 1]!;
      }
    }
  }
}
