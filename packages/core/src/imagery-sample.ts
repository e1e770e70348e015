import { intersectWindows, type Window } from './window.js';

/** Imagery is laid out in blocks of this many pixels, counted from its corner. */
export const IMAGERY_BLOCK_PX = 1024;
/** What changes from place to place in it holds for patches of so many pixels, counted from the same corner. */
export const IMAGERY_PATCH_PX = 64;
/** Imagery up to this many pixels a side is its own sample. */
const WHOLE_PX = 2 * IMAGERY_BLOCK_PX;
const SQUARE_PX = IMAGERY_BLOCK_PX / 2;
/** Of a block around the square: more than any feature or shipped network sees around a pixel. */
const AROUND_PX = IMAGERY_BLOCK_PX / 4;
/** A block that the edge of the imagery cuts has a square where this much is left for one. */
const LEAST_PX = 128;

/**
 * The fixed sample that stands for imagery of a size, whatever part of it is wanted: all of a small one, else the middle
 * of every second block in both directions, so that the rest of the block is the surroundings that smoothing needs.
 * Pixels of the whole imagery; west to east, north to south.
 */
export function imagerySample(width: number, height: number): Window[] {
  if (Math.max(width, height) <= WHOLE_PX) return [{ x: 0, y: 0, width, height }];
  const columns = spans(width);
  return spans(height).flatMap((row) =>
    columns.map((column) => ({ x: column.from, y: row.from, width: column.length, height: row.length })),
  );
}

function spans(size: number): { from: number; length: number }[] {
  const found: { from: number; length: number }[] = [];
  for (let start = 0; start < size; start += 2 * IMAGERY_BLOCK_PX) {
    const room = Math.min(IMAGERY_BLOCK_PX, size - start);
    if (room >= AROUND_PX + LEAST_PX) {
      found.push({ from: start + AROUND_PX, length: Math.min(SQUARE_PX, room - AROUND_PX) });
    } else if (start === 0) {
      found.push({ from: 0, length: room });
    }
  }
  return found;
}

/** The parts of the squares that lie in a window. */
export const sampleIn = (squares: readonly Window[], window: Window): Window[] =>
  squares.flatMap((square) => intersectWindows(square, window) ?? []);
