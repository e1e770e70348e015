import { KernelRoom } from '@landscar/core';
import { PATCH_PX, patchFunction } from './patch-kernel.js';

/** Numbers of a factor: (cos, cos), (−sin, sin). */
const FACTOR = 4;
const room = new KernelRoom({ patch: patchFunction() });

/**
 * A small part of the surface that a spectrum stands for, of which only some frequencies are not nothing: `PATCH_PX` ×
 * `PATCH_PX` values `step` apart around a place, as two matrix products.
 */
export class Patch {
  readonly #kept: readonly number[];

  /** `side`: of the spectrum; `kept`: frequencies that are looked at, along x and y. */
  constructor(
    private readonly side: number,
    kept: Iterable<number>,
  ) {
    this.#kept = [...kept];
  }

  /** Real parts, row by row; `spectrum` is interleaved re, im. */
  around(spectrum: Float64Array, x0: number, y0: number, step: number): Float64Array {
    const [n, kept] = [this.side, this.#kept];
    const half = (PATCH_PX - 1) / 2;
    const offsets = Array.from({ length: PATCH_PX }, (_, k) => (k - half) * step);
    const [factors, pixels, rows] = this.#rooms();
    for (const [k, offset] of offsets.entries()) {
      const [cos, sin] = phases(x0 + offset, n);
      for (const [i, u] of kept.entries()) {
        const at = FACTOR * (i * PATCH_PX + k);
        factors[at] = factors[at + 1] = cos[u]!;
        factors[at + 2] = -sin[u]!;
        factors[at + 3] = sin[u]!;
      }
    }
    let at = 0;
    for (const v of kept) {
      for (const u of kept) {
        pixels[at++] = spectrum[2 * (v * n + u)]!;
        pixels[at++] = spectrum[2 * (v * n + u) + 1]!;
      }
    }
    const count = kept.length;
    room.run(
      'patch',
      pixels.byteOffset,
      factors.byteOffset,
      factors.byteOffset + factors.byteLength,
      count,
      rows.byteOffset,
    );
    const values = new Float64Array(PATCH_PX * PATCH_PX);
    for (const [py, offset] of offsets.entries()) {
      const [cos, sin] = phases(y0 + offset, n);
      for (let px = 0; px < PATCH_PX; px++) {
        let sum = 0;
        for (let i = 0; i < count; i++) {
          const [v, r] = [kept[i]!, 2 * (i * PATCH_PX + px)];
          sum += rows[r]! * cos[v]! - rows[r + 1]! * sin[v]!;
        }
        values[py * PATCH_PX + px] = sum;
      }
    }
    return values;
  }

  /** Factors, the kept part of the spectrum, and what becomes of its rows. */
  #rooms(): [Float64Array, Float64Array, Float64Array] {
    const count = this.#kept.length;
    const lengths = [FACTOR * PATCH_PX * count, 2 * count * count, 2 * PATCH_PX * count] as const;
    const buffer = room.buffer(8 * (lengths[0] + lengths[1] + lengths[2]));
    const take = (from: number, length: number): Float64Array => new Float64Array(buffer, 8 * from, length);
    return [take(0, lengths[0]), take(lengths[0], lengths[1]), take(lengths[0] + lengths[1], lengths[2])];
  }
}

function phases(shift: number, n: number): [Float64Array, Float64Array] {
  const [cos, sin] = [new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k < n; k++) {
    const frequency = k < n / 2 ? k : k - n;
    cos[k] = Math.cos((2 * Math.PI * frequency * shift) / n);
    sin[k] = Math.sin((2 * Math.PI * frequency * shift) / n);
  }
  return [cos, sin];
}
