import type { Grid } from '@landscar/core';
import { TILE_PX, type StackReader } from '@landscar/geodata';
import type { FeatureBand } from '../features/feature-bands.js';
import { bareSoilIndex, ndvi } from '../features/indices.js';
import { featureBandIndexes, readPair, releasePair, type PairWindow } from '../features/pair-window.js';
import { PlanePool } from '../features/plane-pool.js';
import { STAT } from '../statistics/scene-statistics.js';
import type { StatisticsField } from '../statistics/statistics-field.js';
import type { PixelRun } from '../polygons/component-scan.js';

/** Sums over the pixels of a region that were seen on both dates. */
export interface RegionSums {
  pixels: number;
  observed: number;
  readonly bands: readonly FeatureBand[];
  /** Sums of reflectance, in the order of `bands`. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  ndviBefore: number;
  ndviAfter: number;
  /** NaN where swir16 is not among the bands. */
  bareSoilBefore: number;
  bareSoilAfter: number;
  /** Length of the residual in robust deviations. */
  changeZ: number;
  /** Pixels within 3 px left and right of the region's runs, and those of them that were hidden. */
  nearby: number;
  nearbyHidden: number;
}

const newSums = (bands: readonly FeatureBand[]): RegionSums => ({
  bands,
  pixels: 0,
  observed: 0,
  before: new Float64Array(bands.length),
  after: new Float64Array(bands.length),
  ndviBefore: 0,
  ndviAfter: 0,
  bareSoilBefore: 0,
  bareSoilAfter: 0,
  changeZ: 0,
  nearby: 0,
  nearbyHidden: 0,
});

const NEARBY_PX = 3;

/** Reads each tile under any region once, in order, and sums what its pixels say. */
export async function sumRegions(
  regions: readonly (readonly PixelRun[])[],
  stack: StackReader,
  field: StatisticsField,
  bands: readonly FeatureBand[],
): Promise<RegionSums[]> {
  const { grid } = stack.manifest;
  const sums = regions.map(() => newSums(bands));
  const bandIndexes = featureBandIndexes(stack.manifest, stack.dir, bands);
  const parts = partsByTile(regions, grid);
  const pool = new PlanePool();
  for (const tile of [...parts.keys()].sort((a, b) => a - b)) {
    const across = Math.ceil(grid.width / TILE_PX);
    const [x, y] = [(tile % across) * TILE_PX, Math.floor(tile / across) * TILE_PX];
    const window = { x, y, width: Math.min(TILE_PX, grid.width - x), height: Math.min(TILE_PX, grid.height - y) };
    const pair = await readPair(stack, bandIndexes, window, pool);
    const lengths = residualLengths(pair, field);
    for (const [region, run] of parts.get(tile) ?? []) addRun(sums[region]!, run, pair, lengths);
    releasePair(pair, pool);
  }
  return sums;
}

function partsByTile(regions: readonly (readonly PixelRun[])[], grid: Grid): Map<number, [number, PixelRun][]> {
  const across = Math.ceil(grid.width / TILE_PX);
  const parts = new Map<number, [number, PixelRun][]>();
  for (const [region, runs] of regions.entries()) {
    for (const { y, x0, x1 } of runs) {
      for (let column = Math.floor(x0 / TILE_PX); column * TILE_PX < x1; column++) {
        const tile = Math.floor(y / TILE_PX) * across + column;
        const list = parts.get(tile) ?? [];
        list.push([region, { y, x0: Math.max(x0, column * TILE_PX), x1: Math.min(x1, (column + 1) * TILE_PX) }]);
        parts.set(tile, list);
      }
    }
  }
  return parts;
}

function residualLengths(pair: PairWindow, field: StatisticsField): Float32Array {
  const lengths = new Float32Array(pair.observed.length);
  const { width } = pair.window;
  const bandCount = pair.bands.length;
  field.forEachPatch(pair.window, (s, x0, y0, x1, y1) => {
    for (let y = y0; y < y1; y++) {
      for (let i = y * width + x0; i < y * width + x1; i++) {
        let squares = 0;
        for (let b = 0; b < bandCount; b++) {
          const residual = pair.after[b]![i]! - s[STAT.gain + b]! * pair.before[b]![i]! - s[STAT.offset + b]!;
          squares += (residual / s[STAT.scale + b]!) ** 2;
        }
        lengths[i] = Math.sqrt(squares / bandCount);
      }
    }
  });
  return lengths;
}

function addRun(sums: RegionSums, run: PixelRun, pair: PairWindow, lengths: Float32Array): void {
  const { window, observed, before, after } = pair;
  const swir = pair.bands.indexOf('swir16');
  const bareSoil = (bands: readonly Float32Array[], i: number): number =>
    swir === -1 ? NaN : bareSoilIndex(bands[0]![i]!, bands[2]![i]!, bands[3]![i]!, bands[swir]![i]!);
  const row = (run.y - window.y) * window.width - window.x;
  sums.pixels += run.x1 - run.x0;
  for (let i = row + run.x0; i < row + run.x1; i++) {
    if (observed[i] !== 1) continue;
    sums.observed++;
    for (let b = 0; b < before.length; b++) {
      sums.before[b]! += before[b]![i]!;
      sums.after[b]! += after[b]![i]!;
    }
    sums.ndviBefore += ndvi(before[2]![i]!, before[3]![i]!);
    sums.ndviAfter += ndvi(after[2]![i]!, after[3]![i]!);
    sums.bareSoilBefore += bareSoil(before, i);
    sums.bareSoilAfter += bareSoil(after, i);
    sums.changeZ += lengths[i]!;
  }
  for (let k = 1; k <= NEARBY_PX; k++) {
    for (const x of [run.x0 - k, run.x1 - 1 + k]) {
      if (x < window.x || x >= window.x + window.width) continue;
      sums.nearby++;
      if (observed[row + x] !== 1) sums.nearbyHidden++;
    }
  }
}
