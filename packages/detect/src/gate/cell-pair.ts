import type { Window } from '@landscar/core';
import { coarsen, type StackReader } from '@landscar/geodata';
import type { FeatureBand } from '../features/feature-bands.js';
import { hideZeros } from '../features/observed-mask.js';
import { countObserved, readObserved, readReflectance, type PairWindow } from '../features/pair-window.js';
import type { PlanePool } from '../features/plane-pool.js';

/** Side of the cells of the screen, counted from the raster's corner. */
export const CELL_PX = 4;

/** Both dates as means over cells. */
export interface CellPair {
  /** The pixels that it was made of, from the first pixel of its first cell on. */
  readonly window: Window;
  /** (height, width) of `window`: 1 where both dates saw the ground, else 0. Of the pool, to be given back. */
  readonly observed: Uint8Array<ArrayBuffer>;
  /** The cells as a window of a smaller raster: means over the observed pixels, planes of the pool; seen where any pixel was. */
  readonly cells: PairWindow;
}

/** Where cells are read from. */
export interface CellSource {
  readonly stack: StackReader;
  readonly bandIndexes: readonly number[];
  /** Overviews that are `CELL_PX` times smaller, where the stack has them: a sixteenth of the bytes. */
  readonly overviews: StackReader['readDate'] | undefined;
}

/**
 * Reads a window that starts at a whole cell as means over cells: rounded as overviews are where all of a cell was seen, so that
 * it is the same number from either source and in whatever window. No data that the validity does not know of is met by overviews only
 * where it fills a cell; a stack of ours has none.
 */
export async function readCells(source: CellSource, window: Window, pool: PlanePool): Promise<CellPair> {
  const { stack, bandIndexes, overviews } = source;
  const observed = await readObserved(stack, window, pool);
  const [across, down] = [Math.ceil(window.width / CELL_PX), Math.ceil(window.height / CELL_PX)];
  const small = { x: window.x / CELL_PX, y: window.y / CELL_PX, width: across, height: down };
  let count = seenPixels(observed, window, across, down);
  let read: (date: 'before' | 'after', into: readonly Uint16Array[]) => Promise<readonly Uint16Array[]>;
  if (overviews !== undefined && cutCells(count, window, across).length === 0) {
    read = (date, into) => overviews(date, small, into);
  } else {
    const pixels = { before: await stack.readDate('before', window), after: await stack.readDate('after', window) };
    // A digital number of 0 is no data, whatever the validity says.
    for (const b of bandIndexes) for (const bands of [pixels.before, pixels.after]) hideZeros(bands[b]!, observed);
    count = seenPixels(observed, window, across, down);
    const cut = cutCells(count, window, across);
    read = (date) => Promise.resolve(pixels[date].map((plane) => cellMeans(plane, observed, window, cut, count)));
  }
  const seen = atMostOne(count);
  const before = await readReflectance(stack, bandIndexes, (into) => read('before', into), seen, pool);
  const after = await readReflectance(stack, bandIndexes, (into) => read('after', into), seen, pool);
  const bands = bandIndexes.map((b) => stack.manifest.bands[b] as FeatureBand);
  const cells = { window: small, bands, before, after, observed: seen, observedCount: countObserved(seen) };
  return { window, observed, cells };
}

/** (down, across): observed pixels of each cell, 0..16. */
function seenPixels(observed: Uint8Array, window: Window, across: number, down: number): Uint8Array {
  const count = new Uint8Array(across * down);
  // Nearly everywhere all is clear: the search is native.
  if (observed.includes(0)) {
    countSeen(observed, window, across, count);
    return count;
  }
  count.fill(CELL_PX ** 2);
  const isCut = { right: window.width % CELL_PX !== 0, bottom: window.height % CELL_PX !== 0 };
  if (isCut.right) for (let i = across - 1; i < count.length; i += across) count[i] = cellSize(window, i, across);
  if (isCut.bottom) for (let i = count.length - across; i < count.length; i++) count[i] = cellSize(window, i, across);
  return count;
}

/** Pixels of a cell: fewer at the raster's edge. */
const cellSize = ({ width, height }: Window, i: number, across: number): number =>
  Math.min(CELL_PX, width - CELL_PX * (i % across)) * Math.min(CELL_PX, height - CELL_PX * Math.floor(i / across));

/** Cells of which a part was seen. */
function cutCells(count: Uint8Array, window: Window, across: number): number[] {
  const cut: number[] = [];
  for (let i = 0; i < count.length; i++)
    if (count[i] !== 0 && count[i] !== CELL_PX ** 2 && count[i] !== cellSize(window, i, across)) cut.push(i);
  return cut;
}

/** Means as overviews have them; over what was seen in cells that are cut. */
function cellMeans(
  plane: Uint16Array,
  observed: Uint8Array,
  window: Window,
  cut: readonly number[],
  count: Uint8Array,
): Uint16Array {
  const means = coarsen(plane, window, CELL_PX, 0).pixels as Uint16Array;
  const { width, height } = window;
  const across = Math.ceil(width / CELL_PX);
  for (const i of cut) {
    const [x0, y0] = [CELL_PX * (i % across), CELL_PX * Math.floor(i / across)];
    let sum = 0;
    for (let y = y0; y < Math.min(height, y0 + CELL_PX); y++)
      for (let x = x0; x < Math.min(width, x0 + CELL_PX); x++) sum += plane[y * width + x]! * observed[y * width + x]!;
    means[i] = Math.round(sum / count[i]!);
  }
  return means;
}

// Loops over pixels are functions of their own: small ones are compiled once, in a fraction of the time.

function countSeen(observed: Uint8Array, { width, height }: Window, across: number, count: Uint8Array): void {
  for (let y = 0; y < height; y++) {
    const [from, to] = [y * width, (y >> 2) * across];
    for (let x = 0; x < width; x++) count[to + (x >> 2)]! += observed[from + x]!;
  }
}

function atMostOne(count: Uint8Array): Uint8Array<ArrayBuffer> {
  const seen = new Uint8Array(count.length).fill(1);
  if (count.includes(0)) for (let i = 0; i < count.length; i++) if (count[i] === 0) seen[i] = 0;
  return seen;
}
