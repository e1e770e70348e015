import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Grid } from '@landscar/core';
import { writeRaster } from '@landscar/geodata';
import { stringify } from 'yaml';

export const GRID: Grid = {
  crs: 'EPSG:32649',
  originX: 500_000,
  originY: 4_000_000,
  pixelWidth: 10,
  pixelHeight: 10,
  width: 96,
  height: 80,
};
const BANDS = ['blue', 'green', 'red', 'nir', 'swir16', 'swir22'];
const GREEN = [400, 600, 500, 3000, 1800, 900];
const BARE = [1400, 1800, 2200, 2800, 3400, 3000];

/** Repeatable numbers in [0, 1). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Where the place of a seed lies: side by side. */
export const gridOf = (seed: number): Grid => ({ ...GRID, originX: GRID.originX + 960 * (seed - 1) });

/** Green ground with noise; rectangles become bare ground on the second date, and are labelled. */
export async function makePlace(dir: string, name: string, seed: number): Promise<Record<string, unknown>> {
  const random = numbers(seed);
  const n = GRID.width * GRID.height;
  const label = new Uint8Array(n);
  for (let k = 0; k < 5; k++) {
    const [x0, y0] = [Math.floor(random() * 80), Math.floor(random() * 64)];
    for (let y = y0; y < y0 + 14; y++) label.fill(1, y * GRID.width + x0, y * GRID.width + x0 + 14);
  }
  const ground = Float32Array.from({ length: n }, () => 0.8 + 0.4 * random());
  const date = (bare: boolean): Uint16Array[] =>
    BANDS.map((_, b) =>
      Uint16Array.from({ length: n }, (_, i) => {
        const base = bare && label[i] === 1 ? BARE[b]! : GREEN[b]!;
        return base * ground[i]! + 60 * random();
      }),
    );
  const write = async (file: string, bands: Uint16Array[] | Uint8Array[], dataType: 'UInt16' | 'Byte'): Promise<void> =>
    writeRaster(join(dir, file), { grid: gridOf(seed), bands, dataType });
  await write(`${name}-before.tif`, date(false), 'UInt16');
  await write(`${name}-after.tif`, date(true), 'UInt16');
  await write(`${name}-label.tif`, [label], 'Byte');
  return {
    name,
    before: `${name}-before.tif`,
    after: `${name}-after.tif`,
    label: `${name}-label.tif`,
    bands: BANDS,
    licence: 'CC0-1.0',
  };
}

/** A recipe that is done in seconds. */
export const tinyRecipe = (places: readonly Record<string, unknown>[]): Record<string, unknown> => ({
  recipe: 1,
  id: 'tiny',
  features: 'landscar-diff@2',
  manifestLike: fileURLToPath(new URL('../../../models/landscar-s2', import.meta.url)),
  licence: 'CC0-1.0',
  licenceNote: 'Made-up ground only.',
  contact: 'landscar maintainers',
  places,
  folds: { a: [places[0]!['name']], b: [places[1]!['name']] },
  seeds: [0],
  training: {
    widths: [4, 8, 8],
    steps: 60,
    batch: 4,
    cropPx: 32,
    learningRate: 0.02,
    checkpointEvery: 5,
    averaging: 0.8,
  },
  budget: 'seconds',
});

export async function writeRecipe(dir: string, recipe: Record<string, unknown>): Promise<string> {
  const file = join(dir, 'recipe.yaml');
  await writeFile(file, stringify(recipe));
  return file;
}
