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
  readonly observed: Uint8Array;
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
  const { scale, offset } = stack.manifest;
  const n = window.width * window.height;
  const room = takeRoom(n);
  const validity = await stack.readValidity(
    window,
    room.map((layer) => layer.subarray(0, n)),
  );
  const observed = pool.takeMask(n);
  seenOnBoth(validity.before, validity.after, observed);
  kept = room;
  const planes = stack.manifest.bands.map(() => pool.take(n));
  const digital = planes.map(({ buffer, byteOffset }) => new Uint16Array(buffer, byteOffset, n));
  const dates: Float32Array[][] = [];
  for (const date of ['before', 'after'] as const) {
    const bands = await stack.readDate(date, window, digital);
    dates.push(
      bandIndexes.map((b) => {
        if (bands[b] !== digital[b]) digital[b]!.set(bands[b]!);
        const plane = pool.take(n);
        // A digital number of 0 is no data, whatever the validity says.
        if (pool.kernels.reflectance(digital[b]!, plane, scale, offset)) hideZeros(digital[b]!, observed);
        return plane;
      }),
    );
  }
  pool.give(...planes);
  return {
    window,
    bands: bandIndexes.map((b) => stack.manifest.bands[b] as FeatureBand),
    before: dates[0]!,
    after: dates[1]!,
    observed,
    observedCount: sumOf(observed),
  };
}

/** A part of it, as a pair of its own; `releasePair` gives its planes back. */
export function cutPair(pair: PairWindow, part: Window, pool: PlanePool): PairWindow {
  const n = part.width * part.height;
  const observed = pool.takeMask(n);
  copyPart(pair.observed, pair.window, part, observed);
  const cut = (plane: Float32Array): Float32Array => cutPlane(plane, pair.window, part, pool);
  return {
    window: part,
    bands: pair.bands,
    before: pair.before.map(cut),
    after: pair.after.map(cut),
    observed,
    observedCount: pair.observedCount === pair.observed.length ? n : sumOf(observed),
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

/** Validity of each date of the last window of this thread: room for the next, of one reader at a time. */
let kept: readonly Uint8Array[] | undefined;
function takeRoom(length: number): readonly Uint8Array[] {
  const found = kept;
  kept = undefined;
  return found !== undefined && found[0]!.length >= length ? found : [new Uint8Array(length), new Uint8Array(length)];
}

// Loops over pixels are functions of their own: small ones are compiled once, in a fraction of the time.

function sumOf(mask: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < mask.length; i++) sum += mask[i]!;
  return sum;
}

/** Gives the planes back; which pixels were observed may be read until the next window is. */
export function releasePair(pair: PairWindow, pool: PlanePool): void {
  pool.give(...pair.before, ...pair.after);
  pool.giveMask(pair.observed);
}
