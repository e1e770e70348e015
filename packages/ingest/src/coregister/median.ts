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

/** The value that would stand at `k` if `work` were sorted; smaller ones are before it afterwards (Hoare's quickselect). */
function select(work: Float64Array, k: number): number {
  let [left, right] = [0, work.length - 1];
  while (left < right) {
    const pivot = middleOf(work[left]!, work[(left + right) >> 1]!, work[right]!);
    let [i, j] = [left, right];
    while (i <= j) {
      while (work[i]! < pivot) i++;
      while (work[j]! > pivot) j--;
      if (i > j) break;
      [work[i], work[j]] = [work[j]!, work[i]!];
      i++;
      j--;
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return work[k]!;
}

const middleOf = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
