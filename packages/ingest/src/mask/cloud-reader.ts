import {
  VALIDITY_BITS,
  growWindow,
  pixelToWorld,
  type BandName,
  type Grid,
  type NormalisationCell,
  type Window,
} from '@landscar/core';
import { findCloud, type BandPair, type CoarsePair } from './cloud-test.js';
import { coarseFactor, type CoarseSource } from './coarse-pixels.js';
import { SHADOW_REACH_M, findShadow } from './shadow-test.js';
import type { Sun } from './sun-position.js';

export interface CloudReader {
  /** Cloud and shadow bits of a window for the date, UInt8; null where there is neither. */
  bits(window: Window): Promise<{ before: Uint8Array | null; after: Uint8Array | null }>;
}

export interface CloudInput {
  readonly before: CoarseSource;
  readonly after: CoarseSource;
  readonly names: readonly BandName[];
  readonly grid: Grid;
  readonly pixelSizeM: number;
  readonly cells: readonly NormalisationCell[];
  readonly cellSize: number;
  readonly sunBefore: Sun;
  readonly sunAfter: Sun;
  /** Dates that are not looked at: their product's quality band knows cloud and shadow. */
  readonly known?: { readonly before: boolean; readonly after: boolean };
}

/**
 * Looks for cloud on both finished dates at about 20 m, with surroundings wide enough for the shadow of a cloud outside
 * of the window. Null where the bands for it are missing (blue, green, red, near infrared).
 */
export function openCloudReader(input: CloudInput): CloudReader | null {
  const numbers = ['blue', 'green', 'red', 'nir', 'swir16'].map((n) => input.names.indexOf(n) + 1);
  const known = input.known ?? { before: false, after: false };
  if (numbers.slice(0, 4).includes(0) || (known.before && known.after)) return null;
  const wanted = numbers.filter((n) => n > 0);
  const factor = coarseFactor(input.pixelSizeM);
  const haloPx = Math.ceil(SHADOW_REACH_M / input.pixelSizeM / factor / 2) * 2 * factor;
  const { width, height } = input.grid;
  return {
    async bits(window) {
      const grown = evenOut(growWindow(window, haloPx, width, height), factor);
      const size = { w: Math.ceil(grown.width / factor), h: Math.ceil(grown.height / factor) };
      const [before, after] = await Promise.all([
        input.before.read(grown, size, wanted),
        input.after.read(grown, size, wanted),
      ]);
      const cell = cellAt(input, grown);
      const side = (
        own: readonly Uint16Array[],
        other: readonly Uint16Array[],
        direction: 'toBefore' | 'toAfter',
        sun: Sun,
      ): Uint8Array | null => {
        const pair = pairUp(own, other, cell, direction, input.names, { ...size, pixelM: input.pixelSizeM * factor });
        const cloud = findCloud(pair);
        return cloud === null ? null : spread(cloud, findShadow(pair, cloud, sun), size, grown, window);
      };
      return {
        before: known.before ? null : side(before, after, 'toBefore', input.sunBefore),
        after: known.after ? null : side(after, before, 'toAfter', input.sunAfter),
      };
    },
  };
}

/** Starts at a multiple of the reduction, where the file's own overview has its pixels. */
function evenOut(w: Window, factor: number): Window {
  const [x, y] = [Math.floor(w.x / factor) * factor, Math.floor(w.y / factor) * factor];
  return { x, y, width: w.x + w.width - x, height: w.y + w.height - y };
}

function cellAt({ cells, cellSize, grid }: CloudInput, w: Window): NormalisationCell | undefined {
  const [x, y] = pixelToWorld(grid, w.x + w.width / 2, w.y + w.height / 2);
  return cells.find((c) => c.cellX === Math.floor(x / cellSize) && c.cellY === Math.floor(y / cellSize)) ?? cells[0];
}

function pairUp(
  own: readonly Uint16Array[],
  other: readonly Uint16Array[],
  cell: NormalisationCell | undefined,
  direction: 'toBefore' | 'toAfter',
  names: readonly BandName[],
  size: { w: number; h: number; pixelM: number },
): CoarsePair {
  const none = new Uint16Array();
  const pair = (k: number, name: BandName): BandPair => {
    const fit = cell?.bands[names.indexOf(name)];
    const [gain, offset] = [fit?.gain ?? 1, (fit?.offset ?? 0) * 1e4];
    return {
      own: own[k] ?? none,
      other: other[k] ?? none,
      toOwn: direction === 'toAfter' ? { gain, offset } : { gain: 1 / gain, offset: -offset / gain },
    };
  };
  return {
    width: size.w,
    height: size.h,
    pixelM: size.pixelM,
    blue: pair(0, 'blue'),
    green: pair(1, 'green'),
    red: pair(2, 'red'),
    nir: pair(3, 'nir'),
    swir: own.length > 4 ? pair(4, 'swir16') : null,
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
