import { readRaster } from '@landscar/geodata';

/** Shift of one raster's ground on another one's, median over blocks, pixels. */
export interface MeasuredByCorrelation {
  readonly dx: number;
  readonly dy: number;
  readonly lengthPx: number;
  readonly blocks: number;
}

const BLOCK_PX = 96;
const REACH_PX = 4;
/** Blocks that look less alike than this say nothing. */
const LEAST_CORRELATION = 0.4;

/**
 * Another estimator than the one that corrects: normalised cross-correlation of gradient magnitudes in the image itself, no
 * Fourier transform, no weights, peak by a parabola in each direction, plain median over blocks.
 */
export async function shiftByCorrelation(
  moving: { readonly file: string; readonly band: number },
  still: { readonly file: string; readonly band: number },
): Promise<MeasuredByCorrelation> {
  const [a, b] = [
    await readRaster(moving.file, { bands: [moving.band] }),
    await readRaster(still.file, { bands: [still.band] }),
  ];
  const { width, height } = a.grid;
  if (b.grid.width !== width || b.grid.height !== height) throw new Error('the two rasters differ in size');
  const [ga, gb] = [gradient(a.bands[0] ?? [], width, height), gradient(b.bands[0] ?? [], width, height)];
  const found: { dx: number; dy: number }[] = [];
  const size = BLOCK_PX;
  for (let y = REACH_PX; y + size + REACH_PX <= height; y += size / 2)
    for (let x = REACH_PX; x + size + REACH_PX <= width; x += size / 2) {
      const peak = peakOf(ga, gb, width, x, y);
      if (peak !== null) found.push(peak);
    }
  const [dx, dy] = [median(found.map((f) => f.dx)), median(found.map((f) => f.dy))];
  return { dx, dy, lengthPx: Math.hypot(dx, dy), blocks: found.length };
}

function gradient(v: ArrayLike<number>, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height);
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const dx = (v[i + 1] ?? 0) - (v[i - 1] ?? 0);
      const dy = (v[i + width] ?? 0) - (v[i - width] ?? 0);
      // The root keeps a few bright roofs from deciding alone.
      out[i] = Math.sqrt(Math.hypot(dx, dy));
    }
  return out;
}

function peakOf(
  a: Float32Array,
  b: Float32Array,
  width: number,
  x0: number,
  y0: number,
): { dx: number; dy: number } | null {
  const at = (sx: number, sy: number): number => correlation(a, b, width, x0, y0, sx, sy);
  let best = { value: -1, sx: 0, sy: 0 };
  for (let sy = -REACH_PX; sy <= REACH_PX; sy++)
    for (let sx = -REACH_PX; sx <= REACH_PX; sx++) {
      const value = at(sx, sy);
      if (value > best.value) best = { value, sx, sy };
    }
  const { value, sx, sy } = best;
  if (value < LEAST_CORRELATION || Math.abs(sx) === REACH_PX || Math.abs(sy) === REACH_PX) return null;
  return {
    dx: sx + vertex(at(sx - 1, sy), value, at(sx + 1, sy)),
    dy: sy + vertex(at(sx, sy - 1), value, at(sx, sy + 1)),
  };
}

const vertex = (left: number, middle: number, right: number): number =>
  (0.5 * (left - right)) / (left - 2 * middle + right);

/** Of block (x0, y0) of `b` with the block of `a` that lies `(sx, sy)` back: moving `a` by `(sx, sy)` brings it there. */
function correlation(
  a: Float32Array,
  b: Float32Array,
  width: number,
  x0: number,
  y0: number,
  sx: number,
  sy: number,
): number {
  let [n, sa, sb, aa, bb, ab] = [0, 0, 0, 0, 0, 0];
  for (let y = y0; y < y0 + BLOCK_PX; y++)
    for (let x = x0; x < x0 + BLOCK_PX; x++) {
      const [p, q] = [a[(y - sy) * width + x - sx] ?? 0, b[y * width + x] ?? 0];
      n++;
      sa += p;
      sb += q;
      aa += p * p;
      bb += q * q;
      ab += p * q;
    }
  return (n * ab - sa * sb) / Math.sqrt((n * aa - sa * sa) * (n * bb - sb * sb));
}

const median = (values: readonly number[]): number => new Float64Array(values).sort()[values.length >> 1] ?? NaN;
