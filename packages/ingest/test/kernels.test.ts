import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slidePixels } from '../src/align/slide-pixels.js';
import { valueRange } from '../src/align/value-range.js';
import { PATCH_PX } from '../src/coregister/patch-kernel.js';
import { Patch } from '../src/coregister/patch.js';
import { random } from './ground.js';

const side = fc.integer({ min: 1, max: 150 });
const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Cubic convolution as it is written in a book, pixel by pixel. */
function slideOne(source: Uint16Array, stride: number, at: number, fx: number, fy: number): number {
  const weigh = (t: number, [a, b, c, d]: readonly [number, number, number, number]): number =>
    ((2 - t) * t - 1) * t * 0.5 * a +
    ((3 * t - 5) * t * t + 2) * 0.5 * b +
    ((4 - 3 * t) * t + 1) * t * 0.5 * c +
    (t - 1) * t * t * 0.5 * d;
  const row = (y: number): number => {
    const i = at + y * stride;
    return weigh(fx, [source[i]!, source[i + 1]!, source[i + 2]!, source[i + 3]!]);
  };
  const value = Math.trunc(weigh(fy, [row(0), row(1), row(2), row(3)]) + 0.5);
  return Math.min(65_535, Math.max(1, value));
}

describe('the vectorised kernels', () => {
  it('shift pixels bit by bit as the formula does, whatever the size and the numbers', () => {
    fc.assert(
      fc.property(side, side, fraction, fraction, fc.integer(), (width, height, fractionX, fractionY, seed) => {
        const next = random(seed);
        const source = Uint16Array.from({ length: (width + 3) * (height + 3) }, () => 1 + 65_534 * next());
        const moved = slidePixels(source, width, height, { x: 0, y: 0, fractionX, fractionY });
        const wrong = moved.findIndex((v, i) => {
          const at = Math.floor(i / width) * (width + 3) + (i % width);
          return v !== slideOne(source, width + 3, at, fractionX, fractionY);
        });
        expect(wrong).toBe(-1);
      }),
      { numRuns: 30 },
    );
  });

  it('find the least and the largest number, of bytes too', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint16Array({ minLength: 1 }), fc.uint8Array({ minLength: 1 })), (band) => {
        const numbers = Array.from(band);
        expect(valueRange(band)).toEqual({ least: Math.min(...numbers), most: Math.max(...numbers) });
      }),
    );
    // More than are looked at in one go.
    const long = new Uint16Array(100_003).fill(700);
    [long[70_001], long[100_002]] = [3, 60_000];
    expect(valueRange(long)).toEqual({ least: 3, most: 60_000 });
  });

  it('see the surface behind a spectrum as the sum of its waves', () => {
    const n = 16;
    const kept = [0, 1, 2, 14, 15];
    const next = random(5);
    const spectrum = Float64Array.from({ length: 2 * n * n }, () => next() - 0.5);
    const [x0, y0, step] = [1.3, -2.1, 0.25];
    const values = new Patch(n, kept).around(spectrum, x0, y0, step);
    for (let i = 0; i < PATCH_PX ** 2; i++) {
      const [x, y] = [x0 + ((i % PATCH_PX) - 3) * step, y0 + (Math.floor(i / PATCH_PX) - 3) * step];
      let sum = 0;
      for (const v of kept) {
        for (const u of kept) {
          const [fu, fv] = [u < n / 2 ? u : u - n, v < n / 2 ? v : v - n];
          const phase = (2 * Math.PI * (fu * x + fv * y)) / n;
          const at = 2 * (v * n + u);
          sum += spectrum[at]! * Math.cos(phase) - spectrum[at + 1]! * Math.sin(phase);
        }
      }
      expect(values[i]).toBeCloseTo(sum, 9);
    }
  });
});
