import type { StackManifest, Window } from '@landscar/core';
import type { StackReader } from '@landscar/geodata';
import { bandsMissing } from '../errors.js';
import type { FeatureBand } from './feature-bands.js';
import { hideZeros, seenOnBoth } from './observed-mask.js';
import type { PlanePool } from './plane-pool.js';

/** Both dates of a window as reflectance, row by row. */
export interface PairWindow {
  /** Where it lies in the stack, halo included. */
  readonly window: Window;
  /** What `before` and `after` hold, in order. */
  readonly bands: readonly FeatureBand[];
  readonly before: readonly Float32Array[];
  readonly after: readonly Float32Array[];
  /** 1 where both dates saw the ground, else 0. Reflectance there is not to be used. */
  readonly observed: Uint8Array<ArrayBuffer>;
  readonly observedCount: number;
}

/** Positions in the stack of the bands that the features are made of. */
export function featureBandIndexes(manifest: StackManifest, dir: string, bands: readonly FeatureBand[]): number[] {
  const indexes = bands.map((name) => manifest.bands.indexOf(name));
  const missing = bands.filter((_, i) => indexes[i] === -1);
  if (missing.length > 0) throw bandsMissing(dir, missing, manifest.bands, bands);
  return indexes;
}

/** `pool` gives the planes of reflectance; `releasePair` gives them back. */
export async function readPair(
  stack: StackReader,
  bandIndexes: readonly number[],
  window: Window,
  pool: PlanePool,
): Promise<PairWindow> {
  const observed = await readObserved(stack, window, pool);
  const readPlanes = (date: 'before' | 'after'): Promise<Float32Array[]> =>
    readReflectance(stack, bandIndexes, (into) => stack.readDate(date, window, into), observed, pool);
  const before = await readPlanes('before');
  const after = await readPlanes('after');
  return {
    window,
    bands: bandIndexes.map((b) => stack.manifest.bands[b] as FeatureBand),
    before,
    after,
    observed,
    observedCount: countObserved(observed),
  };
}

/** 1 where the validity of both dates says that the ground was seen, else 0; the pool's. */
export async function readObserved(
  stack: StackReader,
  window: Window,
  pool: PlanePool,
): Promise<Uint8Array<ArrayBuffer>> {
  const n = window.width * window.height;
  const room = [pool.takeBytes(n), pool.takeBytes(n)];
  const validity = await stack.readValidity(window, room);
  const observed = pool.takeBytes(n);
  seenOnBoth(validity.before, validity.after, observed);
  pool.giveBytes(...room);
  return observed;
}

/** Digital numbers of all bands of the stack on both dates, and what the validity says was seen; all of it the pool's. */
export interface DigitalPair {
  readonly before: readonly Uint16Array[];
  readonly after: readonly Uint16Array[];
  readonly observed: Uint8Array;
  /** What it lies in. */
  readonly rooms: readonly Uint8Array<ArrayBuffer>[];
}

/** For those who need a few of the pixels as numbers; `pool.giveBytes(...rooms)` gives it back. */
export async function readDigital(stack: StackReader, window: Window, pool: PlanePool): Promise<DigitalPair> {
  const n = window.width * window.height;
  const take = (): Uint8Array<ArrayBuffer>[] => stack.manifest.bands.map(() => pool.takeBytes(2 * n));
  const into = (rooms: readonly Uint8Array<ArrayBuffer>[]): Uint16Array[] =>
    rooms.map(({ buffer }) => new Uint16Array(buffer, 0, n));
  const [first, second] = [take(), take()];
  const before = await stack.readDate('before', window, into(first));
  const after = await stack.readDate('after', window, into(second));
  const observed = await readObserved(stack, window, pool);
  return { before, after, observed, rooms: [...first, ...second, observed] };
}

/**
 * Planes of the bands of a date as reflectance; `read` gives the digital numbers of all bands of the stack, in the arrays that it gets or in
 * others. A digital number of 0 is no data, whatever the validity says: hidden in `observed` from then on.
 */
export async function readReflectance(
  { manifest: { bands, scale, offset } }: StackReader,
  bandIndexes: readonly number[],
  read: (into: readonly Uint16Array[]) => Promise<readonly Uint16Array[]>,
  observed: Uint8Array,
  pool: PlanePool,
): Promise<Float32Array[]> {
  const n = observed.length;
  const scratch = bands.map(() => pool.take(n));
  const digital = scratch.map(({ buffer, byteOffset }) => new Uint16Array(buffer, byteOffset, n));
  const numbers = await read(digital);
  const planes = bandIndexes.map((b) => {
    if (numbers[b] !== digital[b]) digital[b]!.set(numbers[b]!);
    const plane = pool.take(n);
    if (pool.kernels.reflectance(digital[b]!, plane, scale, offset)) hideZeros(digital[b]!, observed);
    return plane;
  });
  pool.give(...scratch);
  return planes;
}

/** A part of it, as a pair of its own; `releasePair` gives its planes back. */
export function cutPair(pair: PairWindow, part: Window, pool: PlanePool): PairWindow {
  const n = part.width * part.height;
  const observed = pool.takeBytes(n);
  copyPart(pair.observed, pair.window, part, observed);
  const cut = (plane: Float32Array): Float32Array => cutPlane(plane, pair.window, part, pool);
  return {
    window: part,
    bands: pair.bands,
    before: pair.before.map(cut),
    after: pair.after.map(cut),
    observed,
    observedCount: pair.observedCount === pair.observed.length ? n : countObserved(observed),
  };
}

/** A new plane: a part of one over `window`. */
export function cutPlane(plane: Float32Array, window: Window, part: Window, pool: PlanePool): Float32Array {
  const out = pool.take(part.width * part.height);
  copyPart(plane, window, part, out);
  return out;
}

/** Copies a part of a plane over `window` row by row to the start of `out`. */
export function copyPart<T extends Uint8Array | Float32Array>(plane: T, window: Window, part: Window, out: T): void {
  for (let y = 0; y < part.height; y++) {
    const from = (part.y - window.y + y) * window.width + (part.x - window.x);
    out.set(plane.subarray(from, from + part.width), y * part.width);
  }
}

// Loops over pixels are functions of their own: small ones are compiled once, in a fraction of the time.

export function countObserved(observed: Uint8Array): number {
  // Nearly everywhere all is clear: the search is native.
  if (!observed.includes(0)) return observed.length;
  let count = 0;
  for (let i = 0; i < observed.length; i++) count += observed[i]!;
  return count;
}

/** Gives the planes back; which pixels were observed may be read until the next window is. */
export function releasePair(pair: PairWindow, pool: PlanePool): void {
  pool.give(...pair.before, ...pair.after);
  pool.giveBytes(pair.observed);
}
