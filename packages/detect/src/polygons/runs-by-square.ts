import type { PixelRun } from './component-scan.js';

/** A run and the position of its region. */
export type RegionRun = readonly [region: number, run: PixelRun];

/** The runs of regions by the square of the raster that they lie in, numbered row by row, cut at the sides of the squares. */
export function runsBySquare(
  regions: readonly (readonly PixelRun[])[],
  sidePx: number,
  rasterWidth: number,
): Map<number, RegionRun[]> {
  const across = Math.ceil(rasterWidth / sidePx);
  const parts = new Map<number, RegionRun[]>();
  for (const [region, runs] of regions.entries()) {
    for (const { y, x0, x1 } of runs) {
      for (let column = Math.floor(x0 / sidePx); column * sidePx < x1; column++) {
        const square = Math.floor(y / sidePx) * across + column;
        const list = parts.get(square) ?? [];
        list.push([region, { y, x0: Math.max(x0, column * sidePx), x1: Math.min(x1, (column + 1) * sidePx) }]);
        parts.set(square, list);
      }
    }
  }
  return parts;
}
