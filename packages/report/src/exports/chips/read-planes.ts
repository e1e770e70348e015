import { defined, tileWindows, type Window } from '@landscar/core';
import type { ChipSource, Composite } from './chip-source.js';

/** Three planes of a window, averaged over `step` × `step` stack pixels. Digital numbers; 0 is no data. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly before: readonly [Float32Array, Float32Array, Float32Array];
  readonly after: readonly [Float32Array, Float32Array, Float32Array];
  /** 1 where either date has no clear observation for at least half of the averaged pixels. */
  readonly unobserved: Uint8Array;
}

/** Reads at most this many stack pixels in one go, so that memory stays flat whatever the window. */
const READ_PX = 1024;

/** The dates asked for, of a window so that neither side is longer than `maxPx`; whole pixels are averaged, never picked. The other date is no data. */
export async function readPlanes(
  source: ChipSource,
  window: Window,
  composite: Composite,
  maxPx: number,
  dates: readonly ('before' | 'after')[] = ['before', 'after'],
): Promise<Planes> {
  const step = Math.max(1, Math.floor(Math.max(window.width, window.height) / maxPx));
  const width = Math.ceil(window.width / step);
  const height = Math.ceil(window.height / step);
  const planes = (): [Float32Array, Float32Array, Float32Array] => [
    new Float32Array(width * height),
    new Float32Array(width * height),
    new Float32Array(width * height),
  ];
  const [before, after] = [planes(), planes()];
  const unobserved = new Uint8Array(width * height);
  // Pieces start on multiples of the step, so that no averaged pixel lies in two of them.
  const readSize = Math.max(1, Math.floor(READ_PX / step)) * step;
  for (const piece of tileWindows(window.width, window.height, readSize)) {
    const part = { ...piece, x: window.x + piece.x, y: window.y + piece.y };
    const place = { step, width, piece };
    for (const date of dates) {
      const target = date === 'before' ? before : after;
      const bands = await source.readDate(date, part);
      composite.bands.forEach((band, i) =>
        average(
          defined(bands[band], 'the composite names bands of the stack'),
          defined(target[i], 'three planes'),
          place,
        ),
      );
    }
    const validity = await source.readValidity(part);
    markUnobserved(validity.before, validity.after, unobserved, place);
  }
  return { width, height, before, after, unobserved };
}

interface Place {
  readonly step: number;
  /** Of the target, pixels. */
  readonly width: number;
  readonly piece: Window;
}

function average(from: Uint16Array, to: Float32Array, { step, width, piece }: Place): void {
  for (let y = 0; y < piece.height; y += step) {
    for (let x = 0; x < piece.width; x += step) {
      let [sum, count] = [0, 0];
      for (let dy = y; dy < Math.min(y + step, piece.height); dy++) {
        for (let dx = x; dx < Math.min(x + step, piece.width); dx++) {
          const value = from[dy * piece.width + dx] ?? 0;
          sum += value;
          count += value === 0 ? 0 : 1;
        }
      }
      to[((piece.y + y) / step) * width + (piece.x + x) / step] = count === 0 ? 0 : sum / count;
    }
  }
}

function markUnobserved(before: Uint8Array, after: Uint8Array, to: Uint8Array, { step, width, piece }: Place): void {
  for (let y = 0; y < piece.height; y += step) {
    for (let x = 0; x < piece.width; x += step) {
      let [bad, count] = [0, 0];
      for (let dy = y; dy < Math.min(y + step, piece.height); dy++) {
        for (let dx = x; dx < Math.min(x + step, piece.width); dx++) {
          const at = dy * piece.width + dx;
          bad += before[at] === 0 && after[at] === 0 ? 0 : 1;
          count++;
        }
      }
      to[((piece.y + y) / step) * width + (piece.x + x) / step] = bad * 2 >= count ? 1 : 0;
    }
  }
}
