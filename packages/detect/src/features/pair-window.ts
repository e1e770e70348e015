import { VALIDITY_BITS, type StackManifest, type Window } from '@landscar/core';
import type { StackReader } from '@landscar/geodata';
import { bandsMissing } from '../errors.js';
import { DIFF_BANDS } from '../statistics/scene-statistics.js';

/** Both dates of a window as reflectance, six bands in the order of `DIFF_BANDS`, row by row. */
export interface PairWindow {
  /** Where it lies in the stack, halo included. */
  readonly window: Window;
  readonly before: readonly Float32Array[];
  readonly after: readonly Float32Array[];
  /** 1 where both dates saw the ground, else 0. Reflectance there is not to be used. */
  readonly observed: Uint8Array;
  readonly observedCount: number;
}

/** What hides the ground. A saturated pixel is bright, not hidden. */
export const HIDING_BITS = VALIDITY_BITS.noData | VALIDITY_BITS.cloud | VALIDITY_BITS.shadow | VALIDITY_BITS.snow;

/** Positions in the stack of the bands that the features need. */
export function diffBandIndexes(manifest: StackManifest, dir: string): number[] {
  const indexes = DIFF_BANDS.map((name) => manifest.bands.indexOf(name));
  const missing = DIFF_BANDS.filter((_, i) => indexes[i] === -1);
  if (missing.length > 0) throw bandsMissing(dir, missing, manifest.bands);
  return indexes;
}

export async function readPair(
  stack: StackReader,
  bandIndexes: readonly number[],
  window: Window,
): Promise<PairWindow> {
  const { scale, offset } = stack.manifest;
  const dnBefore = await stack.readDate('before', window);
  const dnAfter = await stack.readDate('after', window);
  const validity = await stack.readValidity(window);
  const n = window.width * window.height;
  const observed = new Uint8Array(n);
  let observedCount = 0;
  const used = bandIndexes.flatMap((b) => [dnBefore[b]!, dnAfter[b]!]);
  for (let i = 0; i < n; i++) {
    observed[i] = ((validity.before[i]! | validity.after[i]!) & HIDING_BITS) === 0 ? 1 : 0;
  }
  // A digital number of 0 is no data, whatever the validity says.
  for (const dn of used) for (let i = 0; i < n; i++) if (dn[i] === 0) observed[i] = 0;
  for (let i = 0; i < n; i++) observedCount += observed[i]!;
  const reflectance = (dn: Uint16Array[]): Float32Array[] =>
    bandIndexes.map((b) => {
      const from = dn[b]!;
      const to = new Float32Array(n);
      for (let i = 0; i < n; i++) to[i] = from[i]! * scale + offset;
      return to;
    });
  return { window, before: reflectance(dnBefore), after: reflectance(dnAfter), observed, observedCount };
}
