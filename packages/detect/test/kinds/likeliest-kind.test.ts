import { expect, test } from 'vitest';
import { likeliestKind, type KindNet } from '../../src/index.js';

/** Says spoilHeap, the surer the larger its one feature. */
const net: KindNet = {
  mean: [0],
  deviation: [1],
  hidden: [[1, 0]],
  output: [0, 1, 0, 0, 0, 0].map((weight) => [5 * weight, 0]),
};

test('names a kind from three quarters sure on, else none', () => {
  // Softmax of one logit a and five zeros is 1 / (1 + 5 exp(-a)), with a = 5 tanh(feature): 0.75 at tanh = ln(15) / 5.
  const bar = Math.atanh(Math.log(15) / 5);
  expect(likeliestKind([net], [bar - 0.01])).toBeUndefined();
  expect(likeliestKind([net], [bar + 0.01])).toMatchObject({
    kind: 'spoilHeap',
    confidence: expect.closeTo(0.755, 2) as number,
  });
});

test('says nothing where no net knows as many features', () => {
  expect(likeliestKind([net], [9, 9])).toBeUndefined();
});
