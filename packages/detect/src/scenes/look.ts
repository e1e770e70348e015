import { join } from 'node:path';
import { growWindow, type BandFit, type StackManifest, type StackScene, type Window } from '@landscar/core';
import { openTileSource } from '@landscar/geodata';

/** A scene of a composite alone, at about 20 m. */
export interface Look {
  readonly date: string;
  readonly period: 'before' | 'after';
  readonly width: number;
  readonly height: number;
  /** Full pixels across one of its pixels. */
  readonly factor: number;
  /**
   * Bands by their position in the stack, UInt16, in the radiometry of the period's leading scene; 0 where any full pixel
   * below was not a clear observation. `window` in its own pixels.
   */
  read(window: Window, bandIndexes: readonly number[]): Promise<Uint16Array[]>;
  close(): Promise<void>;
}

export async function openLook(
  stackDir: string,
  { grid, scale }: StackManifest,
  period: Look['period'],
  { look, date, fit }: StackScene,
): Promise<Look> {
  const pixels = await openTileSource(join(stackDir, look!.pixels));
  const mask = await openTileSource(join(stackDir, look!.mask)).catch(async (error: unknown) => {
    await pixels.close();
    throw error;
  });
  const { width, height } = pixels;
  const factor = 2 ** Math.round(Math.log2(grid.width / width));
  return {
    date,
    period,
    width,
    height,
    factor,
    read: async (window, bandIndexes) => {
      const full = {
        x: window.x * factor,
        y: window.y * factor,
        width: window.width * factor,
        height: window.height * factor,
      };
      const below = growWindow(full, 0, grid.width, grid.height);
      const [bits] = (await mask.readWindow(below, [0])) as Uint8Array[];
      const hidden = hiddenBelow(bits!, below, factor, window.width);
      const bands = (await pixels.readWindow(window, bandIndexes)) as Uint16Array[];
      for (const [b, band] of bands.entries()) toLeading(band, hidden, fit?.[bandIndexes[b]!], scale);
      return bands;
    },
    close: async () => {
      await pixels.close();
      await mask.close();
    },
  };
}

/** 1 for each pixel of a look with a hidden full pixel in it. */
function hiddenBelow(bits: Uint8Array, { width, height }: Window, factor: number, across: number): Uint8Array {
  const out = new Uint8Array(across * Math.ceil(height / factor));
  const shift = Math.log2(factor);
  for (let y = 0, i = 0; y < height; y++) {
    const row = (y >> shift) * across;
    for (let x = 0; x < width; x++, i++) if (bits[i] !== 0) out[row + (x >> shift)] = 1;
  }
  return out;
}

/** In place: `gain * v + offset`; 0, no data, stays 0 and nothing else becomes it. */
function toLeading(band: Uint16Array, hidden: Uint8Array, fit: BandFit | undefined, scale: number): void {
  const [gain, offset] = fit === undefined ? [1, 0] : [fit.gain, fit.offset / scale];
  for (let i = 0; i < band.length; i++) {
    const v = band[i]!;
    band[i] = hidden[i] === 1 || v === 0 ? 0 : Math.min(65_535, Math.max(1, Math.round(v * gain + offset)));
  }
}
