import { growWindow, tileWindows, type BandFit, type BandName, type Grid } from '@landscar/core';
import { createRaster, openRaster } from '@landscar/geodata';
import { lineOf, adjusted } from './radiometry.js';
import { interrupted } from '../errors.js';
import { maskIn } from '../stack/write-validity.js';

export interface LookJob {
  /** The scene at `factor` full pixels a pixel, and its final mask of full pixels on `grid`. */
  readonly coarseFile: string;
  readonly maskFile: string;
  readonly outFile: string;
  readonly grid: Grid;
  readonly factor: number;
  readonly names: readonly BandName[];
  /** Brings it to the leading scene's radiometry; null for that one. */
  readonly fit: readonly BandFit[] | null;
  readonly signal: AbortSignal | undefined;
}

const SIDE_PX = 512;

/**
 * A scene of a composite as the stack keeps it: about 20 m a pixel, in the radiometry of its period's leading scene, 0
 * where any pixel below was not a clear observation. Written whole.
 */
export async function writeLook(job: LookJob): Promise<void> {
  const { grid, factor, names } = job;
  const [coarse, mask] = [await openRaster(job.coarseFile), await openRaster(job.maskFile)];
  const lines = names.map((_, b) => lineOf(job.fit?.[b]));
  const readMask = maskIn(mask);
  const { width, height } = coarse.info.grid;
  const sink = await createRaster(job.outFile, {
    grid: coarse.info.grid,
    dataType: 'UInt16',
    bandCount: names.length,
    bandNames: names,
    noData: 0,
    scale: 1e-4,
    tiled: true,
    // Noise of 20 m pixels packs to seven eighths: not worth the time.
    compress: 'NONE',
  });
  try {
    for (const window of tileWindows(width, height, SIDE_PX)) {
      if (job.signal?.aborted === true) throw interrupted();
      const bands = (await coarse.read({ window })) as Uint16Array[];
      const below = growWindow(
        { x: window.x * factor, y: window.y * factor, width: window.width * factor, height: window.height * factor },
        0,
        grid.width,
        grid.height,
      );
      const hidden = hiddenBelow(await readMask(below), below.width, below.height, factor, window.width);
      await sink.write(
        window,
        bands.map((band, b) => band.map((v, i) => (hidden[i] === 1 ? 0 : adjusted(v, lines[b]!)))),
      );
    }
    await sink.finish();
  } catch (error) {
    await sink.abort();
    throw error;
  } finally {
    coarse.close();
    mask.close();
  }
}

/** 1 for each coarse pixel with a hidden full pixel in it. */
function hiddenBelow(bits: Uint8Array, width: number, height: number, factor: number, across: number): Uint8Array {
  const out = new Uint8Array(across * Math.ceil(height / factor));
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.floor(y / factor) * across;
    for (let x = 0; x < width; x++, i++) if (bits[i] !== 0) out[row + Math.floor(x / factor)] = 1;
  }
  return out;
}
