import type { Window } from '@landscar/core';
import { SQUARE_PX, type Squares } from './hot-squares.js';

/** Pixels of the largest window that the network runs over, halo aside: what it takes in memory grows with it. */
const MOST_PX = 100_000;
/** An area is cut along the lines of so many parts a side, or fewer that are no smaller than this. */
const MOST_PARTS = 16;
const LEAST_PART_PX = 64;

/**
 * Windows of squares that hold all hot squares of `area` (both in squares from the corner of `squares`), do not overlap, and cost the
 * network least together, halos included: of all ways to cut the area, and again each of its halves, straight through along a lattice of
 * 16 parts a side, each window drawn close around what is hot in it (guillotine cuts by dynamic programming). Which cut is best shows
 * only in the cuts after it: one cut at a time left a fifth more pixels.
 */
export function cutWindows(squares: Squares, area: Window, haloPx: number): Window[] {
  const part = Math.max(
    LEAST_PART_PX / SQUARE_PX,
    Math.ceil(area.width / MOST_PARTS),
    Math.ceil(area.height / MOST_PARTS),
  );
  const lattice = latticeOf(squares, area, part);
  leastCosts(lattice, haloPx);
  return windowsOf(lattice, 0, 0, lattice.across, lattice.down).flatMap((window) =>
    // Of an area of very large parts.
    isTooLarge(window.width, window.height) ? cutWindows(squares, window, haloPx) : [window],
  );
}

/** Rectangles of parts, each by its corner and size (`at`): what is hot in it, in squares, and how it costs least. */
interface Lattice {
  /** Parts a side. */
  readonly across: number;
  readonly down: number;
  /** The box around what is hot: first column and row, and those after the last; `right` is 0 where nothing is. */
  readonly left: Int32Array;
  readonly top: Int32Array;
  readonly right: Int32Array;
  readonly bottom: Int32Array;
  /** Pixels of the network; 0 where nothing is hot. */
  readonly cost: Float64Array;
  /** Parts left of the best cut, or less than 0: above it; 0 where the box around it is best. */
  readonly cut: Int8Array;
}

const at = ({ across, down }: Lattice, x: number, y: number, width: number, height: number): number =>
  (((width - 1) * down + height - 1) * down + y) * across + x;

/** With the boxes of its single parts. */
function latticeOf(squares: Squares, area: Window, part: number): Lattice {
  const [across, down] = [Math.ceil(area.width / part), Math.ceil(area.height / part)];
  const size = (across * down) ** 2;
  const box = {
    left: new Int32Array(size).fill(squares.across),
    top: new Int32Array(size).fill(squares.down),
    right: new Int32Array(size),
    bottom: new Int32Array(size),
  };
  const lattice = { across, down, ...box, cost: new Float64Array(size), cut: new Int8Array(size) };
  const right = area.x + area.width;
  for (let row = 0; row < area.height; row++) {
    const from = (area.y + row) * squares.across;
    for (let x = squares.hot.indexOf(1, from + area.x) - from; x >= area.x && x < right;) {
      const k = at(lattice, Math.floor((x - area.x) / part), Math.floor(row / part), 1, 1);
      box.left[k] = Math.min(box.left[k]!, x);
      box.top[k] = Math.min(box.top[k]!, area.y + row);
      box.right[k] = Math.max(box.right[k]!, x + 1);
      box.bottom[k] = area.y + row + 1;
      x = squares.hot.indexOf(1, from + x + 1) - from;
    }
  }
  return lattice;
}

/** Of all rectangles, small ones first. */
function leastCosts(lattice: Lattice, haloPx: number): void {
  for (let width = 1; width <= lattice.across; width++) {
    for (let height = 1; height <= lattice.down; height++) {
      for (let y = 0; y + height <= lattice.down; y++) {
        for (let x = 0; x + width <= lattice.across; x++) leastCost(lattice, x, y, width, height, haloPx);
      }
    }
  }
}

function leastCost(lattice: Lattice, x: number, y: number, width: number, height: number, haloPx: number): void {
  const { left, top, right, bottom, cost } = lattice;
  const k = at(lattice, x, y, width, height);
  const isPart = width === 1 && height === 1;
  if (!isPart) {
    // The box around two halves is that around both of their boxes.
    const [a, b] =
      width > 1
        ? [at(lattice, x, y, width - 1, height), at(lattice, x + width - 1, y, 1, height)]
        : [at(lattice, x, y, 1, height - 1), at(lattice, x, y + height - 1, 1, 1)];
    left[k] = Math.min(left[a]!, left[b]!);
    top[k] = Math.min(top[a]!, top[b]!);
    right[k] = Math.max(right[a]!, right[b]!);
    bottom[k] = Math.max(bottom[a]!, bottom[b]!);
  }
  if (right[k] === 0) return;
  const [boxWidth, boxHeight] = [right[k]! - left[k]!, bottom[k]! - top[k]!];
  let least =
    isTooLarge(boxWidth, boxHeight) && !isPart
      ? Infinity
      : (boxWidth * SQUARE_PX + 2 * haloPx) * (boxHeight * SQUARE_PX + 2 * haloPx);
  let cut = 0;
  for (let i = 1; i < width; i++) {
    const both = cost[at(lattice, x, y, i, height)]! + cost[at(lattice, x + i, y, width - i, height)]!;
    if (both < least) [least, cut] = [both, i];
  }
  for (let i = 1; i < height; i++) {
    const both = cost[at(lattice, x, y, width, i)]! + cost[at(lattice, x, y + i, width, height - i)]!;
    if (both < least) [least, cut] = [both, -i];
  }
  cost[k] = least;
  lattice.cut[k] = cut;
}

/** The cuts that cost least, followed down to windows. */
function windowsOf(lattice: Lattice, x: number, y: number, width: number, height: number): Window[] {
  const k = at(lattice, x, y, width, height);
  const [left, top, right, bottom] = [lattice.left[k]!, lattice.top[k]!, lattice.right[k]!, lattice.bottom[k]!];
  if (right === 0) return [];
  const cut = lattice.cut[k]!;
  if (cut === 0) return [{ x: left, y: top, width: right - left, height: bottom - top }];
  return cut > 0
    ? [...windowsOf(lattice, x, y, cut, height), ...windowsOf(lattice, x + cut, y, width - cut, height)]
    : [...windowsOf(lattice, x, y, width, -cut), ...windowsOf(lattice, x, y - cut, width, height + cut)];
}

const isTooLarge = (width: number, height: number): boolean => width * height * SQUARE_PX ** 2 > MOST_PX;
