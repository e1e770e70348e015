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
const MOST_PX = 150_000;

/** Side of the windows that are sampled, counted from the raster's corner: skipped or not is no matter of blocks. */
export const COLD_PX = 128;

/** What a block comes to, by the squares of whole cold windows around it; the network sees `haloPx` around what it looks at. */
export function gateWindows(block: Window, squares: Squares, haloPx: number): GatedBlock {
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
  const rows = hotRows(squares, { x, y, width, height });
  const boxes = rows.length === 0 ? [] : cutCheaply(aroundRows(rows), squares, haloPx);
  return boxes.map((box) => {
    const corner = { x: window.x + box.x * SQUARE_PX, y: window.y + box.y * SQUARE_PX };
    const size = { width: box.width * SQUARE_PX, height: box.height * SQUARE_PX };
    return intersectWindows({ ...corner, ...size }, block)!;
  });
}

/** A box of squares as it is, or cut in two: as long as both, drawn close around what is hot, cost less, or it is too large. */
function cutCheaply(box: Window, squares: Squares, haloPx: number): Window[] {
  const costPx = ({ width, height }: Window): number =>
    (width * SQUARE_PX + 2 * haloPx) * (height * SQUARE_PX + 2 * haloPx);
  let least = box.width * box.height * SQUARE_PX ** 2 > MOST_PX ? Infinity : costPx(box);
  let best: readonly Window[] = [];
  const weigh = (lines: readonly Line[], around: (lines: readonly Line[]) => Window): void => {
    for (let k = 1; k < lines.length; k++) {
      const parts = [around(lines.slice(0, k)), around(lines.slice(k))];
      const cost = costPx(parts[0]!) + costPx(parts[1]!);
      if (cost < least) [least, best] = [cost, parts];
    }
  };
  weigh(hotRows(squares, box), aroundRows);
  weigh(hotColumns(squares, box), aroundColumns);
  return best.length === 0 ? [box] : best.flatMap((part) => cutCheaply(part, squares, haloPx));
}

/** A row or column of squares with a hot one: the first, and after the last. */
interface Line {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

function hotRows({ across, hot }: Squares, { x, y, width, height }: Window): Line[] {
  const lines: Line[] = [];
  for (let at = y; at < y + height; at++) {
    const row = hot.subarray(at * across + x, at * across + x + width);
    if (row.includes(1)) lines.push({ at, from: x + row.indexOf(1), to: x + row.lastIndexOf(1) + 1 });
  }
  return lines;
}

function hotColumns({ across, hot }: Squares, { x, y, width, height }: Window): Line[] {
  const lines: Line[] = [];
  for (let at = x; at < x + width; at++) {
    let [from, to] = [y + height, y];
    for (let j = y; j < y + height; j++) if (hot[j * across + at] === 1) [from, to] = [Math.min(from, j), j + 1];
    if (from < to) lines.push({ at, from, to });
  }
  return lines;
}

/** From the first line to the last; from where the first hot square of any is to the last. */
const lengthwise = (lines: readonly Line[]) => ({
  start: lines[0]!.at,
  length: lines.at(-1)!.at + 1 - lines[0]!.at,
});
function crosswise(lines: readonly Line[]) {
  const start = Math.min(...lines.map(({ from }) => from));
  return { start, length: Math.max(...lines.map(({ to }) => to)) - start };
}

function aroundRows(rows: readonly Line[]): Window {
  const [x, y] = [crosswise(rows), lengthwise(rows)];
  return { x: x.start, y: y.start, width: x.length, height: y.length };
}

function aroundColumns(columns: readonly Line[]): Window {
  const [x, y] = [lengthwise(columns), crosswise(columns)];
  return { x: x.start, y: y.start, width: x.length, height: y.length };
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
