import { growWindow, tileWindows, type Grid, type StackManifest, type Window } from '@landscar/core';
import type { StackReader } from '@landscar/geodata';
import { nothingObserved } from '../errors.js';
import { CHANGE_HALO_PX, changeLayers } from '../features/change-layers.js';
import { diffBandIndexes, readPair } from '../features/pair-window.js';
import { PlanePool } from '../features/plane-pool.js';
import { clippedMoments } from './clipped-moments.js';
import { median, medianDistance, quantile } from './order.js';
import { fitBands } from './robust-fit.js';
import { samplePixels } from './sample-scene.js';
import { STAT, STAT_COUNT, type SceneStatistics } from './scene-statistics.js';
import { StatisticsField } from './statistics-field.js';

/** Side of a cell of the fixed world grid: a few kilometres, so that haze and season inside are much the same. */
const CELL_M = 12_000;
const METRES_PER_DEGREE = 111_320;
/** Fewer clear pixels than this do not make a set of their own. */
const MIN_CELL_PIXELS = 20_000;
const POINT_SAMPLE = 400_000;
/** Up to this many pixels the spatial medians are taken from every pixel, beyond from windows on a lattice. */
const SPATIAL_SAMPLE = 2_000_000;
const SPATIAL_WINDOW_PX = 256;

/**
 * First pass over the whole scenes, in a fixed order: what the windows need to know as numbers.
 * `cell` gives one set when the scene is not two cells wide or high: small cells cut by the edge would be noisy.
 */
export async function computeStatistics(stack: StackReader, mode: 'scene' | 'cell'): Promise<SceneStatistics> {
  const { manifest } = stack;
  const bandIndexes = diffBandIndexes(manifest, stack.dir);
  const layout = mode === 'cell' ? cellLayout(manifest) : undefined;
  const whole: Window = { x: 0, y: 0, width: manifest.grid.width, height: manifest.grid.height };
  const areas = layout === undefined ? [whole] : layout.areas;
  const sets: (Float64Array | undefined)[] = [];
  const pixelsUsed: number[] = [];
  for (const area of areas) {
    const found = await areaStatistics(stack, bandIndexes, area, layout === undefined ? 1 : MIN_CELL_PIXELS);
    sets.push(found?.set);
    pixelsUsed.push(found?.count ?? 0);
  }
  if (!sets.some((set) => set !== undefined)) {
    const one = layout === undefined ? undefined : await areaStatistics(stack, bandIndexes, whole, 1);
    if (one === undefined) throw nothingObserved(stack.dir);
    sets[0] = one.set;
  }
  return {
    version: 1,
    stackFingerprint: manifest.fingerprint,
    mode,
    cellSize: layout?.cellSize ?? null,
    firstCellX: layout?.firstX ?? 0,
    firstCellY: layout?.firstY ?? 0,
    cellsAcross: layout?.across ?? 1,
    cellsDown: layout?.down ?? 1,
    pixelsUsed,
    sets: sets.map((_, i) => Array.from(nearest(sets, i, layout?.across ?? 1))),
  };
}

interface CellLayout {
  readonly cellSize: number;
  readonly firstX: number;
  readonly firstY: number;
  readonly across: number;
  readonly down: number;
  readonly areas: readonly Window[];
}

/** Cells of the world grid that the raster touches, south row first; undefined where one set is enough. */
function cellLayout({ grid, pixelSizeM }: StackManifest): CellLayout | undefined {
  const degrees = grid.pixelWidth < 0.05 && pixelSizeM > 0.5;
  const cellSize = degrees ? CELL_M / METRES_PER_DEGREE : CELL_M;
  if (Math.max(grid.width * grid.pixelWidth, grid.height * grid.pixelHeight) < 2 * cellSize) return undefined;
  const firstX = Math.floor(grid.originX / cellSize);
  const lastX = Math.floor((grid.originX + grid.width * grid.pixelWidth) / cellSize);
  const lastY = Math.floor(grid.originY / cellSize);
  const firstY = Math.floor((grid.originY - grid.height * grid.pixelHeight) / cellSize);
  const areas: Window[] = [];
  for (let j = firstY; j <= lastY; j++) {
    for (let i = firstX; i <= lastX; i++) areas.push(cellWindow(grid, cellSize, i, j));
  }
  return { cellSize, firstX, firstY, across: lastX - firstX + 1, down: lastY - firstY + 1, areas };
}

function cellWindow(grid: Grid, cellSize: number, i: number, j: number): Window {
  const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)));
  const x0 = clamp((i * cellSize - grid.originX) / grid.pixelWidth, grid.width);
  const x1 = clamp(((i + 1) * cellSize - grid.originX) / grid.pixelWidth, grid.width);
  const y0 = clamp((grid.originY - (j + 1) * cellSize) / grid.pixelHeight, grid.height);
  const y1 = clamp((grid.originY - j * cellSize) / grid.pixelHeight, grid.height);
  return { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
}

async function areaStatistics(
  stack: StackReader,
  bandIndexes: readonly number[],
  area: Window,
  minPixels: number,
): Promise<{ set: Float64Array; count: number } | undefined> {
  if (area.width === 0 || area.height === 0) return undefined;
  const sample = await samplePixels(stack, bandIndexes, area, POINT_SAMPLE);
  const step = Math.max(1, Math.ceil(Math.sqrt((area.width * area.height) / POINT_SAMPLE)));
  if (sample.count === 0 || sample.count * step * step < minPixels) return undefined;
  const set = new Float64Array(STAT_COUNT);
  fitBands(sample.before, sample.after, set);
  clippedMoments(sample.before, sample.after, set);
  await spatialMedians(stack, bandIndexes, area, set);
  return { set, count: sample.count };
}

/** Medians of the smoothed lengths, which need neighbours: over every pixel, or over windows on a lattice. */
async function spatialMedians(
  stack: StackReader,
  bandIndexes: readonly number[],
  area: Window,
  set: Float64Array,
): Promise<void> {
  const { grid, fingerprint } = stack.manifest;
  const field = new StatisticsField(
    {
      version: 1,
      stackFingerprint: fingerprint,
      mode: 'scene',
      cellSize: null,
      firstCellX: 0,
      firstCellY: 0,
      cellsAcross: 1,
      cellsDown: 1,
      pixelsUsed: [0],
      sets: [Array.from(set)],
    },
    grid,
  );
  const windows = tileWindows(area.width, area.height, SPATIAL_WINDOW_PX);
  const every = Math.max(1, Math.ceil((area.width * area.height) / SPATIAL_SAMPLE));
  const chosen = windows.filter((_, i) => (Math.imul(i, 2_654_435_761) >>> 8) % every === 0 || windows.length < 16);
  const capacity = chosen.reduce((sum, w) => sum + w.width * w.height, 0);
  const [length, multi, vector] = [new Float32Array(capacity), new Float32Array(capacity), new Float32Array(capacity)];
  const pool = new PlanePool();
  let count = 0;
  for (const core of chosen) {
    const inner = { ...core, x: area.x + core.x, y: area.y + core.y };
    const window = growWindow(inner, CHANGE_HALO_PX, grid.width, grid.height);
    const pair = await readPair(stack, bandIndexes, window);
    if (pair.observedCount === 0) continue;
    const layers = changeLayers(pair, field, pool);
    for (let y = 0; y < inner.height; y++) {
      for (let x = 0; x < inner.width; x++) {
        const i = (inner.y - window.y + y) * window.width + (inner.x - window.x + x);
        if (pair.observed[i] !== 1) continue;
        length[count] = layers.length2[i]!;
        multi[count] = layers.multi[i]!;
        vector[count++] = layers.vector[i]!;
      }
    }
    pool.give(...layers.bands, layers.length1, layers.length2, layers.multi, layers.absolute, layers.vector);
  }
  const [l, m, v] = [length.subarray(0, count), multi.subarray(0, count), vector.subarray(0, count)];
  set[STAT.lengthMedian] = median(l);
  set[STAT.lengthMad] = medianDistance(l, set[STAT.lengthMedian]!);
  set[STAT.multiMedian] = median(m);
  set[STAT.multiMad] = medianDistance(m, set[STAT.multiMedian]!);
  set[STAT.vectorMedian] = median(v);
  set[STAT.vectorQ90] = quantile(v, 0.9);
}

/** The set of a cell, or of the nearest cell that has one; ties go to the first in order. */
function nearest(sets: readonly (Float64Array | undefined)[], index: number, across: number): Float64Array {
  let best: Float64Array | undefined;
  let bestDistance = Infinity;
  for (const [k, set] of sets.entries()) {
    const dx = (k % across) - (index % across);
    const dy = Math.floor(k / across) - Math.floor(index / across);
    const distance = dx * dx + dy * dy;
    if (set !== undefined && distance < bestDistance) [best, bestDistance] = [set, distance];
  }
  return best ?? new Float64Array(STAT_COUNT);
}
