import type { StackManifest, Window } from '@landscar/core';

/** The part of a stack reader that pictures need. */
export interface ChipSource {
  readonly manifest: StackManifest;
  /** One array a band of the manifest, row by row from the top left, digital numbers, 0 is no data. */
  readDate(date: 'before' | 'after', window: Window): Promise<readonly Uint16Array[]>;
  /** Bits of `VALIDITY_BITS` for each date; 0 is a clear observation. */
  readValidity(window: Window): Promise<{ readonly before: Uint8Array; readonly after: Uint8Array }>;
}

/** Three bands (numbers within the stack) that are shown as red, green and blue. */
export interface Composite {
  readonly kind: 'natural' | 'falseColour' | 'grey';
  readonly bands: readonly [number, number, number];
}

/** Natural colour where the stack has red, green and blue; otherwise its first band in grey. */
export function naturalComposite(bands: readonly string[]): Composite {
  const rgb = [bands.indexOf('red'), bands.indexOf('green'), bands.indexOf('blue')] as const;
  return rgb.includes(-1) ? { kind: 'grey', bands: [0, 0, 0] } : { kind: 'natural', bands: rgb };
}

/** Bare ground in pink to white against green vegetation: swir16-nir-red, else nir-red-green, else null. */
export function falseColourComposite(bands: readonly string[]): Composite | null {
  for (const names of [
    ['swir16', 'nir', 'red'],
    ['nir', 'red', 'green'],
  ] as const) {
    const found = names.map((name) => bands.indexOf(name)) as [number, number, number];
    if (!found.includes(-1)) return { kind: 'falseColour', bands: found };
  }
  return null;
}
