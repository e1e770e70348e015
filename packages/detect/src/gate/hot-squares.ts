import type { Window } from '@landscar/core';
import { CELL_PX, type CellPair } from './cell-pair.js';

/** Side of the squares that are looked at or not, counted from the raster's corner. */
export const SQUARE_PX = 8;
const SQUARE_CELLS = SQUARE_PX / CELL_PX;
/** Squares around a hot one that are looked at too: parts of the same object that show less. */
const SPREAD = 1;
/** Squares around one that holds a seed where the low bar is enough: 32 px. */
const SEED_REACH = 4;
/** Pixels around a window that its squares depend on, beside those that the features need. */
export const SQUARES_HALO_PX = (SPREAD + SEED_REACH) * SQUARE_PX;

/** How much a cell must look like what the network flags before the network looks; from the manifest, with the model. */
export interface GateRule {
  /** Logit of the screen from which on a cell is hot where a seed is near. */
  readonly bar: number;
  /** Logit of a seed: single faint cells are many, and each would cost a window with its halo. */
  readonly seedBar: number;
  /** What the network sees around what it is to look at. */
  readonly haloPx: number;
}

/** The squares of a window that starts at a whole square: (down, across), 1 where the network is to look. */
export interface Squares {
  readonly window: Window;
  readonly across: number;
  readonly down: number;
  readonly hot: Uint8Array;
}

/**
 * Squares of `window`, a part of the pair's, that hold a cell which reaches the bar, not further from a seed than 32 px, or
 * touch such a one.
 */
export function hotSquares(
  pair: Pick<CellPair, 'window' | 'cells'>,
  logits: Float32Array,
  { bar, seedBar }: Pick<GateRule, 'bar' | 'seedBar'>,
  window: Window,
): Squares {
  const highest = highestLogits(pair.cells, logits);
  const { across, down } = highest;
  const near = new Uint8Array(across * down);
  const left = (pair.window.x - window.x) / SQUARE_PX;
  const top = (pair.window.y - window.y) / SQUARE_PX;
  const squares = squaresOf(window);
  forEachFrom(highest, seedBar, (i, j) => markAround(near, across, down, i, j, SEED_REACH));
  forEachFrom(highest, bar, (i, j) => {
    if (near[j * across + i] === 1) markAround(squares.hot, squares.across, squares.down, i + left, j + top, SPREAD);
  });
  return squares;
}

interface HighestLogits {
  readonly across: number;
  readonly down: number;
  readonly values: Float32Array;
}

function highestLogits({ window, observed }: CellPair['cells'], logits: Float32Array): HighestLogits {
  const [across, down] = [Math.ceil(window.width / SQUARE_CELLS), Math.ceil(window.height / SQUARE_CELLS)];
  const values = new Float32Array(across * down).fill(-Infinity);
  for (let j = 0; j < window.height; j++) {
    const to = Math.floor(j / SQUARE_CELLS) * across;
    for (let i = 0; i < window.width; i++) {
      const at = j * window.width + i;
      const square = to + Math.floor(i / SQUARE_CELLS);
      if (observed[at] === 1 && logits[at]! > values[square]!) values[square] = logits[at]!;
    }
  }
  return { across, down, values };
}

function forEachFrom({ across, values }: HighestLogits, bar: number, onSquare: (i: number, j: number) => void): void {
  for (let at = 0; at < values.length; at++) if (values[at]! >= bar) onSquare(at % across, Math.floor(at / across));
}

export function squaresOf(window: Window): Squares {
  const [across, down] = [Math.ceil(window.width / SQUARE_PX), Math.ceil(window.height / SQUARE_PX)];
  return { window, across, down, hot: new Uint8Array(across * down) };
}

function markAround(mask: Uint8Array, across: number, down: number, i: number, j: number, reach: number): void {
  const [from, to] = [Math.max(0, i - reach), Math.min(across, i + reach + 1)];
  for (let v = Math.max(0, j - reach); v <= Math.min(down - 1, j + reach); v++) {
    if (from < to) mask.fill(1, v * across + from, v * across + to);
  }
}

/** Whether any square of a part of the squares' window is hot; what lies outside of the window does not count. */
export function isHotIn({ window, across, down, hot }: Squares, part: Window): boolean {
  const first = (start: number, from: number): number => Math.max(0, Math.floor((start - from) / SQUARE_PX));
  const end = (start: number, from: number, most: number): number =>
    Math.min(most, Math.ceil((start - from) / SQUARE_PX));
  const [i0, i1] = [first(part.x, window.x), end(part.x + part.width, window.x, across)];
  for (let j = first(part.y, window.y); j < end(part.y + part.height, window.y, down); j++) {
    for (let i = i0; i < i1; i++) if (hot[j * across + i] === 1) return true;
  }
  return false;
}
