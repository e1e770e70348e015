import { VALIDITY_BITS, geodesicAreaM2, type Areal, type Grid, type StackWarning } from '@landscar/core';
import { maskAreal, openRaster, openWarpSource } from '@landscar/geodata';
import { openAreaMask } from '../align/area-mask.js';
import type { SceneInput } from '../options.js';
import { openScene } from './open-scene.js';
import type { Scene } from './scene.js';

/** A scene as a catalogue lists it. */
export interface CatalogueScene {
  readonly file: string;
  readonly date: string;
  readonly sensor: string;
  readonly bands: readonly string[];
  readonly gsdM: number;
  /** Cloud as the product says it, else from its quality band, 0..1; null where neither is there. */
  readonly cloudRatio: number | null;
  /** Share of the area (or of the scene's own box) that holds pixels, 0..1. */
  readonly coverage: number;
  /** Longitude and latitude: west, south, east, north. */
  readonly lonLatBox: readonly [number, number, number, number];
  /** Where it holds pixels, longitude and latitude; null where nowhere. */
  readonly footprint: Areal | null;
  readonly warnings: readonly StackWarning[];
}

/** Longer side of the reduced picture that coverage is counted on. */
const COUNT_PX = 400;
/** Steps of a footprint that are drawn straight, in pixels of that picture. */
const FOOTPRINT_CELLS = 1.5;

/** Looks at a scene at reduced size: enough for a list, at the cost of its overviews. */
export async function catalogueScene(input: SceneInput, area: Areal | undefined): Promise<CatalogueScene> {
  const { scene, warnings } = await openScene(input);
  const coarse = reduced(scene.info.grid);
  const [first = 1] = scene.bands.values();
  const raster = await openRaster(scene.source);
  let filled: Uint8Array;
  try {
    const [band] = await raster.read({ bands: [first], outWidth: coarse.width, outHeight: coarse.height });
    filled = Uint8Array.from(band ?? [], (v) => (v === 0 || v === scene.sourceNoData || Number.isNaN(v) ? 0 : 1));
  } finally {
    raster.close();
  }
  return {
    file: scene.file,
    date: scene.date,
    sensor: scene.sensor,
    bands: [...scene.bands.keys()],
    gsdM: scene.gsdM,
    cloudRatio: input.cloudRatio ?? (await cloudOf(scene, coarse)),
    coverage: await coverageOf(scene, filled, coarse, area),
    lonLatBox: scene.lonLatBox,
    footprint: await maskAreal(filled, coarse, 1, FOOTPRINT_CELLS),
    warnings,
  };
}

function reduced(grid: Grid): Grid {
  const factor = Math.max(1, Math.max(grid.width, grid.height) / COUNT_PX);
  const [width, height] = [Math.max(1, Math.round(grid.width / factor)), Math.max(1, Math.round(grid.height / factor))];
  return {
    ...grid,
    width,
    height,
    pixelWidth: (grid.pixelWidth * grid.width) / width,
    pixelHeight: (grid.pixelHeight * grid.height) / height,
  };
}

async function cloudOf({ quality, source }: Scene, coarse: Grid): Promise<number | null> {
  if (quality === null) return null;
  const reader = await openWarpSource(source, [quality.band]);
  try {
    const [raw] = await reader.warp(coarse, { resampling: 'near', dataType: 'UInt16', noData: 0 });
    const bits = Uint8Array.from(raw ?? [], quality.table.bits);
    const seen = bits.reduce((n, b) => n + ((b & VALIDITY_BITS.noData) === 0 ? 1 : 0), 0);
    return bits.reduce((n, b) => n + ((b & VALIDITY_BITS.cloud) !== 0 ? 1 : 0), 0) / Math.max(1, seen);
  } finally {
    reader.close();
  }
}

async function coverageOf(
  { lonLatBox: [west, south, east, north] }: Scene,
  filled: Uint8Array,
  coarse: Grid,
  area: Areal | undefined,
): Promise<number> {
  const window = { x: 0, y: 0, width: coarse.width, height: coarse.height };
  if (area === undefined) return filled.reduce((n, v) => n + v, 0) / filled.length;
  const inside = (await openAreaMask(area, coarse))(window);
  const cells = filled.reduce((n, v, i) => n + v * (inside[i] ?? 0), 0);
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]] as const; // prettier-ignore
  const cellM2 =
    geodesicAreaM2({ type: 'Polygon', coordinates: [ring.map(([x, y]) => [x, y] as const)] }) / filled.length;
  return Math.min(1, (cells * cellM2) / geodesicAreaM2(area));
}
