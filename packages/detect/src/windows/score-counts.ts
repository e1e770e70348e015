import { sampleIn, type Window } from '@landscar/core';
import { SKIPPED_CODE, UNOBSERVED_CODE } from '../decision/score-code.js';
import type { StatisticsField } from '../statistics/statistics-field.js';

/** The quantile of the scores holds for squares of this many pixels, counted from the raster's corner. */
export const QUANTILE_PATCH_PX = 16;

/** How often each score occurs in a cell of the statistics, from the score step `first` on. */
export interface CellScores {
  readonly cell: number;
  readonly first: number;
  readonly counts: Uint32Array;
}

const SCORE_STEPS = 65_536 / 2;
const HALF = SCORE_STEPS / 2;

/**
 * Counts the scores of what a block shows of the imagery's sample, by cell, so that the scene's quantiles need no pass over
 * the pixels. Pixels that the gate skipped count as the lowest score, in a list of their own: what they would score is below
 * all that quantiles near 1 ask for.
 */
export function countScores(
  codes: Int16Array,
  block: Window,
  sample: readonly Window[],
  field: StatisticsField,
): CellScores[] {
  const bins = new Map<number, Uint32Array>();
  for (const part of sampleIn(sample, block)) {
    const endX = part.x + part.width;
    for (let y = part.y; y < part.y + part.height; y++) {
      const row = (y - block.y) * block.width - block.x;
      for (let x = part.x; x < endX;) {
        const patchEnd = x - (x % QUANTILE_PATCH_PX) + QUANTILE_PATCH_PX;
        const end = Math.min(endX, patchEnd);
        const cell = field.nearestCell(patchEnd - QUANTILE_PATCH_PX / 2, y);
        let counts = bins.get(cell);
        if (counts === undefined) bins.set(cell, (counts = new Uint32Array(SCORE_STEPS)));
        countRun(codes, row + x, row + end, counts);
        x = end;
      }
    }
  }
  return [...bins].flatMap(([cell, counts]) => {
    const lowest = (SKIPPED_CODE >> 1) + HALF;
    const skipped = counts.slice(lowest, lowest + 1);
    counts[lowest] = 0;
    const lists = skipped[0] === 0 ? [] : [{ cell, first: lowest - HALF, counts: skipped }];
    const first = counts.findIndex((count) => count > 0);
    if (first === -1) return lists;
    const last = counts.findLastIndex((count) => count > 0);
    return [...lists, { cell, first: first - HALF, counts: counts.slice(first, last + 1) }];
  });
}

function countRun(codes: Int16Array, from: number, to: number, counts: Uint32Array): void {
  for (let i = from; i < to; i++) {
    const code = codes[i]!;
    if (code !== UNOBSERVED_CODE) counts[(code >> 1) + HALF]!++;
  }
}
