import { IMAGERY_PATCH_PX, pixelToWorld, type Grid, type Window } from '@landscar/core';
import { STAT_COUNT, type SceneStatistics } from './scene-statistics.js';

/** What holds at a place: `values` is overwritten by the next patch. */
export type OnPatch = (values: Float64Array, x0: number, y0: number, x1: number, y1: number) => void;

/** What holds in the patches of a window. */
export type PatchField = Pick<StatisticsField, 'forEachPatch'>;

/** Scene statistics over the raster: one set everywhere, or interpolated between the centres of cells. */
export class StatisticsField {
  private readonly sets: readonly Float64Array[];
  private readonly values = new Float64Array(STAT_COUNT);

  constructor(
    private readonly statistics: SceneStatistics,
    private readonly grid: Grid,
  ) {
    this.sets = statistics.sets.map((set) => Float64Array.from(set));
  }

  /** Calls once per patch of the window; corners in pixels of the window, half open. */
  forEachPatch(window: Window, onPatch: OnPatch): void {
    this.patches(window, IMAGERY_PATCH_PX, onPatch);
  }

  /** The same over a raster whose pixels are `factor` times larger; so are its patches: fewer, on ground that changes slowly. */
  coarser(factor: number): PatchField {
    return {
      forEachPatch: ({ x, y, width, height }, onPatch) => {
        const window = { x: x * factor, y: y * factor, width: width * factor, height: height * factor };
        this.patches(window, IMAGERY_PATCH_PX * factor, (values, ...corners) => {
          const [x0, y0, x1, y1] = corners.map((at) => at / factor) as [number, number, number, number];
          onPatch(values, x0, y0, x1, y1);
        });
      },
    };
  }

  private patches(window: Window, patchPx: number, onPatch: OnPatch): void {
    if (this.sets.length === 1) {
      this.values.set(this.sets[0]!);
      onPatch(this.values, 0, 0, window.width, window.height);
      return;
    }
    const first = (start: number): number => Math.floor(start / patchPx) * patchPx;
    for (let top = first(window.y); top < window.y + window.height; top += patchPx) {
      for (let left = first(window.x); left < window.x + window.width; left += patchPx) {
        this.interpolate(left + patchPx / 2, top + patchPx / 2);
        onPatch(
          this.values,
          Math.max(0, left - window.x),
          Math.max(0, top - window.y),
          Math.min(window.width, left + patchPx - window.x),
          Math.min(window.height, top + patchPx - window.y),
        );
      }
    }
  }

  /** What holds at a pixel; the next call overwrites it. */
  at(xPx: number, yPx: number): Float64Array {
    this.interpolate(xPx, yPx);
    return this.values;
  }

  /** Weights of the four cells around a pixel: positions in the list of sets, and shares that add up to 1. */
  cellWeights(xPx: number, yPx: number): readonly (readonly [index: number, weight: number])[] {
    return cellWeights(this.statistics, this.grid, xPx, yPx);
  }

  /** Position in the list of sets of the cell that a pixel lies in. */
  nearestCell(xPx: number, yPx: number): number {
    const { cellSize, firstCellX, firstCellY, cellsAcross, cellsDown } = this.statistics;
    if (cellSize === null) return 0;
    const [x, y] = pixelToWorld(this.grid, xPx + 0.5, yPx + 0.5);
    const i = Math.min(cellsAcross - 1, Math.max(0, Math.floor(x / cellSize) - firstCellX));
    const j = Math.min(cellsDown - 1, Math.max(0, Math.floor(y / cellSize) - firstCellY));
    return j * cellsAcross + i;
  }

  private interpolate(xPx: number, yPx: number): void {
    this.values.fill(0);
    for (const [index, weight] of this.cellWeights(xPx, yPx)) {
      const set = this.sets[index]!;
      for (let i = 0; i < STAT_COUNT; i++) this.values[i]! += weight * set[i]!;
    }
  }
}

export function cellWeights(s: SceneStatistics, grid: Grid, xPx: number, yPx: number): [number, number][] {
  if (s.cellSize === null) return [[0, 1]];
  const [x, y] = pixelToWorld(grid, xPx, yPx);
  const clamp = (value: number, count: number): number => Math.min(count - 1, Math.max(0, value));
  const u = clamp(x / s.cellSize - 0.5 - s.firstCellX, s.cellsAcross);
  const v = clamp(y / s.cellSize - 0.5 - s.firstCellY, s.cellsDown);
  const i = Math.min(Math.floor(u), Math.max(0, s.cellsAcross - 2));
  const j = Math.min(Math.floor(v), Math.max(0, s.cellsDown - 2));
  const iNext = Math.min(i + 1, s.cellsAcross - 1);
  const jNext = Math.min(j + 1, s.cellsDown - 1);
  return [
    [j * s.cellsAcross + i, (1 - (u - i)) * (1 - (v - j))],
    [j * s.cellsAcross + iNext, (u - i) * (1 - (v - j))],
    [jNext * s.cellsAcross + i, (1 - (u - i)) * (v - j)],
    [jNext * s.cellsAcross + iNext, (u - i) * (v - j)],
  ];
}
