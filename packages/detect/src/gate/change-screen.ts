import type { Window } from '@landscar/core';
import { changeVector } from '../features/change-layers.js';
import type { PairWindow } from '../features/pair-window.js';
import type { PlanePool } from '../features/plane-pool.js';
import { WindowPlanes } from '../features/window-planes.js';
import { STAT } from '../statistics/scene-statistics.js';
import type { StatisticsField } from '../statistics/statistics-field.js';

/** Side of the squares that are hot or cold. */
export const TILE_PX = 64;

/** How much change a square must show before the network looks at it; from the manifest, measured with the model. */
export interface GateRule {
  /** Log change-vector length above its scene median. */
  readonly aboveMedian: number;
  /** Pixels that must reach it. */
  readonly pixels: number;
}

/**
 * The squares of a block where something can have changed: the change of all bands between the dates against what is
 * usual in the scene, one smoothing and one logarithm a pixel, a tenth of what the features cost. Answers (rows, columns)
 * of squares, 1 where hot; `pair` is the block with a halo of `CHANGE_HALO_PX`.
 */
export function hotTiles(
  pair: PairWindow,
  block: Window,
  rule: GateRule,
  field: StatisticsField,
  pool: PlanePool,
): Uint8Array {
  const { width } = pair.window;
  const w = new WindowPlanes(pair, pool);
  const change = changeVector(w, field);
  const medians = w.take();
  field.forEachPatch(pair.window, (s, x0, y0, x1, y1) => {
    // The bar of this patch, in the units of the change itself: no logarithm a pixel.
    const bar = Math.exp(s[STAT.vectorMedian]! + rule.aboveMedian) - 0.05;
    for (let y = y0; y < y1; y++) medians.fill(bar, y * width + x0, y * width + x1);
  });
  const across = Math.ceil(block.width / TILE_PX);
  const counts = new Uint32Array(across * Math.ceil(block.height / TILE_PX));
  for (let y = 0; y < block.height; y++) {
    const row = (block.y - pair.window.y + y) * width + (block.x - pair.window.x);
    const tiles = Math.floor(y / TILE_PX) * across;
    for (let x = 0; x < block.width; x++) {
      if (change[row + x]! >= medians[row + x]! && pair.observed[row + x] === 1) {
        counts[tiles + Math.floor(x / TILE_PX)]! += 1;
      }
    }
  }
  w.give(change, medians);
  w.release();
  return Uint8Array.from(counts, (count) => (count >= rule.pixels ? 1 : 0));
}
