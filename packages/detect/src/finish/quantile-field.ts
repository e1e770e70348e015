import type { Grid, Window } from '@landscar/core';
import { ScoreHistogram, SKIPPED_CODE, UNOBSERVED_CODE } from '../decision/score-code.js';
import type { SceneStatistics } from '../statistics/scene-statistics.js';
import { cellWeights } from '../statistics/statistics-field.js';
import type { BlockRows } from './block-rows.js';

/** The quantile holds for squares of this many pixels, counted from the raster's corner. */
export const QUANTILE_PATCH_PX = 16;
/** Cells with fewer scores take the quantile of all. */
const MIN_CELL_SCORES = 20_000;

/** Score quantile of the scene, or of its cells, interpolated. */
export class QuantileField {
  private readonly histograms: ScoreHistogram[];
  private values: number[] = [];

  constructor(
    private readonly statistics: SceneStatistics,
    private readonly grid: Grid,
  ) {
    this.histograms = statistics.sets.map(() => new ScoreHistogram());
  }

  /**
   * Skipped pixels say nothing of scores; those of the skipped windows that were run all the same (`sampled`, of the
   * gate) stand for them, each for `sampledWeight` pixels.
   */
  add({ y, height, codes }: BlockRows, sampled: readonly Window[] = [], sampledWeight = 1): void {
    const { width } = this.grid;
    const { isSingle } = this;
    const weights = new Float64Array(width);
    for (let k = 0; k < height; k++) {
      weights.fill(1);
      for (const w of sampled) {
        if (y + k >= w.y && y + k < w.y + w.height) weights.fill(sampledWeight, w.x, w.x + w.width);
      }
      for (let x0 = 0; x0 < width; x0 += QUANTILE_PATCH_PX) {
        const cell = this.histograms[isSingle ? 0 : this.nearestCell(x0 + QUANTILE_PATCH_PX / 2, y + k)]!;
        const end = Math.min(width, x0 + QUANTILE_PATCH_PX);
        for (let x = x0; x < end; x++) {
          const code = codes[k * width + x]!;
          if (code === UNOBSERVED_CODE || code === SKIPPED_CODE) continue;
          cell.add(code, weights[x]);
        }
      }
    }
  }

  /** One quantile everywhere. */
  get isSingle(): boolean {
    return this.histograms.length === 1;
  }

  /** After the last rows. */
  close(q: number): void {
    const whole = new ScoreHistogram();
    for (const cell of this.histograms) whole.addAll(cell);
    const all = whole.quantile(q);
    this.values = this.histograms.map((h) => (h.count >= MIN_CELL_SCORES ? h.quantile(q) : all));
  }

  /** Quantiles of one row, one per patch of `QUANTILE_PATCH_PX`. */
  rowPatches(y: number): Float64Array {
    const out = new Float64Array(Math.ceil(this.grid.width / QUANTILE_PATCH_PX));
    const middleY = Math.floor(y / QUANTILE_PATCH_PX) * QUANTILE_PATCH_PX + QUANTILE_PATCH_PX / 2;
    for (let i = 0; i < out.length; i++) {
      let value = 0;
      if (this.isSingle) {
        out[i] = this.values[0]!;
        continue;
      }
      for (const [cell, weight] of cellWeights(
        this.statistics,
        this.grid,
        i * QUANTILE_PATCH_PX + QUANTILE_PATCH_PX / 2,
        middleY,
      )) {
        value += weight * this.values[cell]!;
      }
      out[i] = value;
    }
    return out;
  }

  private nearestCell(x: number, y: number): number {
    const s = this.statistics;
    const size = s.cellSize ?? 1;
    const i = Math.floor((this.grid.originX + (x + 0.5) * this.grid.pixelWidth) / size) - s.firstCellX;
    const j = Math.floor((this.grid.originY - (y + 0.5) * this.grid.pixelHeight) / size) - s.firstCellY;
    return Math.min(s.cellsDown - 1, Math.max(0, j)) * s.cellsAcross + Math.min(s.cellsAcross - 1, Math.max(0, i));
  }
}
