import {
  VALIDITY_BITS,
  growWindow,
  pixelToWorld,
  type BandName,
  type Grid,
  type NormalisationCell,
  type Window,
} from '@landscar/core';
import type { RasterSource } from '@landscar/geodata';
import { findCloud, type CoarseDate } from './cloud-test.js';
import { SHADOW_REACH_M, findShadow } from './shadow-test.js';
import type { Sun } from './sun-position.js';

export interface CloudReader {
  /** Cloud and shadow bits of a window for the date, UInt8; null where there is neither. */
  bits(window: Window): Promise<{ before: Uint8Array | null; after: Uint8Array | null }>;
}

export interface CloudInput {
  readonly before: RasterSource;
  readonly after: RasterSource;
  readonly names: readonly BandName[];
  readonly grid: Grid;
  readonly pixelSizeM: number;
  readonly cells: readonly NormalisationCell[];
  readonly cellSize: number;
  readonly sunBefore: Sun;
  readonly sunAfter: Sun;
}

/**
 * Looks for cloud on both finished dates at about 20 m, with surroundings wide enough for the shadow of a cloud outside
 * of the window. Null where the bands for it are missing (blue, green, red, near infrared).
 */
export function openCloudReader(input: CloudInput): CloudReader | null {
  const numbers = ['blue', 'green', 'red', 'nir', 'swir16'].map((n) => input.names.indexOf(n) + 1);
  if (numbers.slice(0, 4).includes(0)) return null;
  const wanted = numbers.filter((n) => n > 0);
  const factor = 2 ** Math.max(0, Math.round(Math.log2(20 / input.pixelSizeM)));
  const haloPx = Math.ceil(SHADOW_REACH_M / input.pixelSizeM / factor / 2) * 2 * factor;
  const { width, height } = input.grid;
  return {
    async bits(window) {
      const grown = growWindow(window, haloPx, width, height);
      const size = { w: Math.ceil(grown.width / factor), h: Math.ceil(grown.height / factor) };
      const read = async (source: RasterSource): Promise<CoarseDate> =>
        toCoarse(
          await source.read({ window: grown, bands: wanted, outWidth: size.w, outHeight: size.h }),
          size,
          input.pixelSizeM * factor,
        );
      const [before, after] = await Promise.all([read(input.before), read(input.after)]);
      const cell = cellAt(input, grown);
      const side = (own: CoarseDate, other: CoarseDate, sun: Sun): Uint8Array | null => {
        const cloud = findCloud(own, other);
        return cloud === null ? null : spread(cloud, findShadow(own, other, cloud, sun), size, grown, window);
      };
      return {
        before: side(before, adjust(after, cell, 'toBefore', input.names), input.sunBefore),
        after: side(after, adjust(before, cell, 'toAfter', input.names), input.sunAfter),
      };
    },
  };
}

function toCoarse(
  bands: readonly (ArrayLike<number> & Iterable<number>)[],
  { w, h }: { w: number; h: number },
  pixelM: number,
): CoarseDate {
  const of = (k: number): Float32Array => Float32Array.from(bands[k] ?? [], (v) => (v === 0 ? NaN : v * 1e-4));
  return {
    width: w,
    height: h,
    pixelM,
    blue: of(0),
    green: of(1),
    red: of(2),
    nir: of(3),
    swir: bands.length > 4 ? of(4) : null,
  };
}

function cellAt({ cells, cellSize, grid }: CloudInput, w: Window): NormalisationCell | undefined {
  const [x, y] = pixelToWorld(grid, w.x + w.width / 2, w.y + w.height / 2);
  return cells.find((c) => c.cellX === Math.floor(x / cellSize) && c.cellY === Math.floor(y / cellSize)) ?? cells[0];
}

/** The other date in this one's radiometry. */
function adjust(
  date: CoarseDate,
  cell: NormalisationCell | undefined,
  direction: 'toBefore' | 'toAfter',
  names: readonly BandName[],
): CoarseDate {
  const band = (values: Float32Array, name: BandName): Float32Array => {
    const fit = cell?.bands[names.indexOf(name)];
    if (fit === undefined) return values;
    return direction === 'toAfter'
      ? values.map((v) => fit.gain * v + fit.offset)
      : values.map((v) => (v - fit.offset) / fit.gain);
  };
  return {
    ...date,
    blue: band(date.blue, 'blue'),
    green: band(date.green, 'green'),
    red: band(date.red, 'red'),
    nir: band(date.nir, 'nir'),
    swir: date.swir === null ? null : band(date.swir, 'swir16'),
  };
}

function spread(
  cloud: Uint8Array,
  shadow: Uint8Array,
  size: { w: number; h: number },
  grown: Window,
  window: Window,
): Uint8Array {
  const out = new Uint8Array(window.width * window.height);
  for (let y = 0; y < window.height; y++) {
    const cy = Math.min(size.h - 1, Math.floor(((y + window.y - grown.y) * size.h) / grown.height));
    for (let x = 0; x < window.width; x++) {
      const i = cy * size.w + Math.min(size.w - 1, Math.floor(((x + window.x - grown.x) * size.w) / grown.width));
      if (cloud[i] !== 0) out[y * window.width + x] = VALIDITY_BITS.cloud;
      else if (shadow[i] !== 0) out[y * window.width + x] = VALIDITY_BITS.shadow;
    }
  }
  return out;
}
