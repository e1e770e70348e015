import {
  IMAGERY_BLOCK_PX,
  VALIDITY_BITS,
  growWindow,
  tileWindows,
  windowGrid,
  type Grid,
  type Window,
} from '@landscar/core';
import { createRaster, openRaster, type RasterArray, type RasterSource } from '@landscar/geodata';
import type { AreaMask } from '../align/area-mask.js';
import { interrupted } from '../errors.js';
import { cleanMask, type CleanSpec } from '../mask/clean-mask.js';
import type { CloudReader } from '../mask/cloud-reader.js';
import { cutBand } from './blocks.js';

export interface ValidityCounts {
  /** Pixels of the area within the grid. */
  readonly area: number;
  readonly clearBefore: number;
  readonly clearAfter: number;
  readonly clearBoth: number;
  /** Cloud and cloud shadow, and pixels with data. */
  readonly cloudyBefore: number;
  readonly cloudyAfter: number;
  readonly seenBefore: number;
  readonly seenAfter: number;
}

export interface ValidityJob {
  readonly file: string;
  readonly base: Grid;
  readonly window: Window;
  /** `clean: null`: the mask is already what it should be. */
  readonly before: { readonly file: string; readonly clean: CleanSpec | null };
  readonly after: { readonly file: string; readonly clean: CleanSpec | null };
  readonly clouds: CloudReader | null;
  readonly area: AreaMask | null;
  readonly signal: AbortSignal | undefined;
  readonly onBlock: (done: number, total: number) => void;
}

/** Cleans both first masks with their surroundings and writes validity.tif; counts as it goes. */
export async function writeValidity(job: ValidityJob): Promise<ValidityCounts> {
  const grid = windowGrid(job.base, job.window);
  const [before, after] = [await openRaster(job.before.file), await openRaster(job.after.file)];
  const [readBefore, readAfter] = [maskIn(before), maskIn(after)];
  const sink = await createRaster(job.file, {
    grid,
    dataType: 'Byte',
    bandCount: 2,
    bandNames: ['before', 'after'],
    tiled: true,
    overviews: 'NEAREST',
  });
  const counts = {
    area: 0,
    clearBefore: 0,
    clearAfter: 0,
    clearBoth: 0,
    cloudyBefore: 0,
    cloudyAfter: 0,
    seenBefore: 0,
    seenAfter: 0,
  };
  const windows = tileWindows(grid.width, grid.height, IMAGERY_BLOCK_PX);
  const halo = Math.max(job.before.clean?.haloPx ?? 0, job.after.clean?.haloPx ?? 0);
  try {
    for (const [i, window] of windows.entries()) {
      if (job.signal?.aborted === true) throw interrupted();
      const grown = growWindow(window, halo, grid.width, grid.height);
      const inner = { x: window.x - grown.x, y: window.y - grown.y, width: window.width, height: window.height };
      const [rawA, rawB] = await Promise.all([readBefore(grown), readAfter(grown)]);
      const found = (await job.clouds?.bits(grown)) ?? { before: null, after: null };
      const clean = (raw: Uint8Array, extra: Uint8Array | null, spec: CleanSpec | null): Uint8Array =>
        cutBand(spec === null ? raw : cleanMask(join(raw, extra), grown.width, grown.height, spec), grown.width, inner);
      const a = clean(rawA, found.before, job.before.clean);
      const b = clean(rawB, found.after, job.after.clean);
      const inside = job.area?.({ ...window, x: window.x + job.window.x, y: window.y + job.window.y }) ?? null;
      count(a, b, inside, counts);
      await sink.write(window, [a, b]);
      job.onBlock(i + 1, windows.length);
    }
    await sink.finish();
  } catch (error) {
    await sink.abort();
    throw error;
  } finally {
    before.close();
    after.close();
  }
  return counts;
}

/** Reads windows of a mask; each answer is good till the next one. */
export function maskIn(raster: RasterSource): (window: Window) => Promise<Uint8Array> {
  let last: RasterArray[] = [];
  return async (window) => {
    last = await raster.read({ window, into: last });
    return last[0] as Uint8Array;
  };
}

/** Adds bits to pixels that hold data. */
export function join(raw: Uint8Array, extra: Uint8Array | null): Uint8Array {
  return extra === null ? raw : raw.map((v, i) => (v === VALIDITY_BITS.noData ? v : v | (extra[i] ?? 0)));
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Counts the pixels of the area and marks those outside of it. */
function count(a: Uint8Array, b: Uint8Array, inside: Uint8Array | null, counts: Mutable<ValidityCounts>): void {
  const cloudy = VALIDITY_BITS.cloud | VALIDITY_BITS.shadow;
  for (let i = 0; i < a.length; i++) {
    const [va, vb] = [a[i] ?? 0, b[i] ?? 0];
    if (inside !== null && inside[i] === 0) {
      a[i] = va | VALIDITY_BITS.outsideArea;
      b[i] = vb | VALIDITY_BITS.outsideArea;
      continue;
    }
    counts.area++;
    if (va === 0) counts.clearBefore++;
    if (vb === 0) counts.clearAfter++;
    if (va === 0 && vb === 0) counts.clearBoth++;
    if ((va & VALIDITY_BITS.noData) === 0) counts.seenBefore++;
    if ((vb & VALIDITY_BITS.noData) === 0) counts.seenAfter++;
    if ((va & cloudy) !== 0) counts.cloudyBefore++;
    if ((vb & cloudy) !== 0) counts.cloudyAfter++;
  }
}
