import { tileWindows, type Window } from '@landscar/core';
import type { StackReader } from '@landscar/geodata';
import { HIDING_BITS } from '../features/pair-window.js';

/** Clear pixels of an area: the bands of each date, reflectance. */
export interface PixelSample {
  readonly before: Float32Array[];
  readonly after: Float32Array[];
  readonly count: number;
}

const READ_PX = 512;

/** About `wanted` clear pixels on a lattice that is fixed to the raster; all of them where there are no more. */
export async function samplePixels(
  stack: StackReader,
  bandIndexes: readonly number[],
  area: Window,
  wanted: number,
): Promise<PixelSample> {
  const step = Math.max(1, Math.ceil(Math.sqrt((area.width * area.height) / wanted)));
  const capacity = Math.ceil(area.width / step + 1) * Math.ceil(area.height / step + 1);
  const newBands = (): Float32Array[] => bandIndexes.map(() => new Float32Array(capacity));
  const [before, after] = [newBands(), newBands()];
  const { scale, offset } = stack.manifest;
  let count = 0;
  let first: Uint16Array[] = [];
  let second: Uint16Array[] = [];
  for (const tile of tileWindows(area.width, area.height, READ_PX)) {
    const window = { ...tile, x: area.x + tile.x, y: area.y + tile.y };
    first = await stack.readDate('before', window, first);
    second = await stack.readDate('after', window, second);
    const validity = await stack.readValidity(window);
    for (let y = (step - (window.y % step)) % step; y < window.height; y += step) {
      for (let x = (step - (window.x % step)) % step; x < window.width; x += step) {
        const i = y * window.width + x;
        if (((validity.before[i]! | validity.after[i]!) & HIDING_BITS) !== 0) continue;
        if (anyZero(first, bandIndexes, i) || anyZero(second, bandIndexes, i)) continue;
        for (let b = 0; b < bandIndexes.length; b++) {
          before[b]![count] = first[bandIndexes[b]!]![i]! * scale + offset;
          after[b]![count] = second[bandIndexes[b]!]![i]! * scale + offset;
        }
        count++;
      }
    }
  }
  const cut = (bands: Float32Array[]): Float32Array[] => bands.map((band) => band.slice(0, count));
  return { before: cut(before), after: cut(after), count };
}

function anyZero(bands: readonly Uint16Array[], indexes: readonly number[], i: number): boolean {
  for (const b of indexes) if (bands[b]![i] === 0) return true;
  return false;
}
