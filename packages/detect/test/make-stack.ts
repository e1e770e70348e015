import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { STACK_FILES, type Grid, type StackManifest } from '@landscar/core';
import { hashText, writeRaster } from '@landscar/geodata';

/** A small seeded pair: rolling ground, gain between the dates, noise, fields, two quarries and a cloud; the first bands. */
export async function makeStack(
  dir: string,
  width: number,
  height: number,
  seed = 1,
  bandCount: 4 | 6 = 6,
): Promise<StackManifest> {
  await mkdir(dir, { recursive: true });
  const grid: Grid = {
    crs: 'EPSG:4546',
    originX: 500_000,
    originY: 3_930_000,
    pixelWidth: 10,
    pixelHeight: 10,
    width,
    height,
  };
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const green = [400, 600, 500, 2800, 1800, 1000].slice(0, bandCount);
  const bare = [1100, 1400, 1700, 2300, 3000, 2600];
  const n = width * height;
  const before = green.map(() => new Uint16Array(n));
  const after = green.map(() => new Uint16Array(n));
  const validity = [new Uint8Array(n), new Uint8Array(n)];
  const quarries = [
    { x: width * 0.48, y: height * 0.5, r: 14 },
    { x: width * 0.2, y: height * 0.75, r: 9 },
  ];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const soil = 0.3 + 0.25 * Math.sin(x / 17) * Math.cos(y / 23) + 0.1 * Math.sin(x / 5 + y / 7);
      const dug = quarries.some((q) => Math.hypot(x - q.x, y - q.y) < q.r) ? 0.9 : soil;
      for (let b = 0; b < bandCount; b++) {
        const mix = (share: number): number => green[b]! + (bare[b]! - green[b]!) * share;
        before[b]![i] = Math.max(1, mix(soil) + (random() - 0.5) * 60);
        after[b]![i] = Math.max(1, 1.1 * mix(dug) + 80 + (random() - 0.5) * 60);
      }
      if (Math.hypot(x - width * 0.8, y - height * 0.2) < 12) validity[1]![i] = 2;
    }
  }
  const options = { grid, dataType: 'UInt16', noData: 0, tiled: true, overviews: 'AVERAGE' } as const;
  await writeRaster(join(dir, STACK_FILES.before), { ...options, bands: before });
  await writeRaster(join(dir, STACK_FILES.after), { ...options, bands: after });
  await writeRaster(join(dir, STACK_FILES.validity), { grid, dataType: 'Byte', tiled: true, bands: validity });
  const scene = { file: 'made.tif', date: '2024-04-12', sensor: 'sentinel-2-l2a', sha256: hashText('made') };
  const manifest: StackManifest = {
    version: 1,
    grid,
    bands: (['blue', 'green', 'red', 'nir', 'swir16', 'swir22'] as const).slice(0, bandCount),
    scale: 1e-4,
    offset: 0,
    dateBefore: '2024-04-12',
    dateAfter: '2025-04-20',
    scenes: { before: [scene], after: [{ ...scene, date: '2025-04-20' }] },
    shiftPx: { dx: 0, dy: 0, residualMedian: 0.05, residualP90: 0.1, blocks: 9, established: true },
    validShare: { before: 1, after: 1, both: 1 },
    seasonGapDays: 8,
    normalisation: { cellSizeM: null, cells: [] },
    warnings: [],
    pixelSizeM: 10,
    fingerprint: hashText(`${width} ${height} ${seed}`),
    files: {},
  };
  await writeFile(join(dir, STACK_FILES.manifest), JSON.stringify(manifest));
  return manifest;
}
