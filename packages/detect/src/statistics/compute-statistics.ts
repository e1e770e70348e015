import { type Grid, type StackManifest, type Window } from '@landscar/core';
import type { StackReader } from '@landscar/geodata';
import { nothingObserved } from '../errors.js';
import { featureBandIndexes } from '../features/pair-window.js';
import { FEATURE_SETS, type FeatureChoice } from '../features/feature-sets.js';
import { logBrightness } from '../features/wide-features.js';
import { clippedMoments } from './clipped-moments.js';
import { median } from './order.js';
import { FIT_SAMPLE, fitBands } from './robust-fit.js';
import { samplePixels } from './sample-scene.js';
import { STAT, STAT_COUNT, type SceneStatistics } from './scene-statistics.js';
import { spatialMedians } from './spatial-medians.js';

/** Side of a cell of the fixed world grid: a few kilometres, so that haze and season inside are much the same. */
const CELL_M = 12_000;
const METRES_PER_DEGREE = 111_320;
/** Fewer clear pixels than this do not make a set of their own. */
const MIN_CELL_PIXELS = 20_000;
/** Pixels on a lattice that the point statistics are taken from: of a whole scene, and of each cell. */
const SCENE_SAMPLE = 400_000;
const CELL_SAMPLE = 40_000;

/**
 * First pass over the whole scenes, in a fixed order: what the windows need to know as numbers.
 * `cell` gives one set when the scene is not two cells wide or high: small cells cut by the edge would be noisy.
 */
export async function computeStatistics(
  stack: StackReader,
  mode: 'scene' | 'cell',
  choice: FeatureChoice,
): Promise<SceneStatistics> {
  const { manifest } = stack;
  const bandIndexes = featureBandIndexes(manifest, stack.dir, choice.bands);
  const layout = mode === 'cell' ? cellLayout(manifest) : undefined;
  const whole: Window = { x: 0, y: 0, width: manifest.grid.width, height: manifest.grid.height };
  const areas = layout === undefined ? [whole] : layout.areas;
  const sets: (Float64Array | undefined)[] = [];
  const pixelsUsed: number[] = [];
  for (const area of areas) {
    const found = await areaStatistics(stack, choice, bandIndexes, area, layout === undefined ? 1 : MIN_CELL_PIXELS);
    sets.push(found?.set);
    pixelsUsed.push(found?.count ?? 0);
  }
  if (!sets.some((set) => set !== undefined)) {
    const one = layout === undefined ? undefined : await areaStatistics(stack, choice, bandIndexes, whole, 1);
    if (one === undefined) throw nothingObserved(stack.dir);
    sets[0] = one.set;
  }
  return {
    version: 1,
    stackFingerprint: manifest.fingerprint,
    features: choice.features,
    bands: choice.bands,
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
  { features, bands }: FeatureChoice,
  bandIndexes: readonly number[],
  area: Window,
  minPixels: number,
): Promise<{ set: Float64Array; count: number } | undefined> {
  if (area.width === 0 || area.height === 0) return undefined;
  const wanted = minPixels === 1 ? SCENE_SAMPLE : CELL_SAMPLE;
  const sample = await samplePixels(stack, bandIndexes, area, wanted);
  const step = Math.max(1, Math.ceil(Math.sqrt((area.width * area.height) / wanted)));
  if (sample.count === 0 || sample.count * step * step < minPixels) return undefined;
  const set = new Float64Array(STAT_COUNT);
  const { fitSample, statistics } = FEATURE_SETS[features];
  clippedMoments(sample.before, sample.after, set);
  if (statistics === 'bands') return { set, count: sample.count };
  fitBands(bands, sample.before, sample.after, set, fitSample, minPixels === 1 ? FIT_SAMPLE.scene : FIT_SAMPLE.cell);
  set[STAT.brightnessMedian] = brightnessMedian(sample.before);
  set[STAT.brightnessMedian + 1] = brightnessMedian(sample.after);
  await spatialMedians(stack, bandIndexes, area, set, { wide: statistics === 'wide', dense: minPixels === 1 });
  return { set, count: sample.count };
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

function brightnessMedian(bands: readonly Float32Array[]): number {
  const [blue, green, red] = bands as [Float32Array, Float32Array, Float32Array];
  return median(blue.map((value, i) => logBrightness(value, green[i]!, red[i]!)));
}
