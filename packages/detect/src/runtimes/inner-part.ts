import type { InnerPart } from './runtime.js';

/** The inner part of an answer over a whole window of `width` columns, for runtimes that work out all of it. */
export function takeInner(whole: Float32Array, width: number, inner: InnerPart | undefined): Float32Array {
  if (inner === undefined) return whole;
  const { top, left, bottom, right } = inner;
  const columns = right - left;
  const part = new Float32Array((bottom - top) * columns);
  for (let y = top; y < bottom; y++) {
    part.set(whole.subarray(y * width + left, y * width + right), (y - top) * columns);
  }
  return part;
}
