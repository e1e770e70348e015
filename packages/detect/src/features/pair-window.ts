import { VALIDITY_BITS, type StackManifest, type Window } from '@landscar/core';
import type { StackReader } from '@landscar/geodata';
import { bandsMissing } from '../errors.js';
import type { FeatureBand } from './feature-bands.js';
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

/** What hides the ground. A saturated pixel is bright, not hidden. */
export const HIDING_BITS = VALIDITY_BITS.noData | VALIDITY_BITS.cloud | VALIDITY_BITS.shadow | VALIDITY_BITS.snow;

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
  pool?: PlanePool,
): Promise<PairWindow> {
  const { scale, offset } = stack.manifest;
  const n = window.width * window.height;
  const room = takeRoom(stack.manifest.bands.length, n);
  const validity = await stack.readValidity(
    window,
    room.validity.map((layer) => layer.subarray(0, n)),
  );
  const observed = pool?.takeMask(n) ?? new Uint8Array(n);
  for (let i = 0; i < n; i++) observed[i] = ((validity.before[i]! | validity.after[i]!) & HIDING_BITS) === 0 ? 1 : 0;
  const dates: Float32Array[][] = [];
  for (const date of ['before', 'after'] as const) {
    const bands = await stack.readDate(
      date,
      window,
      room.digital.map((band) => band.subarray(0, n)),
    );
    dates.push(
      bandIndexes.map((b) => {
        const plane = pool?.take(n) ?? new Float32Array(n);
        reflectance(bands[b]!, plane, observed, scale, offset);
        return plane;
      }),
    );
  }
  kept = room;
  let observedCount = 0;
  for (let i = 0; i < n; i++) observedCount += observed[i]!;
  return {
    window,
    bands: bandIndexes.map((b) => stack.manifest.bands[b] as FeatureBand),
    before: dates[0]!,
    after: dates[1]!,
    observed,
    observedCount,
  };
}

/** What the last window of this thread was read into: room for the next, of one reader at a time. */
interface Room {
  readonly digital: readonly Uint16Array[];
  readonly validity: readonly Uint8Array[];
}
let kept: Room | undefined;
function takeRoom(bandCount: number, length: number): Room {
  const found = kept;
  kept = undefined;
  if (found?.digital.length === bandCount && found.validity[0]!.length >= length) return found;
  return {
    digital: Array.from({ length: bandCount }, () => new Uint16Array(length)),
    validity: [new Uint8Array(length), new Uint8Array(length)],
  };
}

/** A digital number of 0 is no data, whatever the validity says. */
function reflectance(from: Uint16Array, to: Float32Array, observed: Uint8Array, scale: number, offset: number): void {
  let zeros = 0;
  for (let i = 0; i < from.length; i++) {
    const dn = from[i]!;
    if (dn === 0) zeros++;
    to[i] = dn * scale + offset;
  }
  if (zeros > 0) for (let i = 0; i < from.length; i++) if (from[i] === 0) observed[i] = 0;
}

/** Gives the planes back; which pixels were observed may be read until the next window is. */
export function releasePair(pair: PairWindow, pool: PlanePool): void {
  pool.give(...pair.before, ...pair.after);
  pool.giveMask(pair.observed);
}
