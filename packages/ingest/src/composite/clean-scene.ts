import { IMAGERY_BLOCK_PX, growWindow, tileWindows, type Grid, type Window } from '@landscar/core';
import { createRaster, openRaster } from '@landscar/geodata';
import { interrupted } from '../errors.js';
import { cleanMask, type CleanSpec } from '../mask/clean-mask.js';
import { cutBand } from '../stack/blocks.js';
import { join, maskIn } from '../stack/write-validity.js';

/** Cloud and shadow bits of a scene in a window; null where its quality band says enough, or the bands do not. */
export type SceneClouds = ((window: Window) => Promise<Uint8Array | null>) | null;

export interface CleanSceneJob {
  readonly maskFile: string;
  readonly outFile: string;
  readonly grid: Grid;
  readonly clouds: SceneClouds;
  readonly clean: CleanSpec;
  readonly signal: AbortSignal | undefined;
}

/** The final mask of one scene of a composite, written whole: quality band, cloud and shadow, grown. */
export async function cleanScene({ maskFile, outFile, grid, clouds, clean, signal }: CleanSceneJob): Promise<void> {
  const raw = await openRaster(maskFile);
  const readMask = maskIn(raw);
  const sink = await createRaster(outFile, { grid, dataType: 'Byte', bandCount: 1, tiled: true, keep: false });
  try {
    for (const window of tileWindows(grid.width, grid.height, IMAGERY_BLOCK_PX)) {
      if (signal?.aborted === true) throw interrupted();
      const grown = growWindow(window, clean.haloPx, grid.width, grid.height);
      const first = await readMask(grown);
      const found = (await clouds?.(grown)) ?? null;
      const whole = cleanMask(join(first, found), grown.width, grown.height, clean);
      const inner = { ...window, x: window.x - grown.x, y: window.y - grown.y };
      await sink.write(window, [cutBand(whole, grown.width, inner)]);
    }
    await sink.finish();
  } catch (error) {
    await sink.abort();
    throw error;
  } finally {
    raw.close();
  }
}
