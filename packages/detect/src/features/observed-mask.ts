import { VALIDITY_BITS } from '@landscar/core';

/** What hides the ground. A saturated pixel is bright, not hidden. */
export const HIDING_BITS = VALIDITY_BITS.noData | VALIDITY_BITS.cloud | VALIDITY_BITS.shadow | VALIDITY_BITS.snow;

// Loops over pixels are functions of their own: small ones are compiled once, in a fraction of the time.

/** Validity of each date to 1 where both saw the ground, else 0. */
export function seenOnBoth(before: Uint8Array, after: Uint8Array, observed: Uint8Array): void {
  for (let i = 0; i < observed.length; i++) observed[i] = Number(((before[i]! | after[i]!) & HIDING_BITS) === 0);
}

/** A digital number of 0 is no data, whatever the validity says. */
export function hideZeros(digital: Uint16Array, observed: Uint8Array): void {
  for (let i = 0; i < digital.length; i++) if (digital[i] === 0) observed[i] = 0;
}
