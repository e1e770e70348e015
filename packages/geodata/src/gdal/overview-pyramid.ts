import { InvariantError, type Grid, type Window } from '@landscar/core';
import { reuseLike, type RasterArray } from './data-type.js';
import { halveRows } from './halve-kernel.js';

/** How a pixel of an overview is made of the four below it: their mean without no data, or the first of them. */
export type OverviewKind = 'AVERAGE' | 'NEAREST';

/** Deeper overviews than this are not made: blocks of 1024 px have no pixel of their own there. */
const COARSEST = 1024;

/** Levels down to this one make whole tiles (128 px) of a block of 1024 px; deeper ones are gathered until the end. */
export const LAST_TILED_FACTOR = 8;

/** Factors of a raster's overviews: halves, down to one small picture. Empty where it is small itself. */
export function overviewFactors({ width, height }: Pick<Grid, 'width' | 'height'>): number[] {
  const factors: number[] = [];
  for (let factor = 2; factor <= COARSEST && Math.max(width, height) / factor > 256; factor *= 2) factors.push(factor);
  return factors;
}

/** One level of a block: where it lies in the overview, and its pixels, row by row. */
export interface OverviewBlock {
  readonly window: Window;
  readonly pixels: RasterArray;
}

/**
 * All overview levels of one block of one band, made while its pixels are at hand, so that nothing is read again. The block
 * starts at a multiple of the coarsest factor; it ends at one too, or at the end of the raster. `into`: the levels of an
 * earlier block that nobody needs any more; it holds the new ones afterwards.
 */
export function* halve(
  pixels: RasterArray,
  window: Window,
  factors: readonly number[],
  kind: OverviewKind,
  noData: number,
  into: RasterArray[] = [],
): Generator<OverviewBlock> {
  const coarsest = factors.at(-1) ?? 1;
  if (window.x % coarsest !== 0 || window.y % coarsest !== 0)
    throw new InvariantError(
      `a block at x ${window.x} y ${window.y} does not start on an overview pixel of ${coarsest}`,
    );
  let [below, width, height] = [pixels, window.width, window.height];
  for (const [k, factor] of factors.entries()) {
    const [w, h] = [Math.ceil(width / 2), Math.ceil(height / 2)];
    const level = reuseLike(below, into[k], w * h);
    into[k] = level;
    if (kind === 'AVERAGE' && below instanceof Uint16Array)
      averageWhole(below, width, height, level as Uint16Array, noData);
    else if (kind === 'AVERAGE') average(below, width, height, level, noData);
    else first(below, width, height, level);
    yield { window: { x: window.x / factor, y: window.y / factor, width: w, height: h }, pixels: level };
    [below, width, height] = [level, w, h];
  }
}

/**
 * A block at one power of two coarser, means without no data; the block itself at 1. It starts at a multiple of the factor.
 * `into` as for `halve`.
 */
export function coarsen(
  pixels: RasterArray,
  window: Window,
  factor: number,
  noData: number,
  into: RasterArray[] = [],
): OverviewBlock {
  let coarse: OverviewBlock = { window, pixels };
  const factors: number[] = [];
  for (let f = 2; f <= factor; f *= 2) factors.push(f);
  for (const level of halve(pixels, window, factors, 'AVERAGE', noData, into)) coarse = level;
  return coarse;
}

function first(below: RasterArray, width: number, height: number, level: RasterArray): void {
  for (let y = 0, j = 0; y < height; y += 2) for (let x = 0; x < width; x += 2) level[j++] = below[y * width + x] ?? 0;
}

/**
 * `average` for the imagery itself, in whole numbers: vectorised as far as there is no 0, and where 0 is no hole, or nothing
 * is.
 */
function averageWhole(below: Uint16Array, width: number, height: number, level: Uint16Array, noData: number): void {
  const across = Math.ceil(width / 2);
  const plain = noData === 0 || Number.isNaN(noData);
  const done = plain ? halveRows(below, width, height, level) : 0;
  const one = (x: number, y: number): void => {
    const i = 2 * y * width + 2 * x;
    const right = 2 * x + 1 < width ? 1 : 0;
    const down = 2 * y + 1 < height ? width : 0;
    const [a, b, c, d] = [below[i]!, below[i + right]!, below[i + down]!, below[i + down + right]!];
    const hole = a === noData || b === noData || c === noData || d === noData;
    level[y * across + x] = hole ? meanOf([a, b, c, d], noData, true) : (a + b + c + d + 2) >> 2;
  };
  if (width % 2 === 1) for (let y = 0; y < done; y++) one(across - 1, y);
  for (let y = done; 2 * y < height; y++) for (let x = 0; x < across; x++) one(x, y);
}

function meanOf(values: readonly number[], noData: number, whole: boolean): number {
  let [sum, count] = [0, 0];
  for (const v of values) {
    if (v === noData) continue;
    sum += v;
    count++;
  }
  if (count === 0) return noData;
  return whole ? Math.floor(sum / count + 0.5) : sum / count;
}

function average(below: RasterArray, width: number, height: number, level: RasterArray, noData: number): void {
  const whole = !(below instanceof Float32Array || below instanceof Float64Array);
  for (let y = 0, j = 0; y < height; y += 2) {
    const down = y + 1 < height ? width : 0;
    for (let x = 0; x < width; x += 2, j++) {
      const i = y * width + x;
      const right = x + 1 < width ? 1 : 0;
      const [a, b, c, d] = [below[i]!, below[i + right]!, below[i + down]!, below[i + down + right]!];
      if (a !== noData && b !== noData && c !== noData && d !== noData) {
        const mean = (a + b + c + d) / 4;
        level[j] = whole ? Math.floor(mean + 0.5) : mean;
        continue;
      }
      level[j] = meanOf([a, b, c, d], noData, whole);
    }
  }
}
