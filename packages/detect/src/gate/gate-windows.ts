import { intersectWindows, windowsIntersect, type Window } from '@landscar/core';
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

/** Pixels of the largest window that the network runs over, halo aside: what it takes in memory grows with it. */
const MOST_PX = 450_000;

/** Side of the windows that are sampled, counted from the raster's corner: skipped or not is no matter of blocks. */
export const COLD_PX = 128;

/**
 * Boxes around hot squares that touch one another; boxes are one where that costs the network less than both, and
 * the block is one where they cost more than it does. `squares` are those of whole cold windows around the block.
 */
export function gateWindows(block: Window, squares: Squares, haloPx: number): GatedBlock {
  const cost = costWith(haloPx);
  const costOf = (windows: readonly Window[]): number => windows.reduce((sum, window) => sum + cost(window), 0);
  const [joined, whole] = [mergeCheap(boxesOf(block, squares), cost).flatMap(cutLarge), cutLarge(block)];
  const boxes = costOf(joined) < costOf(whole) ? joined : whole;
  const cold = coldWindows(squares).filter((window) => windowsIntersect(window, block));
  return {
    hot: boxes,
    cold: cold.filter(({ x, y }) => windowsIntersect({ x, y, width: 1, height: 1 }, block)),
    sampled: cold.filter(isSampled).map((window) => intersectWindows(window, block)!),
  };
}

function boxesOf(block: Window, { window, across, hot }: Squares): Window[] {
  const [i0, j0] = [Math.floor((block.x - window.x) / SQUARE_PX), Math.floor((block.y - window.y) / SQUARE_PX)];
  const i1 = Math.ceil((block.x + block.width - window.x) / SQUARE_PX);
  const j1 = Math.ceil((block.y + block.height - window.y) / SQUARE_PX);
  const seen = new Uint8Array(hot.length);
  const boxes: Window[] = [];
  for (let j = j0; j < j1; j++) {
    for (let i = i0; i < i1; i++) {
      const start = j * across + i;
      if (hot[start] !== 1 || seen[start] === 1) continue;
      let [left, top, right, bottom] = [i, j, i, j];
      const open = [start];
      seen[start] = 1;
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        const [u, v] = [at % across, Math.floor(at / across)];
        [left, top, right, bottom] = [Math.min(left, u), Math.min(top, v), Math.max(right, u), Math.max(bottom, v)];
        for (let y = Math.max(j0, v - 1); y < Math.min(j1, v + 2); y++) {
          for (let x = Math.max(i0, u - 1); x < Math.min(i1, u + 2); x++) {
            const next = y * across + x;
            if (hot[next] !== 1 || seen[next] === 1) continue;
            seen[next] = 1;
            open.push(next);
          }
        }
      }
      const [width, height] = [(right - left + 1) * SQUARE_PX, (bottom - top + 1) * SQUARE_PX];
      const box = { x: window.x + left * SQUARE_PX, y: window.y + top * SQUARE_PX, width, height };
      boxes.push(intersectWindows(box, block)!);
    }
  }
  return boxes;
}

/** Pixels that are seen for a window, its halo included. */
const costWith =
  (haloPx: number) =>
  ({ width, height }: Window): number =>
    (width + 2 * haloPx) * (height + 2 * haloPx);

/** Joins boxes as long as the joined one costs no more, halos included, than the two. */
function mergeCheap(boxes: readonly Window[], cost: (window: Window) => number): Window[] {
  const merged: Window[] = [];
  for (const box of boxes) {
    let grown = box;
    const partner = (): number =>
      merged.findIndex((m) => cost(bounding(m, grown)) <= cost(m) + cost(grown) || windowsIntersect(m, grown));
    for (let k = partner(); k !== -1; k = partner()) {
      grown = bounding(grown, merged[k]!);
      merged.splice(k, 1);
    }
    merged.push(grown);
  }
  return merged;
}

/** A window halved across its longer side until its parts have at most `MOST_PX`. */
function cutLarge(window: Window): Window[] {
  const { x, y, width, height } = window;
  if (width * height <= MOST_PX) return [window];
  const half = SQUARE_PX * Math.ceil(Math.max(width, height) / 2 / SQUARE_PX);
  const parts =
    width >= height
      ? [
          { ...window, width: half },
          { ...window, x: x + half, width: width - half },
        ]
      : [
          { ...window, height: half },
          { ...window, y: y + half, height: height - half },
        ];
  return parts.flatMap(cutLarge);
}

function bounding(a: Window, b: Window): Window {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
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

/** Whether a cold window is among those that are run all the same: one in `SAMPLE_EVERY`, fixed by where it lies. */
export const SAMPLE_EVERY = 128;
export function isSampled({ x, y }: Window): boolean {
  let hash = Math.imul(x + 1, 0x9e37_79b1) ^ Math.imul(y + 1, 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) % SAMPLE_EVERY === 0;
}
