import { join } from 'node:path';
import { writeRaster, type RasterArray } from '@landscar/geodata';
import type { Grid } from '@landscar/core';

export const GRID: Grid = {
  crs: 'EPSG:32631',
  originX: 500_000,
  originY: 5_000_000,
  pixelWidth: 10,
  pixelHeight: 10,
  width: 60,
  height: 40,
};

/** Writes a single-band raster of the test grid, or of another. */
export async function raster(dir: string, name: string, band: RasterArray, grid = GRID): Promise<string> {
  const file = join(dir, name);
  const dataType = band instanceof Float32Array ? 'Float32' : 'Byte';
  await writeRaster(file, { grid, bands: [band], dataType });
  return file;
}

/** A byte mask with rectangles [x, y, width, height] set to `value`. */
export function mask(
  rectangles: readonly (readonly [number, number, number, number])[],
  value = 1,
  start = 0,
): Uint8Array {
  const out = new Uint8Array(GRID.width * GRID.height).fill(start);
  for (const [x0, y0, w, h] of rectangles) {
    for (let y = y0; y < y0 + h; y++) out.fill(value, y * GRID.width + x0, y * GRID.width + x0 + w);
  }
  return out;
}
