import type { Grid } from '@landscar/core';
import { ScoreHistogram } from '../decision/score-code.js';
import type { SceneStatistics } from '../statistics/scene-statistics.js';
import { cellWeights } from '../statistics/statistics-field.js';
import { QUANTILE_PATCH_PX, type CellScores } from '../windows/score-counts.js';

/** Cells with fewer scores take the quantile of all. */
const MIN_CELL_SCORES = 20_000;

/** Score quantile of the scene, or of its cells, interpolated. */
export class QuantileField {
  private readonly histograms: ScoreHistogram[];
  private values: number[] = [0];

  constructor(
    private readonly statistics: SceneStatistics,
    private readonly grid: Grid,
  ) {
    this.histograms = statistics.sets.map(() => new ScoreHistogram());
  }

  /** The scores of a block. */
  add(cells: readonly CellScores[]): void {
    for (const { cell, first, counts } of cells) this.histograms[cell]!.add(first, counts);
  }

  /** One quantile everywhere. */
  get isSingle(): boolean {
    return this.values.length === 1;
  }

  /** After the last scores; before, and where none is asked for, it is 0 everywhere. */
  close(q: number): void {
    const whole = new ScoreHistogram();
    for (const cell of this.histograms) whole.addAll(cell);
    const all = whole.quantile(q);
    this.values = this.histograms.map((h) => (h.count >= MIN_CELL_SCORES ? h.quantile(q) : all));
  }

  /** Quantiles along a row, one per patch of `QUANTILE_PATCH_PX`; the same for all rows of a patch. */
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
}
