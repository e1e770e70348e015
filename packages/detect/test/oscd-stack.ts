import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { STACK_FILES, type Grid } from '@landscar/core';
import { hashText, rasterInfo, readRaster, writeRaster } from '@landscar/geodata';

/** A pair of `../shared/data/oscd` as a stack, the first date moved by (dx, dy) px as the pilot does, no masks. */
export async function stackOfOscd(folder: string, out: string, dx: number, dy: number): Promise<Grid> {
  await mkdir(out, { recursive: true });
  const files = await readdir(folder);
  const path = (date: string): string =>
    join(
      folder,
      files.find((f) => f.startsWith(date))!,
    );
  const { grid } = await rasterInfo(path('t1'));
  const [before, after] = [await readRaster(path('t1')), await readRaster(path('t2'))];
  const move = Math.max(Math.abs(dx), Math.abs(dy)) > 0.2;
  const first = before.bands.map((band) => (move ? shifted(band, grid, dx, dy) : band)).map(seen);
  const options = { grid, tiled: true } as const;
  await writeRaster(join(out, STACK_FILES.before), { ...options, bands: first, dataType: 'UInt16' });
  await writeRaster(join(out, STACK_FILES.after), { ...options, bands: after.bands.map(seen), dataType: 'UInt16' });
  const clear = new Uint8Array(grid.width * grid.height);
  await writeRaster(join(out, STACK_FILES.validity), { ...options, bands: [clear, clear], dataType: 'Byte' });
  const manifest = {
    version: 1,
    grid,
    bands: ['blue', 'green', 'red', 'nir', 'swir16', 'swir22'],
    scale: 1e-4,
    offset: 0,
    dateBefore: '2016-01-01',
    dateAfter: '2017-12-31',
    scenes: { before: [{}], after: [{}] },
    shiftPx: { dx, dy, residualMedian: null, residualP90: null, blocks: 0, established: false },
    validShare: { before: 1, after: 1, both: 1 },
    seasonGapDays: 0,
    normalisation: { cellSizeM: null, cells: [] },
    warnings: [],
    pixelSizeM: 10,
    fingerprint: hashText(`${folder} ${dx} ${dy}`),
    files: {},
  };
  await writeFile(join(out, STACK_FILES.manifest), JSON.stringify(manifest));
  return grid;
}

/** Digital number 0 would be no data. */
const seen = (band: ArrayLike<number>): Uint16Array => Uint16Array.from(band, (v) => Math.max(1, v));

function shifted(band: ArrayLike<number>, { width, height }: Grid, dx: number, dy: number): Uint16Array {
  const out = new Uint16Array(width * height);
  const clamp = (v: number, most: number): number => Math.min(most, Math.max(0, v));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [sx, sy] = [clamp(x - dx, width - 1), clamp(y - dy, height - 1)];
      const [x0, y0] = [Math.floor(sx), Math.floor(sy)];
      const [x1, y1] = [Math.min(width - 1, x0 + 1), Math.min(height - 1, y0 + 1)];
      const [fx, fy] = [sx - x0, sy - y0];
      const upper = band[y0 * width + x0]! * (1 - fx) + band[y0 * width + x1]! * fx;
      const lower = band[y1 * width + x0]! * (1 - fx) + band[y1 * width + x1]! * fx;
      out[y * width + x] = Math.round(upper * (1 - fy) + lower * fy);
    }
  }
  return out;
}
