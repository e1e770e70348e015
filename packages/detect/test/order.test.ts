import { describe, expect, test } from 'vitest';
import { medianDistance, quantile } from '../src/statistics/order.js';

/** By sorting, linear between neighbours. */
function bySorting(values: Float64Array, q: number): number {
  const sorted = values.slice().sort();
  const at = q * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  return low + ((sorted[Math.ceil(at)] ?? low) - low) * (at - Math.floor(at));
}

let state = 12_345;
const random = (): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
};
const KINDS: Record<string, (i: number) => number> = {
  spread: () => random() - 0.5,
  sorted: (i) => i,
  'one value': () => 3,
  'few values': () => Math.floor(random() * 3),
  'one value with outliers': () => (random() < 0.001 ? random() * 1e6 : -7),
  'a long tail': () => 1 / (1e-6 + random()),
};

describe('order statistics', () => {
  test.each(Object.keys(KINDS))('are those of sorted values: %s', (kind) => {
    for (const length of [1, 2, 255, 2047, 2048, 5000, 18_001, 70_000]) {
      const values = Float64Array.from({ length }, (_, i) => KINDS[kind]!(i));
      const before = values.slice();
      for (const q of [0, 0.01, 0.5, 0.9, 0.99, 1]) expect(quantile(values, q)).toBe(bySorting(values, q));
      const distances = values.map((value) => Math.abs(value - 0.25));
      expect(medianDistance(values, 0.25)).toBe(bySorting(distances, 0.5));
      expect(values).toEqual(before);
    }
  });

  test('of nothing are 0', () => {
    expect(quantile(new Float32Array(0), 0.5)).toBe(0);
  });
});
