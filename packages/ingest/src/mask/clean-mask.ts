import { VALIDITY_BITS } from '@landscar/core';
import { valueRange } from '../align/value-range.js';
import { components } from './components.js';
import { dilate } from './dilate.js';

export interface CleanSpec {
  /** Surroundings that a decision may need. */
  readonly haloPx: number;
  /** Ring around cloud, shadow and snow that is not believed either. */
  readonly growPx: number;
  readonly growSaturatedPx: number;
  /** Smaller patches of "snow" are white roofs. */
  readonly leastSnowPx: number;
}

/** Metres by which masked things are grown: cloud edges are thin cloud; saturation spills into its neighbours. */
const GROW_M = { cloud: 50, saturated: 10 } as const;

export function cleanSpec(pixelSizeM: number): CleanSpec {
  const growPx = Math.max(1, Math.round(GROW_M.cloud / pixelSizeM));
  return {
    haloPx: growPx + 32,
    growPx,
    growSaturatedPx: Math.max(1, Math.round(GROW_M.saturated / pixelSizeM)),
    leastSnowPx: Math.ceil(10_000 / pixelSizeM ** 2),
  };
}

/** Final validity bits of a block from its first mask, which is the answer where it is empty; the outermost `haloPx` may be cut short by the block's edge. */
export function cleanMask(raw: Uint8Array, width: number, height: number, spec: CleanSpec): Uint8Array {
  // Most blocks.
  if (valueRange(raw).most === 0) return raw;
  const out = new Uint8Array(raw.length);
  let seen = 0;
  for (let i = 0; i < raw.length; i++) {
    const v = raw[i] ?? 0;
    seen |= v;
    if (v === VALIDITY_BITS.noData) out[i] = v;
  }
  for (const [bit, radius] of [
    [VALIDITY_BITS.cloud, spec.growPx],
    [VALIDITY_BITS.shadow, spec.growPx],
    [VALIDITY_BITS.snow, spec.growPx],
    [VALIDITY_BITS.saturated, spec.growSaturatedPx],
  ] as const) {
    if ((seen & bit) === 0) continue;
    const only = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i++) only[i] = (raw[i] ?? 0) & bit;
    if (bit === VALIDITY_BITS.snow) dropSmall(only, width, height, spec.leastSnowPx);
    const grown = dilate(only, width, height, radius);
    for (let i = 0; i < out.length; i++)
      if (grown[i] !== 0 && out[i] !== VALIDITY_BITS.noData) out[i] = (out[i] ?? 0) | bit;
  }
  return out;
}

function dropSmall(mask: Uint8Array, width: number, height: number, least: number): void {
  for (const group of components(mask, width, height).pixels)
    if (group.length < least) group.forEach((i) => (mask[i] = 0));
}
