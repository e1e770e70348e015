import type { Grid, Window } from '@landscar/core';
import { TILE_PX, type StackReader } from '@landscar/geodata';
import type { FeatureBand } from '../features/feature-bands.js';
import { bareSoilIndex, ndvi } from '../features/indices.js';
import { featureBandIndexes, readDigital, type DigitalPair } from '../features/pair-window.js';
import { PlanePool } from '../features/plane-pool.js';
import { STAT } from '../statistics/scene-statistics.js';
import type { StatisticsField } from '../statistics/statistics-field.js';
import type { PixelRun } from '../polygons/component-scan.js';
import { runsBySquare, type RegionRun } from '../polygons/runs-by-square.js';

/** Sums over the pixels of a region that were seen on both dates. */
export interface RegionSums {
  pixels: number;
  observed: number;
  readonly bands: readonly FeatureBand[];
  /** Sums of reflectance, in the order of `bands`. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** Sums of the squares of red: how uneven the ground is. */
  redSquaredBefore: number;
  redSquaredAfter: number;
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
  redSquaredBefore: 0,
  redSquaredAfter: 0,
  ndviBefore: 0,
  ndviAfter: 0,
  bareSoilBefore: 0,
  bareSoilAfter: 0,
  changeZ: 0,
  nearby: 0,
  nearbyHidden: 0,
});

const NEARBY_PX = 3;

/** Sums over regions of a stack; room for pixels is used again from call to call. */
export class RegionMeter {
  private readonly pixels: PixelReader;
  private lengths = new Float32Array(0);

  constructor(
    private readonly stack: StackReader,
    private readonly field: StatisticsField,
    private readonly bands: readonly FeatureBand[],
  ) {
    this.pixels = new PixelReader(stack, featureBandIndexes(stack.manifest, stack.dir, bands));
  }

  /** Reads each tile under any region once, in order, and sums what its pixels say. */
  async sum(regions: readonly (readonly PixelRun[])[]): Promise<RegionSums[]> {
    const { pixels } = this;
    const { grid } = this.stack.manifest;
    const sums = regions.map(() => newSums(this.bands));
    const parts = runsBySquare(regions, TILE_PX, grid.width);
    for (const tile of [...parts.keys()].sort((a, b) => a - b)) {
      const inTile = parts.get(tile) ?? [];
      const window = windowAround(tile, inTile, grid);
      await pixels.moveTo(window);
      const length = window.width * window.height;
      if (this.lengths.length < length) this.lengths = new Float32Array(length);
      residualLengths(pixels, this.field, inTile, this.lengths);
      for (const [region, run] of inTile) addRun(sums[region]!, run, pixels, this.lengths);
    }
    return sums;
  }
}

/** Reflectance of single pixels of a window: regions are a small part of the ground. */
class PixelReader {
  window: Window = { x: 0, y: 0, width: 0, height: 0 };
  readonly before: Float32Array;
  readonly after: Float32Array;
  private readonly pool = new PlanePool();
  private digital: DigitalPair = { before: [], after: [], observed: new Uint8Array(0), rooms: [] };

  constructor(
    private readonly stack: StackReader,
    private readonly bandIndexes: readonly number[],
  ) {
    this.before = new Float32Array(bandIndexes.length);
    this.after = new Float32Array(bandIndexes.length);
  }

  async moveTo(window: Window): Promise<void> {
    this.window = window;
    this.pool.giveBytes(...this.digital.rooms);
    this.digital = await readDigital(this.stack, window, this.pool);
  }

  isHidden(i: number): boolean {
    const { before, after, observed } = this.digital;
    if (observed[i] === 0) return true;
    for (const b of this.bandIndexes) if (before[b]![i] === 0 || after[b]![i] === 0) return true;
    return false;
  }

  /** Puts the bands of a pixel into `before` and `after`. */
  load(i: number): void {
    const { scale, offset } = this.stack.manifest;
    for (let b = 0; b < this.bandIndexes.length; b++) {
      const band = this.bandIndexes[b]!;
      this.before[b] = this.digital.before[band]![i]! * scale + offset;
      this.after[b] = this.digital.after[band]![i]! * scale + offset;
    }
  }
}

/** The part of a tile that its runs and what is nearby lie in. */
function windowAround(tile: number, runs: readonly RegionRun[], grid: Grid): Window {
  const across = Math.ceil(grid.width / TILE_PX);
  const [left, top] = [(tile % across) * TILE_PX, Math.floor(tile / across) * TILE_PX];
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [, run] of runs) {
    [x0, x1] = [Math.min(x0, run.x0), Math.max(x1, run.x1)];
    [y0, y1] = [Math.min(y0, run.y), Math.max(y1, run.y + 1)];
  }
  x0 = Math.max(left, x0 - NEARBY_PX);
  x1 = Math.min(left + TILE_PX, grid.width, x1 + NEARBY_PX);
  y0 = Math.max(top, y0);
  return { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
}

/** Lengths of the residual on the pixels of the runs, at their place in the window. */
function residualLengths(
  pixels: PixelReader,
  field: StatisticsField,
  runs: readonly RegionRun[],
  lengths: Float32Array,
): void {
  const { window } = pixels;
  const rows: PixelRun[][] = Array.from({ length: window.height }, () => []);
  for (const [, run] of runs) rows[run.y - window.y]!.push(run);
  field.forEachPatch(window, (s, x0, y0, x1, y1) => {
    for (let y = y0; y < y1; y++) {
      for (const run of rows[y]!) {
        const end = Math.min(x1, run.x1 - window.x);
        for (let x = Math.max(x0, run.x0 - window.x); x < end; x++) {
          const i = y * window.width + x;
          pixels.load(i);
          lengths[i] = residualLength(pixels, s);
        }
      }
    }
  });
}

function residualLength({ before, after }: PixelReader, s: Float64Array): number {
  let squares = 0;
  for (let b = 0; b < before.length; b++) {
    const residual = after[b]! - s[STAT.gain + b]! * before[b]! - s[STAT.offset + b]!;
    squares += (residual / s[STAT.scale + b]!) ** 2;
  }
  return Math.sqrt(squares / before.length);
}

function addRun(sums: RegionSums, run: PixelRun, pixels: PixelReader, lengths: Float32Array): void {
  const { window, before, after } = pixels;
  const swir = sums.bands.indexOf('swir16');
  const row = (run.y - window.y) * window.width - window.x;
  sums.pixels += run.x1 - run.x0;
  for (let i = row + run.x0; i < row + run.x1; i++) {
    if (pixels.isHidden(i)) continue;
    pixels.load(i);
    sums.observed++;
    for (let b = 0; b < before.length; b++) {
      sums.before[b]! += before[b]!;
      sums.after[b]! += after[b]!;
    }
    sums.redSquaredBefore += before[2]! ** 2;
    sums.redSquaredAfter += after[2]! ** 2;
    sums.ndviBefore += ndvi(before[2]!, before[3]!);
    sums.ndviAfter += ndvi(after[2]!, after[3]!);
    sums.bareSoilBefore += bareSoil(before, swir);
    sums.bareSoilAfter += bareSoil(after, swir);
    sums.changeZ += lengths[i]!;
  }
  for (let k = 1; k <= NEARBY_PX; k++) {
    for (const x of [run.x0 - k, run.x1 - 1 + k]) {
      if (x < window.x || x >= window.x + window.width) continue;
      sums.nearby++;
      if (pixels.isHidden(row + x)) sums.nearbyHidden++;
    }
  }
}

const bareSoil = (bands: Float32Array, swir: number): number =>
  swir === -1 ? NaN : bareSoilIndex(bands[0]!, bands[2]!, bands[3]!, bands[swir]!);
