import {
  gridBounds,
  worldToPixel,
  type BandFit,
  type BandName,
  type Grid,
  type NormalisationCell,
  type Window,
} from '@landscar/core';
import type { AlignedReader, ShiftField } from '../align/aligned-reader.js';
import { NO_SHIFT } from '../align/aligned-reader.js';
import type { MeasureThread } from '../thread/measure-thread.js';
import type { PixelPairs } from './robust-fit.js';

/** Side of a cell of the fixed world grid: metres, or degrees (about the same length) in geographic systems. */
export const CELL_SIZE = { projected: 5000, geographic: 0.05 } as const;
/** The whole pair is fitted on at most about as many. */
const POOL_PIXELS = 40_000;
const MANY_CELLS = 10;
const SAMPLE_PX = 64;
const STRIDE = 2;
/** A cell with fewer clear pixels takes the fit of the whole pair. */
const LEAST_PIXELS = 400;
/** A cell's own fit counts as much as the pair's at this number of pixels. */
const PRIOR_PIXELS = 1500;

/** Tells which pixels of a block are clear: 1 where not. */
export type ObscuredTest = (bands: readonly Uint16Array[], width: number, height: number) => Uint8Array;

export interface NormaliseInput {
  readonly before: AlignedReader;
  readonly after: AlignedReader;
  readonly field: ShiftField;
  /** Where the after scene is itself moved onto a third one. */
  readonly fieldAfter?: ShiftField;
  readonly names: readonly BandName[];
  readonly base: Grid;
  readonly geographic: boolean;
  readonly thread: MeasureThread;
  readonly obscuredBefore: ObscuredTest;
  readonly obscuredAfter: ObscuredTest;
  /** No cells: the fit of the whole pair is all that is wanted. */
  readonly wholeOnly?: boolean;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Fits per cell of a grid that is fixed to the CRS origin, from four small windows a cell, over the whole scenes: which
 * area was asked for has no say. The first entry (cell null) is the whole pair. Only the thinned pixels of the whole pair
 * stay in memory.
 */
export async function normaliseCells(input: NormaliseInput): Promise<{ cellSize: number; cells: NormalisationCell[] }> {
  const cellSize = input.geographic ? CELL_SIZE.geographic : CELL_SIZE.projected;
  const places = cellsOf(input.base, cellSize);
  const pool = new PixelPool(input.names.length, places.length);
  const wholeOnly = input.wholeOnly === true;
  const own: Promise<NormalisationCell>[] = [];
  for (const [i, { x, y, windows }] of places.entries()) {
    // Of a whole of many cells, half of the windows tell as much.
    const thinned = wholeOnly && places.length >= MANY_CELLS;
    const pairs = await samplePairs(input, thinned ? windows.filter((_, k) => k % 2 === Math.abs(y % 2)) : windows);
    pool.add(pairs);
    if (!wholeOnly && (pairs.before[0]?.length ?? 0) >= LEAST_PIXELS)
      own.push(input.thread.fit(input.names, pairs).then((fit) => ({ cellX: x, cellY: y, ...fit })));
    input.onProgress(i + 1, places.length);
  }
  const whole = await input.thread.fit(input.names, pool.pairs());
  const cells = (await Promise.all(own)).map((cell) => ({ ...cell, bands: shrink(cell, whole.bands) }));
  return { cellSize, cells: [{ cellX: null, cellY: null, ...whole }, ...cells] };
}

function cellsOf(base: Grid, size: number): { x: number; y: number; windows: Window[] }[] {
  const { minX, minY, maxX, maxY } = gridBounds(base);
  const out: { x: number; y: number; windows: Window[] }[] = [];
  for (let y = Math.floor(minY / size); y * size < maxY; y++) {
    for (let x = Math.floor(minX / size); x * size < maxX; x++) {
      const windows = [0.25, 0.75].flatMap((fy) =>
        [0.25, 0.75].flatMap((fx) => sampleWindow(base, (x + fx) * size, (y + fy) * size)),
      );
      if (windows.length > 0) out.push({ x, y, windows });
    }
  }
  return out;
}

/** A small window around a world position; none where it falls off the grid. */
function sampleWindow(base: Grid, worldX: number, worldY: number): Window[] {
  const [cx, cy] = worldToPixel(base, worldX, worldY);
  const x0 = Math.max(0, Math.round(cx) - SAMPLE_PX / 2);
  const y0 = Math.max(0, Math.round(cy) - SAMPLE_PX / 2);
  const x1 = Math.min(base.width, Math.round(cx) + SAMPLE_PX / 2);
  const y1 = Math.min(base.height, Math.round(cy) + SAMPLE_PX / 2);
  return x1 - x0 >= 8 && y1 - y0 >= 8 ? [{ x: x0, y: y0, width: x1 - x0, height: y1 - y0 }] : [];
}

async function samplePairs(input: NormaliseInput, windows: readonly Window[]): Promise<PixelPairs> {
  const most = windows.length * Math.ceil(SAMPLE_PX / STRIDE) ** 2;
  const before = input.names.map(() => new Float64Array(most));
  const after = input.names.map(() => new Float64Array(most));
  let count = 0;
  for (const w of windows) {
    const [a, b] = await Promise.all([
      input.before.read(w, input.field),
      input.after.read(w, input.fieldAfter ?? NO_SHIFT),
    ]);
    const [hideA, hideB] = [
      input.obscuredBefore(a.bands, w.width, w.height),
      input.obscuredAfter(b.bands, w.width, w.height),
    ];
    // What the products' own quality bands say comes on top: a fit must not follow cloud.
    const qualityA = await input.before.readQuality(w, input.field);
    const qualityB = await input.after.readQuality(w, input.fieldAfter ?? NO_SHIFT);
    for (let y = 0; y < w.height; y += STRIDE) {
      for (let x = 0; x < w.width; x += STRIDE) {
        const i = y * w.width + x;
        if (hideA[i] !== 0 || hideB[i] !== 0 || isHidden(qualityA, i) || isHidden(qualityB, i)) continue;
        for (let k = 0; k < before.length; k++) {
          before[k]![count] = a.bands[k]![i]!;
          after[k]![count] = b.bands[k]![i]!;
        }
        count++;
      }
    }
  }
  return { before: before.map((v) => v.slice(0, count)), after: after.map((v) => v.slice(0, count)) };
}

const isHidden = (quality: Uint8Array | null, i: number): boolean => quality !== null && quality[i] !== 0;

/** Pixels of all cells thinned to some tens of thousands, every cell with the same thinning. */
class PixelPool {
  readonly #step: number;
  readonly #before: number[][];
  readonly #after: number[][];

  constructor(bands: number, cells: number) {
    this.#step = Math.max(1, Math.ceil((cells * 4 * Math.ceil(SAMPLE_PX / STRIDE) ** 2) / POOL_PIXELS));
    this.#before = Array.from({ length: bands }, () => []);
    this.#after = Array.from({ length: bands }, () => []);
  }

  add({ before, after }: PixelPairs): void {
    for (const [target, source] of [
      [this.#before, before],
      [this.#after, after],
    ] as const)
      for (const [k, values] of source.entries())
        for (let i = 0; i < values.length; i += this.#step) target[k]?.push(values[i]!);
  }

  pairs(): PixelPairs {
    const typed = (bands: readonly number[][]): Float64Array[] => bands.map((v) => new Float64Array(v));
    return { before: typed(this.#before), after: typed(this.#after) };
  }
}

function shrink(own: { bands: readonly BandFit[]; pixelsUsed: number }, whole: readonly BandFit[]): BandFit[] {
  const share = own.pixelsUsed / (own.pixelsUsed + PRIOR_PIXELS);
  return own.bands.map((b, k) => {
    const w = whole[k] ?? b;
    const mix = (p: number, q: number): number => share * p + (1 - share) * q;
    return { band: b.band, gain: mix(b.gain, w.gain), offset: mix(b.offset, w.offset), sigma: mix(b.sigma, w.sigma) };
  });
}
