import fc from 'fast-check';
import { expect, test } from 'vitest';
import { medianDistance, quantile } from '../../src/statistics/order.js';

/** The plain way: sort, and interpolate between neighbours. */
function sortedQuantile(values: Float64Array, q: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const first = sorted[low]!;
  return at === low ? first : first + (sorted[low + 1]! - first) * (at - low);
}

const lists = fc
  .tuple(fc.integer({ min: 1, max: 9000 }), fc.integer(), fc.constantFrom('smooth', 'steps', 'spikes', 'sorted'))
  .map(([length, seed, kind]) => {
    let state = seed >>> 0;
    const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    const values = Float64Array.from({ length }, () => {
      if (kind === 'steps') return Math.floor(4 * random());
      return kind === 'spikes' && random() < 0.01 ? 1e9 * random() : random() - 0.5;
    });
    return kind === 'sorted' ? values.sort() : values;
  });

test('quantiles are those of the sorted list, whatever its order and its repetitions, and the list stays as it was', () => {
  fc.assert(
    fc.property(lists, fc.constantFrom(0, 0.01, 0.3, 0.5, 0.9, 0.975, 0.99, 1), (values, q) => {
      const before = Float64Array.from(values);
      expect(quantile(values, q)).toBe(sortedQuantile(values, q));
      expect(medianDistance(values, 0.1)).toBe(
        sortedQuantile(
          values.map((v) => Math.abs(v - 0.1)),
          0.5,
        ),
      );
      expect(values).toEqual(before);
    }),
    { seed: 5, numRuns: 60 },
  );
});
