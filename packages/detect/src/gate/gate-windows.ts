import { intersectWindows, windowsIntersect, type Window } from '@landscar/core';
import { cutWindows } from './cut-windows.js';
import { isHotIn, SQUARE_PX, type Squares } from './hot-squares.js';

/** What a screened block comes to. */
export interface GatedBlock {
  /** Windows that the network runs over, inside of the block; they hold all hot squares of it, and others between them. */
  readonly hot: readonly Window[];
  /** Windows of the raster that are skipped and start in the block. */
  readonly cold: readonly Window[];
  /** Those that are run all the same, wherever they start, as far as they lie in the block. */
  readonly sampled: readonly Window[];
}

/** Side of the windows that are sampled, counted from the raster's corner: skipped or not is no matter of blocks. */
export const COLD_PX = 128;

/** Whether a window that is skipped is run all the same. */
export type IsSampled = (window: Window) => boolean;

/**
 * What a block comes to, by the squares of whole cold windows around it; the network sees `haloPx` around what it looks at. Nothing is
 * sampled where it is not said what.
 */
export function gateWindows(
  block: Window,
  squares: Squares,
  haloPx: number,
  isSampled: IsSampled = () => false,
): GatedBlock {
  const cold = coldWindows(squares).filter((window) => windowsIntersect(window, block));
  return {
    hot: hotWindows(block, squares, haloPx),
    cold: cold.filter(({ x, y }) => windowsIntersect({ x, y, width: 1, height: 1 }, block)),
    sampled: cold.filter(isSampled).map((window) => intersectWindows(window, block)!),
  };
}

/** Windows that hold all hot squares of the block, do not overlap, and cost the network little, halos included. */
function hotWindows(block: Window, squares: Squares, haloPx: number): Window[] {
  const { window } = squares;
  const [x, y] = [Math.floor((block.x - window.x) / SQUARE_PX), Math.floor((block.y - window.y) / SQUARE_PX)];
  const width = Math.ceil((block.x + block.width - window.x) / SQUARE_PX) - x;
  const height = Math.ceil((block.y + block.height - window.y) / SQUARE_PX) - y;
  return cutWindows(squares, { x, y, width, height }, haloPx).map((box) => {
    const corner = { x: window.x + box.x * SQUARE_PX, y: window.y + box.y * SQUARE_PX };
    const size = { width: box.width * SQUARE_PX, height: box.height * SQUARE_PX };
    return intersectWindows({ ...corner, ...size }, block)!;
  });
}

/** Windows of whole patches of the raster without a hot square, row by row. */
function coldWindows(squares: Squares): Window[] {
  const { x, y, width, height } = squares.window;
  const cold: Window[] = [];
  for (let top = y; top < y + height; top += COLD_PX) {
    for (let left = x; left < x + width; left += COLD_PX) {
      const size = { width: Math.min(COLD_PX, x + width - left), height: Math.min(COLD_PX, y + height - top) };
      const window = { x: left, y: top, ...size };
      if (!isHotIn(squares, window)) cold.push(window);
    }
  }
  return cold;
}

/** One in so many cold windows is run all the same: of a large raster, and of a small one, of which a few must say something. */
const SAMPLE_EVERY = { most: 128, least: 8 } as const;
/** Windows of the raster that would be run if all were cold, within these bounds. */
const SAMPLE_WANTED = 32;

export function sampleEvery(width: number, height: number): number {
  const windows = Math.ceil(width / COLD_PX) * Math.ceil(height / COLD_PX);
  return Math.min(SAMPLE_EVERY.most, Math.max(SAMPLE_EVERY.least, Math.floor(windows / SAMPLE_WANTED)));
}

/** Which cold windows of a raster are run all the same: fixed by where they lie. */
export function sampleOf(width: number, height: number): IsSampled {
  const every = sampleEvery(width, height);
  return ({ x, y }) => {
    let hash = Math.imul(x + 1, 0x9e37_79b1) ^ Math.imul(y + 1, 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
    return ((hash ^ (hash >>> 13)) >>> 0) % every === 0;
  };
}
