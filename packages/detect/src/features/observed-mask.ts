import { VALIDITY_BITS } from '@landscar/core';

/** What hides the ground. A saturated pixel is bright, not hidden. */
export const HIDING_BITS = VALIDITY_BITS.noData | VALIDITY_BITS.cloud | VALIDITY_BITS.shadow | VALIDITY_BITS.snow;

// Loops over pixels are functions of their own: small ones are compiled once, in a fraction of the time.

/** Validity of each date to 1 where both saw the ground, else 0. */
export function seenOnBoth(before: Uint8Array, after: Uint8Array, observed: Uint8Array): void {
  const [first, second, seen] = [fours(before), fours(after), fours(observed)];
  const count = Math.min(first.length, second.length, seen.length);
  for (let k = 0; k < count; k++) {
    if (((first[k]! | second[k]!) & HIDING_FOUR) === 0) seen[k] = ONE_FOUR;
    else seenFromTo(before, after, observed, 4 * k, 4 * k + 4);
  }
  seenFromTo(before, after, observed, 4 * count, observed.length);
}

const ONE_FOUR = 0x01_01_01_01;
const HIDING_FOUR = HIDING_BITS * ONE_FOUR;

/** Four bytes as one number: nearly everywhere all four are clear. None where they do not lie on a multiple of four. */
const fours = ({ buffer, byteOffset, length }: Uint8Array): Uint32Array =>
  byteOffset % 4 === 0 ? new Uint32Array(buffer, byteOffset, length >> 2) : new Uint32Array(0);

function seenFromTo(before: Uint8Array, after: Uint8Array, observed: Uint8Array, from: number, to: number): void {
  for (let i = from; i < to; i++) observed[i] = Number(((before[i]! | after[i]!) & HIDING_BITS) === 0);
}

/** A digital number of 0 is no data, whatever the validity says. */
export function hideZeros(digital: Uint16Array, observed: Uint8Array): void {
  for (let i = 0; i < digital.length; i++) if (digital[i] === 0) observed[i] = 0;
}
