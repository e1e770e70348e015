import type { Window } from '@landscar/core';
import type { RasterArray, RasterSource, ReadOptions } from '@landscar/geodata';

/** Side of the pixels that cloud and haze are looked for in, metres: about. */
const COARSE_M = 20;

/** Pixels across one coarse pixel: a power of two, 1 where the pixels are that large themselves. */
export const coarseFactor = (pixelSizeM: number): number =>
  2 ** Math.max(0, Math.round(Math.log2(COARSE_M / pixelSizeM)));

/** A date at about 20 m. */
export interface CoarseSource {
  /**
   * `window`: full pixels, from a multiple of the factor on; band numbers from 1. Answer: reflectance × 10 000, UInt16, 0 no
   * data, one array a band, `size.w` × `size.h` coarse pixels, till the next read.
   */
  read(window: Window, size: { w: number; h: number }, bands: readonly number[]): Promise<Uint16Array[]>;
}

/** Out of a raster of full pixels, by its overviews. */
export const coarseOf = (full: RasterSource): CoarseSource =>
  reading(full, (window, { w, h }) => ({ window, outWidth: w, outHeight: h }));

/** Out of a raster that holds coarse pixels already. */
export const coarseIn = (coarse: RasterSource, factor: number): CoarseSource =>
  reading(coarse, (window, { w, h }) => ({
    window: { x: window.x / factor, y: window.y / factor, width: w, height: h },
  }));

function reading(
  raster: RasterSource,
  part: (window: Window, size: { w: number; h: number }) => ReadOptions,
): CoarseSource {
  let last: RasterArray[] = [];
  return {
    read: async (window, size, bands) => {
      last = await raster.read({ ...part(window, size), bands, into: last });
      return last as Uint16Array[];
    },
  };
}
