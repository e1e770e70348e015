import { VALIDITY_BITS, type Window } from '@landscar/core';
import { FEATURE_BANDS, type FeatureBand } from '@landscar/detect';
import { openStack, readRaster, type RasterPixels } from '@landscar/geodata';
import { imageryRefused } from '../errors.js';
import type { RecipePlace } from '../recipe.js';
import type { PixelPair } from './pixel-pair.js';
import { shiftPlane } from './shift-plane.js';

/** Both dates of a place of a recipe: from a stack, or from two files in place. TRAIN_IMAGERY_REFUSED says what is wrong. */
export async function readPixelPair(
  place: RecipePlace,
  wanted: readonly FeatureBand[] = FEATURE_BANDS,
): Promise<PixelPair> {
  return place.stack === undefined ? readFiles(place, wanted) : readStack(place, place.stack, wanted);
}

async function readStack(place: RecipePlace, dir: string, wanted: readonly FeatureBand[]): Promise<PixelPair> {
  const stack = await openStack(dir);
  try {
    const { grid, bands, scale, offset } = stack.manifest;
    const window: Window = { x: 0, y: 0, width: grid.width, height: grid.height };
    const indexes = bandIndexes(bands, wanted, dir);
    const pick = (all: readonly Uint16Array[]): Uint16Array[] =>
      indexes.map((b) => Uint16Array.from(all[b]!, (dn) => (dn === 0 ? 0 : toTenThousandths(dn * scale + offset))));
    const before = pick(await stack.readDate('before', window));
    const after = pick(await stack.readDate('after', window));
    const validity = await stack.readValidity(window);
    const hidden = validity.before.map((bits, i) => bits | validity.after[i]!);
    return { name: place.name, grid, bands: wanted, before, after, hidden };
  } finally {
    await stack.close();
  }
}

async function readFiles(place: RecipePlace, wanted: readonly FeatureBand[]): Promise<PixelPair> {
  const [first, second] = [await readRaster(place.before!), await readRaster(place.after!)];
  const { grid } = second;
  if (first.grid.width !== grid.width || first.grid.height !== grid.height || first.grid.crs !== grid.crs) {
    throw imageryRefused(
      place.before!,
      `${first.grid.width} × ${first.grid.height} px in ${first.grid.crs}`,
      `the grid of ${place.after!}: ${grid.width} × ${grid.height} px in ${grid.crs}`,
    );
  }
  const indexes = bandIndexes(place.bands!, wanted, place.before!);
  const scale = place.scale ?? 1e-4;
  const before = indexes.map((b) => readBand(first, b, place.before!, scale));
  const after = indexes.map((b) => readBand(second, b, place.after!, scale));
  const [dx, dy] = place.shiftPx ?? [0, 0];
  const moved = dx === 0 && dy === 0 ? before : before.map((band) => shiftPlane(band, grid.width, grid.height, dx, dy));
  const hidden = new Uint8Array(grid.width * grid.height);
  for (let i = 0; i < hidden.length; i++)
    if (moved[0]![i] === 0 || after[0]![i] === 0) hidden[i] = VALIDITY_BITS.noData;
  return { name: place.name, grid, bands: wanted, before: moved, after, hidden };
}

function bandIndexes(bands: readonly string[], wanted: readonly FeatureBand[], where: string): number[] {
  const indexes = wanted.map((name) => bands.indexOf(name));
  const missing = wanted.filter((_, i) => indexes[i] === -1);
  if (missing.length > 0)
    throw imageryRefused(where, `bands ${bands.join(', ')}; missing ${missing.join(', ')}`, wanted.join(', '));
  return indexes;
}

function readBand({ bands, info }: RasterPixels, index: number, file: string, scale: number): Uint16Array {
  const band = bands[index];
  if (band === undefined) throw imageryRefused(file, `${bands.length} bands`, `a band ${index + 1}`);
  const out = new Uint16Array(band.length);
  for (let i = 0; i < band.length; i++) {
    const value = band[i]!;
    if (Number.isNaN(value)) throw imageryRefused(file, `NaN at pixel ${i} of band ${index + 1}`, 'finite numbers');
    out[i] = value === 0 || value === info.noData ? 0 : toTenThousandths(value * scale);
  }
  return out;
}

/** 0 is kept for no data. */
const toTenThousandths = (reflectance: number): number => Math.min(65_535, Math.max(1, Math.round(reflectance * 1e4)));
