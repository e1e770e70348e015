import type { Grid } from '@landscar/core';
import { isSameCrs, readRaster, type RasterArray } from '@landscar/geodata';
import { labelRefused } from '../errors.js';
import type { RecipePlace } from '../recipe.js';

/** Labels of a place, (height, width): `changed` 0/1; `weight` 0 where not to be learned from, else 1. */
export interface Truth {
  readonly changed: Uint8Array;
  readonly weight: Uint8Array;
  /** Positions of changed pixels that count. */
  readonly positives: Uint32Array;
}

export async function readTruth(place: RecipePlace, grid: Grid, hidden: Uint8Array): Promise<Truth> {
  const n = grid.width * grid.height;
  const changed = new Uint8Array(n);
  const weight = hidden.map((bits) => (bits === 0 ? 1 : 0));
  if (place.label !== undefined) {
    const spec = typeof place.label === 'string' ? { file: place.label } : place.label;
    const { unchanged = 0, changed: code = 1 } = spec;
    const band = await onGrid(spec.file, spec.band ?? 1, grid);
    const codes = [...new Set(band)].filter((value) => value !== unchanged && value !== code);
    if (codes.length > 0) {
      const found = `codes ${[...new Set(band)].slice(0, 8).join(', ')}`;
      throw labelRefused(spec.file, found, `${unchanged} unchanged, ${code} changed`);
    }
    for (let i = 0; i < n; i++) changed[i] = band[i] === code ? 1 : 0;
  }
  if (place.ignore !== undefined) {
    const spec = typeof place.ignore === 'string' ? { file: place.ignore } : place.ignore;
    const band = await onGrid(spec.file, spec.band ?? 1, grid);
    for (let i = 0; i < n; i++) if (band[i] !== 0) weight[i] = 0;
  }
  const positives: number[] = [];
  for (let i = 0; i < n; i++) if (changed[i] === 1 && weight[i] === 1) positives.push(i);
  return { changed, weight, positives: Uint32Array.from(positives) };
}

async function onGrid(file: string, number: number, grid: Grid): Promise<RasterArray> {
  const raster = await readRaster(file);
  const g = raster.grid;
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 0.01 * grid.pixelWidth;
  const same =
    g.width === grid.width &&
    g.height === grid.height &&
    near(g.originX, grid.originX) &&
    near(g.originY, grid.originY);
  if (!same || !(await isSameCrs(g.crs, grid.crs))) {
    throw labelRefused(
      file,
      `${g.width} × ${g.height} px from (${g.originX}, ${g.originY}) in ${g.crs}`,
      `the grid of the imagery: ${grid.width} × ${grid.height} px from (${grid.originX}, ${grid.originY}) in ${grid.crs}`,
    );
  }
  const band = raster.bands[number - 1];
  if (band === undefined) throw labelRefused(file, `${raster.bands.length} bands`, `a band ${number}`);
  return band;
}
