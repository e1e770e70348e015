import {
  IMAGERY_BLOCK_PX,
  InvariantError,
  intersectWindows,
  tileWindows,
  windowsIntersect,
  type Grid,
  type Window,
} from '@landscar/core';

/**
 * Blocks of the whole imagery's grid that touch the stack's window. They are counted from the whole grid's corner, so
 * that a block is resampled the same way whatever area was asked for.
 */
export const blocksOf = (base: Grid, window: Window): Window[] =>
  tileWindows(base.width, base.height, IMAGERY_BLOCK_PX).filter((b) => windowsIntersect(b, window));

/** The part of a block inside of `window`: its place in the block, and in the window. */
export function cut(block: Window, window: Window): { inBlock: Window; inWindow: Window } {
  const shared = intersectWindows(block, window);
  if (shared === undefined) throw new InvariantError(`block ${block.x},${block.y} lies outside of the window`);
  const from = (corner: Window): Window => ({ ...shared, x: shared.x - corner.x, y: shared.y - corner.y });
  return { inBlock: from(block), inWindow: from(window) };
}

/** The pixels of `part` out of a band `stride` wide. */
export function cutBand<T extends Uint8Array | Uint16Array | Float32Array>(band: T, stride: number, part: Window): T {
  if (part.width === stride && part.x === 0 && part.y === 0 && part.height * stride === band.length) return band;
  const out = band.slice(0, part.width * part.height) as T;
  for (let y = 0; y < part.height; y++) {
    const from = (part.y + y) * stride + part.x;
    out.set(band.subarray(from, from + part.width), y * part.width);
  }
  return out;
}
