import type { Window } from '@landscar/core';
import type { InnerPart } from '../runtimes/runtime.js';

/** Windows of the network start and end at multiples of this (or of its stride), counted from the raster's corner. */
const ALIGN_PX = 8;
/** At its right and bottom edge the raster is mirrored up to a multiple of this (or of the stride), as in training. */
const EDGE_ALIGN_PX = 16;

/** What the network sees for a block: the block and its halo, aligned, cut at the raster's edge, mirrored up to the alignment. */
export interface ModelWindow {
  /** Real pixels. */
  readonly window: Window;
  /** Size with the mirrored rest at the right and bottom edge of the data. */
  readonly paddedWidth: number;
  readonly paddedHeight: number;
  /** Where the block lies in it, outwards to the alignment. */
  readonly inner: InnerPart;
}

export function modelWindow(
  block: Window,
  { haloPx, stridePx }: { readonly haloPx: number; readonly stridePx: number },
  width: number,
  height: number,
): ModelWindow {
  const align = Math.max(ALIGN_PX, stridePx);
  const edgeAlign = Math.max(EDGE_ALIGN_PX, stridePx);
  const down = (value: number): number => Math.floor(value / align) * align;
  const up = (value: number): number => Math.ceil(value / align) * align;
  const padded = (end: number, size: number): number => (end < size ? end : Math.ceil(size / edgeAlign) * edgeAlign);
  const x0 = Math.max(0, down(block.x - haloPx));
  const y0 = Math.max(0, down(block.y - haloPx));
  const x1 = Math.min(width, up(block.x + block.width + haloPx));
  const y1 = Math.min(height, up(block.y + block.height + haloPx));
  const window = { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
  const inner = {
    top: down(block.y - y0),
    left: down(block.x - x0),
    bottom: up(block.y + block.height - y0),
    right: up(block.x + block.width - x0),
  };
  return { window, paddedWidth: padded(x1, width) - x0, paddedHeight: padded(y1, height) - y0, inner };
}

/**
 * Copies the part `inner` of planes over `outer` into one tensor (channels, height, width), mirrored to the padded size
 * without repeating the edge pixel, as the pilot's reference does.
 */
export function packTensor(
  planes: readonly Float32Array[],
  outer: Window,
  inner: ModelWindow,
  tensor: Float32Array,
): void {
  const { window, paddedWidth, paddedHeight } = inner;
  const reflect = (i: number, length: number): number => (i < length ? i : Math.max(0, 2 * (length - 1) - i));
  let at = 0;
  for (const plane of planes) {
    for (let y = 0; y < paddedHeight; y++) {
      const row = (window.y - outer.y + reflect(y, window.height)) * outer.width + (window.x - outer.x);
      tensor.set(plane.subarray(row, row + window.width), at);
      for (let x = window.width; x < paddedWidth; x++) tensor[at + x] = plane[row + reflect(x, window.width)]!;
      at += paddedWidth;
    }
  }
}
