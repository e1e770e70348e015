import { select } from '@landscar/core';

/** Order statistics by selection; NaN must not occur. */

/** Quantile 0..1 with linear interpolation between neighbours (NumPy's default); 0 for none. `values` is reordered. */
export function quantile(values: Float32Array | Float64Array, q: number): number {
  if (values.length === 0) return 0;
  const at = q * (values.length - 1);
  const low = Math.floor(at);
  const first = select(values, low);
  if (at === low) return first;
  let next = Infinity;
  for (let i = low + 1; i < values.length; i++) next = Math.min(next, values[i]!);
  return first + (next - first) * (at - low);
}

/** `values` is reordered. */
export const median = (values: Float32Array | Float64Array): number => quantile(values, 0.5);

/** Median of the distances from `centre`; `values` is overwritten. */
export function medianDistance(values: Float32Array | Float64Array, centre: number): number {
  for (let i = 0; i < values.length; i++) values[i] = Math.abs(values[i]! - centre);
  return median(values);
}
