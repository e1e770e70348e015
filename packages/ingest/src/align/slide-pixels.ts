import { KernelRoom } from '@landscar/core';
import { GROUP_PX, WEIGHT_BYTES, slideFunction } from './slide-kernel.js';

/** What a block needs of a source raster that lies on it shifted by parts of a pixel. */
export interface Slide {
  /** First source pixel that is read, and its fractional distance to the first one that is asked for, 0..1. */
  readonly x: number;
  readonly y: number;
  readonly fractionX: number;
  readonly fractionY: number;
}

/** Pixels that the cubic kernel reaches before the one looked at, and all that it spans less one. */
export const KERNEL = { before: 1, span: 3 } as const;

/** Rows that are worked on at once stay in the processor's cache. */
const STRIP_ROWS = 64;
const room = new KernelRoom({ slide: slideFunction() });

/**
 * Cubic convolution (Keys, IEEE ASSP 29, 1981, a = −0.5, as GDAL's) at one distance for all pixels, rows then columns: what
 * GDAL's warper makes of a shift, to the last digit but one in a million, in a small part of its time. `source`: (width + 3)
 * × (height + 3) pixels, all of them data; answer: width × height, at least 1, since 0 is no data.
 */
export function slidePixels(
  source: Uint16Array | Uint8Array,
  width: number,
  height: number,
  { fractionX, fractionY }: Slide,
  out: Uint16Array = new Uint16Array(width * height),
): Uint16Array {
  const stride = width + KERNEL.span;
  const lineBytes = 8 * (Math.ceil(width / GROUP_PX) * GROUP_PX);
  const sourceAt = WEIGHT_BYTES + 4 * lineBytes;
  const outAt = sourceAt + 2 * ((STRIP_ROWS + KERNEL.span) * stride + 2 * GROUP_PX);
  const buffer = room.buffer(outAt + 2 * (STRIP_ROWS * width + GROUP_PX));
  new Float64Array(buffer, 0, 8).set([...weightsAt(fractionX), ...weightsAt(fractionY)]);
  for (let y = 0; y < height; y += STRIP_ROWS) {
    const rows = Math.min(STRIP_ROWS, height - y);
    const strip = source.subarray(y * stride, (y + rows + KERNEL.span) * stride);
    new Uint16Array(buffer, sourceAt, strip.length).set(strip);
    room.run('slide', sourceAt, outAt, width, rows, 2 * stride, lineBytes, 0);
    out.set(new Uint16Array(buffer, outAt, rows * width), y * width);
  }
  return out;
}

function weightsAt(t: number): [number, number, number, number] {
  return [
    ((2 - t) * t - 1) * t * 0.5,
    ((3 * t - 5) * t * t + 2) * 0.5,
    ((4 - 3 * t) * t + 1) * t * 0.5,
    (t - 1) * t * t * 0.5,
  ];
}
