import { imagerySample, sampleIn, type Grid, type StackManifest, type Window } from '@landscar/core';
import type { StackReader } from '@landscar/geodata';
import { nothingObserved } from '../errors.js';
import type { FeatureChoice } from '../features/feature-sets.js';
import { PlanePool } from '../features/plane-pool.js';
import { areaStatistics, type AreaStatistics, type StatisticsJob } from './area-statistics.js';
import { STAT_COUNT, type SceneStatistics } from './scene-statistics.js';

/**
 * Side of a cell of the fixed world grid: as small as the fixed sample of the imagery allows (a square every 2 048 px), so
 * that haze and season inside are much the same. Doubled where pixels are so large that a cell would hold no square.
 */
const CELL_M = 24_000;
const LEAST_CELL_PX = 2400;
const METRES_PER_DEGREE = 111_320;

/** Whoever takes the statistics of areas, wherever; answers in the order of the jobs. */
export type RunStatistics = (jobs: readonly StatisticsJob[]) => Promise<readonly (AreaStatistics | undefined)[]>;

/** In this thread, one after the other, from a stack that is open. */
export const statisticsHere =
  (stack: StackReader): RunStatistics =>
  async (jobs) => {
    const answers: (AreaStatistics | undefined)[] = [];
    const pool = new PlanePool();
    for (const job of jobs) answers.push(await areaStatistics(stack, job, pool));
    return answers;
  };

/**
 * First pass over the fixed sample of the imagery, in a fixed order: what the windows need to know as numbers.
 * `cell` gives one set when the scene is not two cells wide or high: small cells cut by the edge would be noisy.
 */
export async function computeStatistics(
  { dir: stackDir, manifest }: Pick<StackReader, 'dir' | 'manifest'>,
  mode: 'scene' | 'cell',
  choice: FeatureChoice,
  run: RunStatistics,
): Promise<SceneStatistics> {
  const { fingerprint } = manifest;
  const layout = mode === 'cell' ? cellLayout(manifest) : undefined;
  const whole: Window = { x: 0, y: 0, width: manifest.grid.width, height: manifest.grid.height };
  const squares = imagerySample(whole.width, whole.height);
  const jobOf = (area: Window, i: number, isScene: boolean): StatisticsJob => ({
    id: isScene ? 'scene' : `cell-${i}`,
    ...{ stackDir, stackFingerprint: fingerprint, choice, squares: sampleIn(squares, area), isScene },
    sampleShare: layout === undefined ? 1 : shareOf(area, layout.cellPx),
  });
  const areas = layout?.areas ?? [whole];
  const found: (AreaStatistics | undefined)[] = [
    ...(await run(areas.map((area, i) => jobOf(area, i, layout === undefined)))),
  ];
  if (!found.some((answer) => answer !== undefined)) {
    // Cells that are each too cloudy for a set may make one together.
    const [one] = layout === undefined ? [] : await run([jobOf(whole, 0, true)]);
    if (one === undefined) throw nothingObserved(stackDir);
    found[0] = { ...one, pixelsUsed: 0 };
  }
  const across = layout?.across ?? 1;
  return {
    version: 1,
    stackFingerprint: fingerprint,
    features: choice.features,
    bands: choice.bands,
    mode,
    cellSize: layout?.cellSize ?? null,
    firstCellX: layout?.firstX ?? 0,
    firstCellY: layout?.firstY ?? 0,
    cellsAcross: across,
    cellsDown: layout?.down ?? 1,
    pixelsUsed: found.map((answer) => answer?.pixelsUsed ?? 0),
    sets: found.map((_, i) => nearest(found, i, across)),
  };
}

interface CellLayout {
  readonly cellSize: number;
  readonly firstX: number;
  readonly firstY: number;
  readonly across: number;
  readonly down: number;
  readonly areas: readonly Window[];
  /** Of a cell that the raster covers. */
  readonly cellPx: number;
}

/** A sample is never taken from less than this share of a whole cell's. */
const LEAST_SHARE = 0.2;
const shareOf = ({ width, height }: Window, cellPx: number): number =>
  Math.min(1, Math.max(LEAST_SHARE, (width * height) / cellPx));

/** Cells of the world grid that the raster touches, south row first; undefined where one set is enough. */
function cellLayout({ grid, pixelSizeM }: StackManifest): CellLayout | undefined {
  const degrees = grid.pixelWidth < 0.05 && pixelSizeM > 0.5;
  let cellSize = degrees ? CELL_M / METRES_PER_DEGREE : CELL_M;
  while (cellSize / Math.max(grid.pixelWidth, grid.pixelHeight) < LEAST_CELL_PX) cellSize *= 2;
  if (Math.max(grid.width * grid.pixelWidth, grid.height * grid.pixelHeight) < 2 * cellSize) return undefined;
  const firstX = Math.floor(grid.originX / cellSize);
  const lastX = Math.floor((grid.originX + grid.width * grid.pixelWidth) / cellSize);
  const lastY = Math.floor(grid.originY / cellSize);
  const firstY = Math.floor((grid.originY - grid.height * grid.pixelHeight) / cellSize);
  const cellPx = (cellSize / grid.pixelWidth) * (cellSize / grid.pixelHeight);
  const areas: Window[] = [];
  for (let j = firstY; j <= lastY; j++) {
    for (let i = firstX; i <= lastX; i++) areas.push(cellWindow(grid, cellSize, i, j));
  }
  return { cellSize, firstX, firstY, across: lastX - firstX + 1, down: lastY - firstY + 1, areas, cellPx };
}

function cellWindow(grid: Grid, cellSize: number, i: number, j: number): Window {
  const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)));
  const x0 = clamp((i * cellSize - grid.originX) / grid.pixelWidth, grid.width);
  const x1 = clamp(((i + 1) * cellSize - grid.originX) / grid.pixelWidth, grid.width);
  const y0 = clamp((grid.originY - (j + 1) * cellSize) / grid.pixelHeight, grid.height);
  const y1 = clamp((grid.originY - j * cellSize) / grid.pixelHeight, grid.height);
  return { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
}

/** The set of a cell, or of the nearest cell that has one; ties go to the first in order. */
function nearest(found: readonly (AreaStatistics | undefined)[], index: number, across: number): readonly number[] {
  let best: readonly number[] | undefined;
  let bestDistance = Infinity;
  for (const [k, answer] of found.entries()) {
    const dx = (k % across) - (index % across);
    const dy = Math.floor(k / across) - Math.floor(index / across);
    const distance = dx * dx + dy * dy;
    if (answer !== undefined && distance < bestDistance) [best, bestDistance] = [answer.set, distance];
  }
  return best ?? new Array<number>(STAT_COUNT).fill(0);
}
