import {
  VALIDITY_BITS,
  growWindow,
  tileWindows,
  type BandFit,
  type BandName,
  type Grid,
  type Window,
} from '@landscar/core';
import { createRaster, openRaster, type RasterSource } from '@landscar/geodata';
import { interrupted } from '../errors.js';
import { stackSpec } from '../stack/align-scene.js';
import { BLOCK_PX, cutBand } from '../stack/blocks.js';
import { NO_SCENE, chooseScenes, type Candidate } from './choose-scenes.js';

/** A scene that lies on the stack's grid with its final mask. */
export interface ComposedScene {
  readonly pixelsFile: string;
  readonly maskFile: string;
  readonly dayGap: number;
  /** Brings it to the leading scene's radiometry; null for that one. */
  readonly fit: readonly BandFit[] | null;
}

export interface ComposeJob {
  readonly scenes: readonly ComposedScene[];
  readonly names: readonly BandName[];
  readonly grid: Grid;
  readonly pixelSizeM: number;
  readonly pixelsFile: string;
  readonly maskFile: string;
  /** UInt8: number of the scene in the manifest, from 1; 0 where none was clear. */
  readonly indexFile: string;
  readonly signal: AbortSignal | undefined;
  readonly onBlock: () => void;
}

/** Surroundings that decide which scene a pixel comes from, metres: wider than the objects that are looked for. */
const AROUND_M = 150;

interface Opened extends ComposedScene {
  readonly pixels: RasterSource;
  readonly mask: RasterSource;
}

/** Puts the scenes of a period together, block by block: pixels, mask, and which scene each pixel is from. */
export async function composePeriod(job: ComposeJob): Promise<void> {
  const opened: Opened[] = [];
  for (const s of job.scenes)
    opened.push({ ...s, pixels: await openRaster(s.pixelsFile), mask: await openRaster(s.maskFile) });
  const bytes = { grid: job.grid, dataType: 'Byte', bandCount: 1, tiled: true, keep: false } as const;
  const pixels = await createRaster(job.pixelsFile, stackSpec(job.grid, job.names, true));
  const mask = await createRaster(job.maskFile, bytes);
  const index = await createRaster(job.indexFile, bytes);
  const sinks = [pixels, mask, index];
  try {
    for (const window of tileWindows(job.grid.width, job.grid.height, BLOCK_PX)) {
      if (job.signal?.aborted === true) throw interrupted();
      const made = await composeBlock(job, opened, window);
      await pixels.write(window, made.bands);
      await mask.write(window, [made.mask]);
      await index.write(window, [made.index]);
      job.onBlock();
    }
    // Pixels last: a run that finds them knows that the others are there.
    for (const sink of [index, mask, pixels]) await sink.finish();
  } catch (error) {
    for (const sink of sinks) await sink.abort();
    throw error;
  } finally {
    for (const { pixels: p, mask: m } of opened) [p, m].forEach((source) => source.close());
  }
}

async function composeBlock(
  job: ComposeJob,
  opened: readonly Opened[],
  window: Window,
): Promise<{ bands: Uint16Array[]; mask: Uint8Array; index: Uint8Array }> {
  const radius = Math.max(1, Math.round(AROUND_M / job.pixelSizeM));
  const grown = growWindow(window, radius, job.grid.width, job.grid.height);
  const inner = { ...window, x: window.x - grown.x, y: window.y - grown.y };
  const [blue, red] = [job.names.indexOf('blue'), job.names.indexOf('red')];
  const blocks = await Promise.all(
    opened.map(async ({ pixels, mask, fit, dayGap }) => {
      const bands = (await pixels.read({ window: grown })) as Uint16Array[];
      if (fit !== null) bands.forEach((band, k) => adjust(band, fit[k]));
      const bits = (await mask.read({ window: grown }))[0] as Uint8Array;
      const candidate: Candidate = {
        clear: bits.map((b) => (b === 0 ? 1 : 0)),
        dayGap,
        haze: blue < 0 || red < 0 ? null : hazeOf(bands[blue], bands[red]),
      };
      return { bands, bits, candidate };
    }),
  );
  const choice = cutBand(
    chooseScenes(
      blocks.map((b) => b.candidate),
      grown.width,
      grown.height,
      radius,
    ),
    grown.width,
    inner,
  );
  const parts = blocks.map((b) => ({
    bands: b.bands.map((band) => cutBand(band, grown.width, inner)),
    bits: cutBand(b.bits, grown.width, inner),
  }));
  const out = {
    bands: job.names.map(() => new Uint16Array(choice.length)),
    mask: new Uint8Array(choice.length),
    index: new Uint8Array(choice.length),
  };
  for (let i = 0; i < choice.length; i++) {
    const chosen = choice[i] ?? NO_SCENE;
    if (chosen !== NO_SCENE) out.index[i] = chosen + 1;
    // Where nothing is clear the picture still shows the first scene with data, and says why it is not believed.
    const shown = chosen !== NO_SCENE ? parts[chosen] : parts.find((p) => p.bits[i] !== VALIDITY_BITS.noData);
    out.mask[i] = chosen !== NO_SCENE ? 0 : (shown?.bits[i] ?? VALIDITY_BITS.noData);
    if (shown !== undefined) out.bands.forEach((band, k) => (band[i] = shown.bands[k]?.[i] ?? 0));
  }
  return out;
}

function adjust(band: Uint16Array, fit: BandFit | undefined): void {
  if (fit === undefined) return;
  for (let i = 0; i < band.length; i++) {
    const v = band[i] ?? 0;
    if (v !== 0) band[i] = Math.min(65_535, Math.max(1, Math.round(v * fit.gain + fit.offset * 1e4)));
  }
}

const hazeOf = (blue: Uint16Array | undefined, red: Uint16Array | undefined): Float32Array =>
  Float32Array.from(blue ?? [], (b, i) => b - 0.5 * (red?.[i] ?? 0));
