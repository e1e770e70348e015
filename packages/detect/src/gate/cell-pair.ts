import type { Window } from '@landscar/core';
import type { StackReader } from '@landscar/geodata';
import { hideZeros, seenOnBoth } from '../features/observed-mask.js';

/** Side of the cells of the screen, counted from the raster's corner. */
export const CELL_PX = 4;

/** Both dates as means over cells. */
export interface CellPair {
  /** The pixels that it was made of, from the first pixel of its first cell on. */
  readonly window: Window;
  readonly across: number;
  readonly down: number;
  /** Bands of the model, (down, across) Float32 reflectance: means over the observed pixels of a cell, 0 where there are none. */
  readonly before: readonly Float32Array[];
  readonly after: readonly Float32Array[];
  /** (down, across): pixels of the cell that both dates saw, 0..16. */
  readonly seen: Uint8Array;
  /** (height, width) of `window`: 1 where both dates saw the ground, else 0. */
  readonly observed: Uint8Array;
}

/**
 * Reads a window that starts at a whole cell as means over cells of 4 px. Sums of whole numbers: the same cell has the same
 * mean in whatever window it is read.
 */
export async function readCells(stack: StackReader, bandIndexes: readonly number[], window: Window): Promise<CellPair> {
  const { scale, offset } = stack.manifest;
  const [across, down] = [Math.ceil(window.width / CELL_PX), Math.ceil(window.height / CELL_PX)];
  const validity = await stack.readValidity(window);
  const observed = new Uint8Array(window.width * window.height);
  seenOnBoth(validity.before, validity.after, observed);
  const dates: Uint16Array[][] = [];
  for (const date of ['before', 'after'] as const) {
    const bands = await stack.readDate(date, window, roomOf(date, stack.manifest.bands.length, observed.length));
    dates.push(bandIndexes.map((b) => bands[b]!));
  }
  // A digital number of 0 is no data, whatever the validity says.
  for (const plane of dates.flat()) if (hasZero(plane)) hideZeros(plane, observed);
  const seen = new Uint8Array(across * down);
  countSeen(observed, window, across, seen);
  const full = seen.every((count, i) => count === cellSize(window, i % across, Math.floor(i / across)));
  const means = dates.map((planes) =>
    planes.map((plane) => {
      const out = new Float32Array(across * down);
      if (full) sumCells(plane, window, across, out);
      else sumSeen(plane, observed, window, across, out);
      for (let i = 0; i < out.length; i++) out[i] = seen[i] === 0 ? 0 : (out[i]! / seen[i]!) * scale + offset;
      return out;
    }),
  );
  return { window, across, down, before: means[0]!, after: means[1]!, seen, observed };
}

const cellSize = ({ width, height }: Window, i: number, j: number): number =>
  Math.min(CELL_PX, width - i * CELL_PX) * Math.min(CELL_PX, height - j * CELL_PX);

/** Digital numbers of the last window of this thread: room for the next, of one reader at a time. */
const rooms = new Map<string, Uint16Array[]>();
function roomOf(date: string, count: number, length: number): Uint16Array[] {
  const found = rooms.get(date);
  if (found?.length === count && found[0]!.buffer.byteLength >= 2 * length)
    return found.map(({ buffer }) => new Uint16Array(buffer, 0, length));
  const made = Array.from({ length: count }, () => new Uint16Array(length));
  rooms.set(date, made);
  return made;
}

// Loops over pixels are functions of their own: small ones are compiled once, in a fraction of the time.

function hasZero(plane: Uint16Array): boolean {
  let sign = 0;
  for (let i = 0; i < plane.length; i++) sign |= plane[i]! - 1;
  return sign < 0;
}

function countSeen(observed: Uint8Array, { width, height }: Window, across: number, seen: Uint8Array): void {
  for (let y = 0; y < height; y++) {
    const [from, to] = [y * width, (y >> 2) * across];
    for (let x = 0; x < width; x++) seen[to + (x >> 2)]! += observed[from + x]!;
  }
}

function sumCells(plane: Uint16Array, { width, height }: Window, across: number, out: Float32Array): void {
  const whole = width >> 2;
  for (let y = 0; y < height; y++) {
    const to = (y >> 2) * across;
    let at = y * width;
    for (let c = 0; c < whole; c++, at += CELL_PX)
      out[to + c]! += plane[at]! + plane[at + 1]! + plane[at + 2]! + plane[at + 3]!;
    for (; at < (y + 1) * width; at++) out[to + whole]! += plane[at]!;
  }
}

function sumSeen(
  plane: Uint16Array,
  observed: Uint8Array,
  { width, height }: Window,
  across: number,
  out: Float32Array,
): void {
  for (let y = 0; y < height; y++) {
    const [from, to] = [y * width, (y >> 2) * across];
    for (let x = 0; x < width; x++) out[to + (x >> 2)]! += plane[from + x]! * observed[from + x]!;
  }
}
