/** Least squares by normal equations with pivoting; null where the rows do not fix the unknowns. */
export function solveLinear(rows: readonly (readonly number[])[], values: readonly number[]): number[] | null {
  const n = rows[0]?.length ?? 0;
  const m = Array.from({ length: n }, () => new Float64Array(n + 1));
  for (const [k, row] of rows.entries()) {
    for (let i = 0; i < n; i++) {
      const target = m[i];
      if (target === undefined) continue;
      for (let j = 0; j < n; j++) target[j] = (target[j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0);
      target[n] = (target[n] ?? 0) + (row[i] ?? 0) * (values[k] ?? 0);
    }
  }
  return eliminate(m, n);
}

function eliminate(m: Float64Array[], n: number): number[] | null {
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let r = i + 1; r < n; r++) if (Math.abs(m[r]?.[i] ?? 0) > Math.abs(m[pivot]?.[i] ?? 0)) pivot = r;
    const top = m[pivot];
    const here = m[i];
    if (top === undefined || here === undefined || Math.abs(top[i] ?? 0) < 1e-9) return null;
    [m[i], m[pivot]] = [top, here];
    for (let r = 0; r < n; r++) {
      const row = m[r];
      if (r === i || row === undefined) continue;
      const factor = (row[i] ?? 0) / (top[i] ?? 1);
      for (let c = i; c <= n; c++) row[c] = (row[c] ?? 0) - factor * (top[c] ?? 0);
    }
  }
  return m.map((row, i) => (row[n] ?? 0) / (row[i] ?? 1));
}
