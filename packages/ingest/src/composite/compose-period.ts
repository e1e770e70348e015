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

/** A scene's part of a block: bands without its surroundings, as the scene has them; `candidate` with surroundings. */
interface Part {
  readonly bands: Uint16Array[];
  readonly bits: Uint8Array;
  readonly fit: readonly BandFit[] | null;
  readonly candidate: Candidate;
}

async function composeBlock(
  job: ComposeJob,
  opened: readonly Opened[],
  window: Window,
): Promise<{ bands: Uint16Array[]; mask: Uint8Array; index: Uint8Array }> {
  const radius = Math.max(1, Math.round(AROUND_M / job.pixelSizeM));
  const grown = growWindow(window, radius, job.grid.width, job.grid.height);
  const inner = { ...window, x: window.x - grown.x, y: window.y - grown.y };
  const parts: Part[] = [];
  for (const scene of opened) parts.push(await readPart(job, scene, window, grown, inner));
  const candidates = parts.map((p) => p.candidate);
  const choice = cutBand(chooseScenes(candidates, grown.width, grown.height, radius), grown.width, inner);
  const mask = new Uint8Array(choice.length);
  // Where nothing is clear the picture still shows the first scene with data, and says why it is not believed.
  const shown = choice.slice();
  for (let i = 0; i < choice.length; i++) {
    if (choice[i] !== NO_SCENE) continue;
    const k = parts.findIndex((p) => p.bits[i] !== VALIDITY_BITS.noData);
    if (k >= 0) shown[i] = k;
    mask[i] = parts[k]?.bits[i] ?? VALIDITY_BITS.noData;
  }
  const index = choice.map((k) => (k === NO_SCENE ? 0 : k + 1));
  return { bands: job.names.map((_, b) => pick(parts, b, shown)), mask, index };
}

async function readPart(job: ComposeJob, scene: Opened, window: Window, grown: Window, inner: Window): Promise<Part> {
  const { fit, dayGap } = scene;
  const bands = (await scene.pixels.read({ window })) as Uint16Array[];
  const [blue, red] = [job.names.indexOf('blue'), job.names.indexOf('red')];
  const wide =
    blue < 0 || red < 0
      ? null
      : ((await scene.pixels.read({ window: grown, bands: [blue + 1, red + 1] })) as Uint16Array[]);
  const bits = (await scene.mask.read({ window: grown }))[0] as Uint8Array;
  const clear = new Uint8Array(bits.length);
  for (let i = 0; i < bits.length; i++) clear[i] = bits[i] === 0 ? 1 : 0;
  const haze = wide === null ? null : hazeOf(wide[0]!, lineOf(fit?.[blue]), wide[1]!, lineOf(fit?.[red]));
  return { bands, bits: cutBand(bits, grown.width, inner), fit, candidate: { clear, dayGap, haze } };
}

/** One band of the composite: of each pixel the number of the scene that is shown there, in the leading scene's radiometry. */
function pick(parts: readonly Part[], band: number, shown: Uint8Array): Uint16Array {
  const out = new Uint16Array(shown.length);
  for (const [k, part] of parts.entries()) {
    const source = part.bands[band]!;
    const line = lineOf(part.fit?.[band]);
    for (let i = 0; i < out.length; i++) if (shown[i] === k) out[i] = adjusted(source[i]!, line);
  }
  return out;
}

interface Line {
  readonly gain: number;
  readonly offset: number;
}

const lineOf = (fit: BandFit | undefined): Line | null =>
  fit === undefined ? null : { gain: fit.gain, offset: fit.offset * 1e4 };

function adjusted(v: number, line: Line | null): number {
  if (line === null || v === 0) return v;
  const moved = Math.round(v * line.gain + line.offset);
  return moved < 1 ? 1 : moved > 65_535 ? 65_535 : moved;
}

function hazeOf(blue: Uint16Array, blueLine: Line | null, red: Uint16Array, redLine: Line | null): Int32Array {
  const out = new Int32Array(blue.length);
  for (let i = 0; i < out.length; i++) out[i] = 2 * adjusted(blue[i]!, blueLine) - adjusted(red[i]!, redLine);
  return out;
}
