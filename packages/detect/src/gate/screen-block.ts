import { growWindow, type Window } from '@landscar/core';
import { SKIPPED_CODE } from '../decision/score-code.js';
import type { PlanePool } from '../features/plane-pool.js';
import type { StatisticsField } from '../statistics/statistics-field.js';
import { cellLogits, screenHaloCells, type ScreenNet } from './cell-net.js';
import { CELL_PX, readCells, type CellSource } from './cell-pair.js';
import { COLD_PX, gateWindows, type GatedBlock } from './gate-windows.js';
import { hotSquares, SQUARES_HALO_PX, SQUARE_PX, type GateRule, type Squares } from './hot-squares.js';

/** What a screened block is to be. */
export interface ScreenedBlock extends GatedBlock {
  readonly squares: Squares;
  readonly observedPx: number;
}

/**
 * Marks what was observed as skipped, and says where the network is to look. What is said of a pixel depends on where it lies
 * and on nothing of the block: the screen looks at whole cold windows around it.
 */
export async function screenBlock(
  { cells, field, net, pool }: Screen,
  rule: GateRule,
  block: Window,
  codes: Int16Array,
): Promise<ScreenedBlock> {
  const { width, height } = cells.stack.manifest.grid;
  const window = alignedWindow(block, width, height);
  const seenHaloPx = screenHaloCells(net) * CELL_PX + SQUARES_HALO_PX;
  const pair = await readCells(cells, growWindow(window, seenHaloPx, width, height), pool);
  let observedPx = 0;
  for (let y = 0; y < block.height; y++) {
    const from = (block.y - pair.window.y + y) * pair.window.width + (block.x - pair.window.x);
    observedPx += markSkipped(pair.observed.subarray(from, from + block.width), codes, y * block.width);
  }
  const squares = hotSquares(pair, cellLogits(net, pair, field, pool), rule, window);
  pool.reset();
  return { ...gateWindows(block, squares, rule.haloPx), squares, observedPx };
}

/** What a screen looks with; every plane of the pool is free before and after. */
export interface Screen {
  readonly cells: CellSource;
  readonly field: StatisticsField;
  readonly net: ScreenNet;
  readonly pool: PlanePool;
}

/** Whole cold windows of the raster that hold the block. */
function alignedWindow({ x, y, width, height }: Window, rasterWidth: number, rasterHeight: number): Window {
  const down = (value: number): number => value - (value % COLD_PX);
  const up = (value: number): number => Math.ceil(value / COLD_PX) * COLD_PX;
  return {
    x: down(x),
    y: down(y),
    width: Math.min(rasterWidth, up(x + width)) - down(x),
    height: Math.min(rasterHeight, up(y + height)) - down(y),
  };
}

function markSkipped(observed: Uint8Array, codes: Int16Array, to: number): number {
  // Nearly everywhere all is clear: searching and filling are native.
  if (!observed.includes(0)) {
    codes.fill(SKIPPED_CODE, to, to + observed.length);
    return observed.length;
  }
  let count = 0;
  for (let x = 0; x < observed.length; x++) {
    if (observed[x] !== 1) continue;
    codes[to + x] = SKIPPED_CODE;
    count++;
  }
  return count;
}

/**
 * Takes back what the network said of squares that only lay between hot ones: which pixels are looked at must not depend on how
 * windows were joined. Answers how many pixels are skipped then.
 */
export function skipBetween(
  block: Window,
  { squares, hot, sampled, observedPx }: ScreenedBlock,
  codes: Int16Array,
  unobserved: number,
): number {
  let skippedPx = observedPx;
  for (const window of sampled) {
    for (let y = window.y; y < window.y + window.height; y++) {
      const from = (y - block.y) * block.width + window.x - block.x;
      skippedPx -= seenPixels(codes, from, from + window.width, unobserved);
    }
  }
  for (const window of hot) {
    const [right, bottom] = [window.x + window.width, window.y + window.height];
    for (let y = window.y; y < bottom; y++) {
      const row = Math.floor((y - squares.window.y) / SQUARE_PX) * squares.across;
      const from = (y - block.y) * block.width - block.x;
      for (let x = window.x; x < right;) {
        const end = Math.min(right, x + SQUARE_PX - (x % SQUARE_PX));
        if (squares.hot[row + Math.floor((x - squares.window.x) / SQUARE_PX)] === 1)
          skippedPx -= seenPixels(codes, from + x, from + end, unobserved);
        else if (!sampled.some((w) => x >= w.x && x < w.x + w.width && y >= w.y && y < w.y + w.height))
          skip(codes, from + x, from + end, unobserved);
        x = end;
      }
    }
  }
  return skippedPx;
}

function seenPixels(codes: Int16Array, from: number, to: number, unobserved: number): number {
  let count = 0;
  for (let i = from; i < to; i++) if (codes[i] !== unobserved) count++;
  return count;
}

function skip(codes: Int16Array, from: number, to: number, unobserved: number): void {
  for (let i = from; i < to; i++) if (codes[i] !== unobserved) codes[i] = SKIPPED_CODE;
}
