import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gaussianKernel, mirror } from '../../src/features/gaussian-kernel.js';
import { FEATURE_BANDS } from '../../src/features/feature-bands.js';
import type { PairWindow } from '../../src/features/pair-window.js';
import { PlanePool } from '../../src/features/plane-pool.js';
import { WindowPlanes } from '../../src/features/window-planes.js';

const numbers = (seed: number, n: number, span: number): Float32Array => {
  let state = seed >>> 0;
  return Float32Array.from({ length: n }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32 - 0.5) * span;
  });
};

/** A window all of whose bands are the one plane, seen where `hidden` does not say otherwise. */
function pairOf(plane: Float32Array, width: number, hidden: (i: number) => boolean = () => false): PairWindow {
  const observed = Uint8Array.from(plane, (_, i) => (hidden(i) ? 0 : 1));
  const bands = FEATURE_BANDS.map(() => plane);
  return {
    window: { x: 0, y: 0, width, height: plane.length / width },
    bands: FEATURE_BANDS,
    before: bands,
    after: bands,
    observed,
    observedCount: observed.reduce((sum, seen) => sum + seen, 0),
  };
}

/** Weighted sum over a (2 reach + 1)² neighbourhood, in doubles. */
function around(
  plane: Float32Array,
  width: number,
  x: number,
  y: number,
  reach: number,
  weight: (dx: number, dy: number) => number,
): number {
  let sum = 0;
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const row = mirror(y + dy, plane.length / width);
      sum += weight(dx, dy) * plane[row * width + mirror(x + dx, width)]!;
    }
  }
  return sum;
}

function worst(found: Float32Array, width: number, expected: (x: number, y: number) => number): number {
  let most = 0;
  for (const [i, value] of found.entries()) {
    most = Math.max(most, Math.abs(value - expected(i % width, Math.floor(i / width))));
  }
  return most;
}

const sizes = fc.tuple(fc.integer({ min: 4, max: 50 }), fc.integer({ min: 4, max: 40 }), fc.integer());

describe('vectorised kernels', () => {
  test('Gaussians are the plain sums, whatever the size', () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom(1, 1.5, 2, 3), ([width, height, seed], sigma) => {
        const plane = numbers(seed, width * height, 8);
        const w = new WindowPlanes(pairOf(plane, width), new PlanePool());
        const kernel = gaussianKernel(sigma);
        const weight = (dx: number, dy: number): number => kernel[Math.abs(dx)]! * kernel[Math.abs(dy)]!;
        const found = w.smooth(w.before[0]!, sigma);
        expect(worst(found, width, (x, y) => around(plane, width, x, y, kernel.length - 1, weight))).toBeLessThan(4e-6);
      }),
      { numRuns: 12, seed: 1 },
    );
  });

  test('hidden pixels weigh nothing, and where all is seen nothing changes, to the bit', () => {
    const [width, height] = [61, 48];
    const plane = numbers(5, width * height, 2);
    const hidden = (i: number): boolean => i % width < 3 && i < 4 * width;
    const masked = plane.map((v, i) => (hidden(i) ? 0 : v));
    const w = new WindowPlanes(pairOf(masked, width, hidden), new PlanePool());
    const plain = new WindowPlanes(pairOf(masked, width), new PlanePool());
    const found = w.smooth(w.before[0]!, 2);
    const without = plain.smooth(plain.before[0]!, 2);
    const kernel = gaussianKernel(2);
    const weight = (dx: number, dy: number): number => kernel[Math.abs(dx)]! * kernel[Math.abs(dy)]!;
    const seen = masked.map((_, i) => (hidden(i) ? 0 : 1));
    const expected = (x: number, y: number): number =>
      around(masked, width, x, y, 8, weight) / around(seen, width, x, y, 8, weight);
    expect(worst(found, width, expected)).toBeLessThan(4e-6);
    for (let y = 0; y < height; y++) {
      for (let x = 20; x < width; x++) expect(found[y * width + x]).toBe(without[y * width + x]);
    }
  });

  test('box means are the plain means', () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom(3, 5, 9, 17, 25, 71), ([width, height, seed], size) => {
        const plane = numbers(seed, width * height, 8);
        const w = new WindowPlanes(pairOf(plane, width), new PlanePool());
        const steps = w.take();
        w.formula('steps', [w.before[0]!, w.mask, steps], [2 ** 16]);
        const found = w.boxMean(steps, size, 2 ** 16);
        const reach = (size - 1) / 2;
        const expected = (x: number, y: number): number => around(plane, width, x, y, reach, () => 1) / (size * size);
        expect(worst(found, width, expected)).toBeLessThan(2e-5);
      }),
      { numRuns: 12, seed: 2 },
    );
  });

  test('means over what was seen leave the hidden out', () => {
    const [width, height] = [53, 41];
    const hidden = (i: number): boolean => i % 4 === 0;
    const plane = numbers(6, width * height, 4).map((v, i) => (hidden(i) ? 0 : v));
    const w = new WindowPlanes(pairOf(plane, width, hidden), new PlanePool());
    const found = w.seenMean(w.before[0]!, 5, 2 ** 16);
    const seen = plane.map((_, i) => (hidden(i) ? 0 : 1));
    const sum = (of: Float32Array, x: number, y: number): number => around(of, width, x, y, 2, () => 1);
    expect(worst(found, width, (x, y) => sum(plane, x, y) / sum(seen, x, y))).toBeLessThan(2e-5);
  });

  test('a net of one hidden layer is its formula, whatever the size', () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom(2, 4, 6), ([width, height, seed], units) => {
        const plane = numbers(seed, width * height, 3);
        const w = new WindowPlanes(pairOf(plane, width), new PlanePool());
        const inputs = [w.before[0]!, w.mask, w.before[1]!];
        const weights = numbers(seed + 1, 1 + units * (inputs.length + 2), 1);
        const found = w.dense(inputs, weights);
        const unit = (u: number, at: number): number => {
          const from = 1 + u * (inputs.length + 2);
          const sum = inputs.reduce((total, of, k) => total + weights[from + 1 + k]! * of[at]!, weights[from]!);
          return weights[from + inputs.length + 1]! * Math.max(0, sum);
        };
        const expected = (x: number, y: number): number =>
          Array.from({ length: units }, (_, u) => unit(u, y * width + x)).reduce((a, b) => a + b, weights[0]!);
        expect(worst(found, width, expected)).toBeLessThan(2e-5);
        // Where something is known, what is over the floor is worked out all the same, and nothing else is made up.
        const known = w.take();
        known.set(numbers(seed + 2, width * height, 1).map((v) => (v > 0.47 ? v : -1)));
        const sparse = w.dense(inputs, weights, { plane: known, floor: 0 });
        for (const [i, value] of known.entries()) {
          if (value > 0 || sparse[i] !== value) expect(sparse[i]).toBe(found[i]);
        }
      }),
      { numRuns: 12, seed: 3 },
    );
  });

  test('a window cut out of a larger one has the same bits away from its edge', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 0, max: 9 }), (left, top) => {
        const [width, height, cutWidth, cutHeight] = [120, 110, 97, 93];
        const plane = numbers(9, width * height, 3);
        const cut = new Float32Array(cutWidth * cutHeight);
        for (let y = 0; y < cutHeight; y++) {
          for (let x = 0; x < cutWidth; x++) cut[y * cutWidth + x] = plane[(top + y) * width + left + x]!;
        }
        const layers = ([source, across]: readonly [Float32Array, number]): Float32Array[] => {
          const w = new WindowPlanes(pairOf(source, across), new PlanePool());
          const steps = w.take();
          w.formula('squareSteps', [w.before[0]!, steps], [2 ** 20]);
          return [
            ...([1, 1.5, 2, 3] as const).map((sigma) => w.smooth(w.before[0]!, sigma)),
            w.boxMean(steps, 71, 2 ** 16),
            ...w.sobel(w.before[0]!, w.before[1]!),
          ];
        };
        const small = layers([cut, cutWidth]);
        for (const [k, whole] of layers([plane, width]).entries()) {
          for (let y = 36; y < cutHeight - 36; y++) {
            for (let x = 36; x < cutWidth - 36; x++) {
              expect(small[k]![y * cutWidth + x]).toBe(whole[(top + y) * width + left + x]);
            }
          }
        }
      }),
      { numRuns: 6, seed: 3 },
    );
  });

  test('gradients are Sobel’s', () => {
    const [width, height] = [23, 17];
    const plane = numbers(4, width * height, 2);
    const w = new WindowPlanes(pairOf(plane, width), new PlanePool());
    const [product, a, b] = w.sobel(w.before[0]!, w.before[1]!);
    const expected = (x: number, y: number): number => {
      const down = around(plane, width, x, y, 1, (dx, dy) => dy * (dx === 0 ? 2 : 1));
      const right = around(plane, width, x, y, 1, (dx, dy) => dx * (dy === 0 ? 2 : 1));
      return down * down + right * right;
    };
    for (const found of [product, a, b]) expect(worst(found, width, expected)).toBeLessThan(2e-5);
  });

  test('logarithms are right to 2e-7 of 1 over all that can come', () => {
    const values = Float32Array.from({ length: 4096 }, (_, i) => 1e-4 * 1.0035 ** i);
    const w = new WindowPlanes(pairOf(values, 64), new PlanePool());
    const out = w.take();
    w.formula('logPlus', [w.before[0]!, out], [0]);
    for (const [i, value] of values.entries()) {
      expect(Math.abs(out[i]! - Math.log(value))).toBeLessThan(2e-7 * Math.max(1, Math.abs(Math.log(value))));
    }
  });

  test('formulas write nothing outside of their rectangle', () => {
    const plane = numbers(3, 30 * 20, 2);
    const w = new WindowPlanes(pairOf(plane, 30), new PlanePool());
    const out = w.take();
    out.fill(7);
    w.formula('scale', [w.before[0]!, out], [0, 2], {
      x0: 3,
      y0: 2,
      x1: 24,
      y1: 19,
    });
    for (const [i, value] of out.entries()) {
      const [x, y] = [i % 30, Math.floor(i / 30)];
      expect(value).toBe(x >= 3 && x < 24 && y >= 2 && y < 19 ? Math.fround(2 * plane[i]!) : 7);
    }
  });

  test('digital numbers become reflectance to the bit, and zeros are told', () => {
    const pool = new PlanePool();
    for (const length of [1, 7, 8, 9, 1000]) {
      const [room, out] = [pool.take(length), pool.take(length)];
      const digital = new Uint16Array(room.buffer, room.byteOffset, length);
      digital.set(numbers(length, length, 65_000).map((x) => 1 + Math.abs(x)));
      digital[0] = 65_535;
      const expected = Float32Array.from(digital, (dn) => dn * 1e-4 - 0.1);
      expect(pool.kernels.reflectance(digital, out, 1e-4, -0.1)).toBe(false);
      expect(out).toEqual(expected);
      digital[length - 1] = 0;
      expect(pool.kernels.reflectance(digital, out, 1e-4, -0.1)).toBe(true);
      pool.give(room, out);
    }
  });

  test('a pool gives the same planes again, and more than it has is a bug', () => {
    const pool = new PlanePool();
    const first = pool.take(100);
    pool.give(first);
    expect(pool.take(100).byteOffset).toBe(first.byteOffset);
    expect(() => Array.from({ length: 100 }, () => pool.take(100))).toThrow('planes');
    pool.reset();
    expect(pool.take(50).byteOffset).toBe(first.byteOffset);
  });
});
