import { select } from '@landscar/core';

/** Middle value, of two the mean of them; NaN of nothing. */
export const median = (values: ArrayLike<number>): number => medianInPlace(new Float64Array(values));

/** As `median`, without a copy: `work` is out of order afterwards. */
export function medianInPlace(work: Float64Array): number {
  const { length } = work;
  if (length === 0) return NaN;
  const middle = length >> 1;
  const upper = select(work, middle);
  if (length % 2 === 1) return upper;
  let lower = -Infinity;
  for (let i = 0; i < middle; i++) if (work[i]! > lower) lower = work[i]!;
  return (lower + upper) / 2;
}
