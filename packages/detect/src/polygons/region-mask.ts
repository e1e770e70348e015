import type { PixelRun } from './component-scan.js';

/** One object as a bitmap with a border of one empty pixel; (0, 0) of the mask is (`left`, `top`) of the raster. */
export interface RegionMask {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** 1 inside. */
  readonly bits: Uint8Array;
}

export function maskOf(runs: readonly PixelRun[]): RegionMask {
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const run of runs) {
    x0 = Math.min(x0, run.x0);
    x1 = Math.max(x1, run.x1);
    y0 = Math.min(y0, run.y);
    y1 = Math.max(y1, run.y + 1);
  }
  const [left, top, width, height] = [x0 - 1, y0 - 1, x1 - x0 + 2, y1 - y0 + 2];
  const bits = new Uint8Array(width * height);
  for (const run of runs) {
    const row = (run.y - top) * width - left;
    bits.fill(1, row + run.x0, row + run.x1);
  }
  return { left, top, width, height, bits };
}

/** Runs of the bitmap, row by row. */
export function runsOf({ left, top, width, height, bits }: RegionMask): PixelRun[] {
  const runs: PixelRun[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (bits[y * width + x] !== 1) continue;
      const start = x;
      while (bits[y * width + x] === 1) x++;
      runs.push({ y: top + y, x0: left + start, x1: left + x });
    }
  }
  return runs;
}

/** Fills holes (8-connected ground that the object encloses) of at most `maxHolePx`; answers how many pixels. */
export function fillHoles({ width, height, bits }: RegionMask, maxHolePx: number): number {
  if (maxHolePx < 1) return 0;
  const seen = Uint8Array.from(bits);
  const stack = new Int32Array(width * height);
  let filled = 0;
  for (let start = 0; start < bits.length; start++) {
    if (seen[start] === 1) continue;
    let count = 0;
    let open = false;
    stack[count++] = start;
    seen[start] = 1;
    for (let next = 0; next < count; next++) {
      const at = stack[next]!;
      const x = at % width;
      const y = (at - x) / width;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) open = true;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const [u, v] = [x + dx, y + dy];
          if (u < 0 || v < 0 || u >= width || v >= height || seen[v * width + u] === 1) continue;
          seen[v * width + u] = 1;
          stack[count++] = v * width + u;
        }
      }
    }
    if (open || count > maxHolePx) continue;
    for (let k = 0; k < count; k++) bits[stack[k]!] = 1;
    filled += count;
  }
  return filled;
}
