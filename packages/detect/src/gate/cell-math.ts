const LEAST = 0.001;

/** (a − b) / (a + b + 0.001) of reflectances raised to 0.001. */
export function ratioOf(a: number, b: number): number {
  const [x, y] = [Math.max(a, LEAST), Math.max(b, LEAST)];
  return (x - y) / (x + y + LEAST);
}

/** The bare-soil index; red against blue where there is no shortwave infrared. */
export function bareIndexOf(blue: number, red: number, nir: number, swir: number | undefined): number {
  if (swir === undefined) return ratioOf(red, blue);
  return ratioOf(Math.max(swir, LEAST) + Math.max(red, LEAST), Math.max(nir, LEAST) + Math.max(blue, LEAST));
}

/** Steps of values within ±16: sums of whole steps do not know in which order or window they were made. */
const STEPS = 65_536;

/**
 * (down, across): means over squares of 2 × `radius` + 1 cells of what was seen, cut at the raster's edge. Sums of whole
 * numbers, so that a cell has the same mean in every window that holds its square.
 */
export function boxMeans(
  values: Float32Array,
  seen: Uint8Array,
  across: number,
  down: number,
  radius: number,
): Float32Array {
  const rows = [new Int32Array(across * down), new Int32Array(across * down)] as const;
  for (let j = 0; j < down; j++) sumRow(values, seen, rows, j * across, across, radius);
  const out = new Float32Array(across * down);
  const [sums, counts] = [new Float64Array(across), new Float64Array(across)];
  const add = (j: number, sign: number): void => {
    if (j < 0 || j >= down) return;
    for (let i = 0; i < across; i++) {
      sums[i]! += sign * rows[0][j * across + i]!;
      counts[i]! += sign * rows[1][j * across + i]!;
    }
  };
  for (let j = 0; j < radius; j++) add(j, 1);
  for (let j = 0; j < down; j++) {
    add(j + radius, 1);
    add(j - radius - 1, -1);
    for (let i = 0; i < across; i++) out[j * across + i] = sums[i]! / (STEPS * Math.max(1, counts[i]!));
  }
  return out;
}

function sumRow(
  values: Float32Array,
  seen: Uint8Array,
  [sums, counts]: readonly [Int32Array, Int32Array],
  from: number,
  across: number,
  radius: number,
): void {
  const stepOf = (i: number): number => (seen[from + i]! > 0 ? Math.round(values[from + i]! * STEPS) : 0);
  const isSeen = (i: number): number => (seen[from + i]! > 0 ? 1 : 0);
  let [sum, count] = [0, 0];
  for (let i = 0; i < Math.min(radius, across); i++) {
    sum += stepOf(i);
    count += isSeen(i);
  }
  for (let i = 0; i < across; i++) {
    if (i + radius < across) {
      sum += stepOf(i + radius);
      count += isSeen(i + radius);
    }
    if (i - radius - 1 >= 0) {
      sum -= stepOf(i - radius - 1);
      count -= isSeen(i - radius - 1);
    }
    sums[from + i] = sum;
    counts[from + i] = count;
  }
}
