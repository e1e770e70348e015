import { VALIDITY_BITS, windowGrid, type BandName, type Grid, type Window } from '@landscar/core';
import { coarsen, createRaster, type RasterArray, type RasterSpec } from '@landscar/geodata';
import { openAligned, type BlockRoom, type ShiftField } from '../align/aligned-reader.js';
import { interrupted } from '../errors.js';
import { rawMask } from '../mask/raw-mask.js';
import type { Scene } from '../scenes/scene.js';
import { blocksOf, cut, cutBand } from './blocks.js';

export interface AlignJob {
  readonly scene: Scene;
  readonly names: readonly BandName[];
  readonly base: Grid;
  readonly window: Window;
  readonly field: ShiftField;
  /** Blocks outside of it are left empty. */
  readonly wanted: (block: Window) => boolean;
  readonly pixelsFile: string;
  readonly maskFile: string;
  /** Full pixels across one that is written: 1 for a file of the stack, more for a look at cloud and haze. */
  readonly factor: number;
  readonly room: BlockRoom;
  readonly signal: AbortSignal | undefined;
  readonly onBlock: () => void;
}

/** Writes one scene on the stack's grid, and its first mask, block by block. Both files appear whole or not at all. */
export async function alignScene(job: AlignJob): Promise<void> {
  const grid = windowGrid(job.base, job.window);
  const reader = await openAligned(job.scene, job.names, job.base, job.room);
  const { factor } = job;
  const levels: RasterArray[][] = [];
  const pixels = await createRaster(
    job.pixelsFile,
    factor === 1 ? stackSpec(grid, job.names) : coarseSpec(grid, job.names, factor),
  );
  const mask = await createRaster(job.maskFile, {
    grid,
    dataType: 'Byte',
    bandCount: 1,
    tiled: true,
    keep: false,
  });
  try {
    for (const block of blocksOf(job.base, job.window)) {
      if (job.signal?.aborted === true) throw interrupted();
      const { inBlock, inWindow } = cut(block, job.window);
      if (job.wanted(block)) {
        const { bands } = await reader.read(block, job.field);
        const bits = rawMask(bands, block.width * block.height, {
          names: job.names,
          saturatedFrom: job.scene.saturatedFrom,
        });
        const quality = await reader.readQuality(block, job.field);
        if (quality !== null) addBits(bits, quality);
        const inside = bands.map((b) => cutBand(b, block.width, inBlock));
        const written = inside.map((b, k) => coarsen(b, inWindow, factor, 0, (levels[k] ??= [])));
        await pixels.write(
          written[0]?.window ?? inWindow,
          written.map((w) => w.pixels),
        );
        await mask.write(inWindow, [cutBand(bits, block.width, inBlock)]);
      } else {
        await mask.write(inWindow, [new Uint8Array(inWindow.width * inWindow.height).fill(1)]);
      }
      job.onBlock();
    }
    await mask.finish();
    await pixels.finish();
  } catch (error) {
    await pixels.abort();
    await mask.abort();
    throw error;
  } finally {
    reader.close();
  }
}

/** What the product says of its pixels joins what was seen in them; a pixel without data stays that and nothing else. */
function addBits(bits: Uint8Array, more: Uint8Array): void {
  for (let i = 0; i < bits.length; i++) {
    if (bits[i] === VALIDITY_BITS.noData) continue;
    const extra = more[i] ?? 0;
    bits[i] = (extra & VALIDITY_BITS.noData) !== 0 ? VALIDITY_BITS.noData : (bits[i] ?? 0) | extra;
  }
}

export const stackSpec = (grid: Grid, names: readonly BandName[]): RasterSpec => ({
  grid,
  dataType: 'UInt16',
  bandCount: names.length,
  bandNames: names,
  noData: 0,
  scale: 1e-4,
  tiled: true,
  overviews: 'AVERAGE',
});

const coarseSpec = (grid: Grid, names: readonly BandName[], factor: number): RasterSpec => ({
  grid: {
    ...grid,
    pixelWidth: grid.pixelWidth * factor,
    pixelHeight: grid.pixelHeight * factor,
    width: Math.ceil(grid.width / factor),
    height: Math.ceil(grid.height / factor),
  },
  dataType: 'UInt16',
  bandCount: names.length,
  noData: 0,
  tiled: true,
  compress: 'NONE',
  keep: false,
});
