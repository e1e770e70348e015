/** Order statistics by selection; NaN must not occur. */

/** The k-th smallest (0-based); `values` is reordered. */
export function select(values: Float32Array | Float64Array, k: number): number {
  let left = 0;
  let right = values.length - 1;
  while (right > left) {
    const middle = (left + right) >> 1;
    // Median of three as pivot: sorted input stays fast, and nothing is random.
    if (values[middle]! < values[left]!) swap(values, middle, left);
    if (values[right]! < values[left]!) swap(values, right, left);
    if (values[right]! < values[middle]!) swap(values, right, middle);
    const pivot = values[middle]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i <= j) swap(values, i++, j--);
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return values[k] ?? 0;
}

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

function swap(values: Float32Array | Float64Array, i: number, j: number): void {
  const kept = values[i]!;
  values[i] = values[j]!;
  values[j] = kept;
}
