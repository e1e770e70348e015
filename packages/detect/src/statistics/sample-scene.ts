import { tileWindows, type Window } from '@landscar/core';
import type { StackReader } from '@landscar/geodata';
import { readDigital } from '../features/pair-window.js';
import type { PlanePool } from '../features/plane-pool.js';

/** Clear pixels of an area: the bands of each date, reflectance. */
export interface PixelSample {
  readonly before: Float32Array[];
  readonly after: Float32Array[];
  readonly count: number;
}

const READ_PX = 512;

/** A square in windows of at most `sizePx`, counted from its corner. */
export const piecesOf = ({ x, y, width, height }: Window, sizePx: number): Window[] =>
  tileWindows(width, height, sizePx).map((piece) => ({ ...piece, x: x + piece.x, y: y + piece.y }));

/** Pixels of windows that do not overlap. */
export const pixelsOf = (windows: readonly Window[]): number => windows.reduce((sum, w) => sum + w.width * w.height, 0);

/** Every so many pixels in both directions give about `wanted` of the squares. */
export const latticeStep = (squares: readonly Window[], wanted: number): number =>
  Math.max(1, Math.ceil(Math.sqrt(pixelsOf(squares) / wanted)));

/** About `wanted` clear pixels of the squares, on a lattice that is fixed to the raster; all of them where there are no more. */
export async function samplePixels(
  stack: StackReader,
  bandIndexes: readonly number[],
  squares: readonly Window[],
  wanted: number,
  pool: PlanePool,
): Promise<PixelSample> {
  const step = latticeStep(squares, wanted);
  const capacity = squares.reduce(
    (sum, { width, height }) => sum + Math.ceil(width / step + 1) * Math.ceil(height / step + 1),
    0,
  );
  const newBands = (): Float32Array[] => bandIndexes.map(() => new Float32Array(capacity));
  const [before, after] = [newBands(), newBands()];
  const places = new Uint32Array(READ_PX * READ_PX);
  let count = 0;
  for (const window of squares.flatMap((square) => piecesOf(square, READ_PX))) {
    const { before: first, after: second, observed, rooms } = await readDigital(stack, window, pool);
    let found = clearPlaces(window, step, observed, places);
    for (const b of bandIndexes) {
      found = keepNonZero(first[b]!, places, found);
      found = keepNonZero(second[b]!, places, found);
    }
    const { scale, offset } = stack.manifest;
    for (const [k, b] of bandIndexes.entries()) {
      takeReflectance(first[b]!, places, found, scale, offset, before[k]!, count);
      takeReflectance(second[b]!, places, found, scale, offset, after[k]!, count);
    }
    count += found;
    pool.giveBytes(...rooms);
  }
  const cut = (bands: Float32Array[]): Float32Array[] => bands.map((band) => band.slice(0, count));
  return { before: cut(before), after: cut(after), count };
}

// Loops over pixels are functions of their own: small ones are compiled once, in a fraction of the time.

/** Positions of the clear pixels of a lattice that is fixed to the raster; answers how many. */
function clearPlaces({ x, y, width, height }: Window, step: number, observed: Uint8Array, places: Uint32Array): number {
  let found = 0;
  for (let row = (step - (y % step)) % step; row < height; row += step) {
    for (let column = (step - (x % step)) % step; column < width; column += step) {
      const i = row * width + column;
      places[found] = i;
      found += observed[i]!;
    }
  }
  return found;
}

/** A digital number of 0 is no data, whatever the validity says. Answers how many positions stay. */
function keepNonZero(digital: Uint16Array, places: Uint32Array, count: number): number {
  let kept = 0;
  for (let k = 0; k < count; k++) {
    const i = places[k]!;
    places[kept] = i;
    kept += Number(digital[i] !== 0);
  }
  return kept;
}

function takeReflectance(
  digital: Uint16Array,
  places: Uint32Array,
  count: number,
  scale: number,
  offset: number,
  out: Float32Array,
  from: number,
): void {
  for (let k = 0; k < count; k++) out[from + k] = digital[places[k]!]! * scale + offset;
}
