import { growWindow, tileWindows, windowsIntersect, type Window } from '@landscar/core';
import { SKIPPED_CODE } from '../decision/score-code.js';
import type { PlanePool } from '../features/plane-pool.js';
import type { StatisticsField } from '../statistics/statistics-field.js';
import { cellLogits, screenHaloCells, type ScreenNet } from './cell-net.js';
import { CELL_PX, readCells, type CellSource } from './cell-pair.js';
import { COLD_PX, gateWindows, type GatedBlock, type IsSampled } from './gate-windows.js';
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
  { cells, field, net, pool, isSampled }: Screen,
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
  pool.giveBytes(pair.observed);
  pool.reset();
  return { ...gateWindows(block, squares, rule.haloPx, isSampled), squares, observedPx };
}

/** What a screen looks with; every plane of the pool is free before and after. */
export interface Screen {
  readonly cells: CellSource;
  readonly field: StatisticsField;
  readonly net: ScreenNet;
  readonly pool: PlanePool;
  readonly isSampled: IsSampled;
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
  const seen = (part: Window): number => countSeen(codes, block.width, inBlock(part, block), unobserved);
  let skippedPx = observedPx;
  for (const window of sampled) skippedPx -= seen(window);
  for (const window of hot) {
    for (const { isHot, part } of squaresIn(squares, window)) {
      if (isHot) skippedPx -= seen(part);
      else if (!sampled.some((w) => windowsIntersect(w, part)))
        skip(codes, block.width, inBlock(part, block), unobserved);
    }
  }
  return skippedPx;
}

/** A part of the block, from its corner. */
const inBlock = (part: Window, block: Window): Window => ({ ...part, x: part.x - block.x, y: part.y - block.y });

/** The squares of a window that starts at a whole one, as far as they lie in it. */
function* squaresIn({ window, across, hot }: Squares, inner: Window): Generator<{ isHot: boolean; part: Window }> {
  for (const square of tileWindows(inner.width, inner.height, SQUARE_PX)) {
    const part = { ...square, x: inner.x + square.x, y: inner.y + square.y };
    const at = Math.floor((part.y - window.y) / SQUARE_PX) * across + Math.floor((part.x - window.x) / SQUARE_PX);
    yield { isHot: hot[at] === 1, part };
  }
}

// Loops over pixels are functions of their own: small ones are compiled once, in a fraction of the time.

function countSeen(codes: Int16Array, width: number, part: Window, unobserved: number): number {
  let count = 0;
  for (let y = part.y; y < part.y + part.height; y++)
    for (let i = y * width + part.x; i < y * width + part.x + part.width; i++) if (codes[i] !== unobserved) count++;
  return count;
}

function skip(codes: Int16Array, width: number, part: Window, unobserved: number): void {
  for (let y = part.y; y < part.y + part.height; y++)
    for (let i = y * width + part.x; i < y * width + part.x + part.width; i++)
      if (codes[i] !== unobserved) codes[i] = SKIPPED_CODE;
}
