import type { Window } from '@landscar/core';
import { SKIPPED_CODE, UNOBSERVED_CODE } from '../decision/score-code.js';
import type { StatisticsField } from '../statistics/statistics-field.js';

/** The quantile of the scores holds for squares of this many pixels, counted from the raster's corner. */
export const QUANTILE_PATCH_PX = 16;

/** How often each score occurs in a cell of the statistics, from the score step `first` on. */
export interface CellScores {
  readonly cell: number;
  /** Whether they stand for the windows that the gate skipped. */
  readonly sampled: boolean;
  readonly first: number;
  readonly counts: Uint32Array;
}

const SCORE_STEPS = 65_536 / 2;
const HALF = SCORE_STEPS / 2;

/**
 * Counts the scores of a block by cell, so that the scene's quantiles need no pass over the pixels. Skipped pixels say
 * nothing of scores; those of the skipped windows that were run all the same (`sampled`) are counted apart.
 */
export function countScores(
  codes: Int16Array,
  block: Window,
  field: StatisticsField,
  sampled: readonly Window[],
): CellScores[] {
  const bins = new Map<number, Uint32Array>();
  const binsOf = (cell: number, isSampled: boolean): Uint32Array => {
    const key = 2 * cell + (isSampled ? 1 : 0);
    let found = bins.get(key);
    if (found === undefined) bins.set(key, (found = new Uint32Array(SCORE_STEPS)));
    return found;
  };
  for (let y = 0; y < block.height; y++) {
    const inRow = sampled.filter((w) => block.y + y >= w.y && block.y + y < w.y + w.height);
    for (let x0 = 0; x0 < block.width;) {
      const x = block.x + x0;
      const patchEnd = x - (x % QUANTILE_PATCH_PX) + QUANTILE_PATCH_PX;
      const end = Math.min(block.width, patchEnd - block.x);
      const cell = field.nearestCell(patchEnd - QUANTILE_PATCH_PX / 2, block.y + y);
      // Windows of the gate are whole patches.
      const counts = binsOf(
        cell,
        inRow.some((w) => x >= w.x && x < w.x + w.width),
      );
      countRun(codes, y * block.width + x0, y * block.width + end, counts);
      x0 = end;
    }
  }
  return [...bins].flatMap(([key, counts]) => {
    const first = counts.findIndex((count) => count > 0);
    if (first === -1) return [];
    const last = counts.findLastIndex((count) => count > 0);
    return { cell: key >> 1, sampled: (key & 1) === 1, first: first - HALF, counts: counts.slice(first, last + 1) };
  });
}

function countRun(codes: Int16Array, from: number, to: number, counts: Uint32Array): void {
  for (let i = from; i < to; i++) {
    const code = codes[i]!;
    if (code !== UNOBSERVED_CODE && code !== SKIPPED_CODE) counts[(code >> 1) + HALF]!++;
  }
}
