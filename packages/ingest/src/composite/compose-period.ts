import { VALIDITY_BITS, growWindow, windowGrid, type BandFit, type BandName, type Window } from '@landscar/core';
import { createRaster, openRaster, type RasterSource } from '@landscar/geodata';
import { BlockRoom, openAligned, type AlignedReader, type ShiftField } from '../align/aligned-reader.js';
import type { TargetGrid } from '../align/target-grid.js';
import { valueRange } from '../align/value-range.js';
import { interrupted } from '../errors.js';
import { coarseFactor, coarseIn, type CoarseSource } from '../mask/coarse-pixels.js';
import type { Scene } from '../scenes/scene.js';
import { stackSpec } from '../stack/align-scene.js';
import { blocksOf, cut, cutBand } from '../stack/blocks.js';
import { maskIn } from '../stack/write-validity.js';
import { NO_SCENE, chooseScenes, type Candidate } from './choose-scenes.js';

/** A scene that was placed on the stack's grid. */
export interface ComposedScene {
  readonly scene: Scene;
  readonly field: ShiftField;
  /** The scene at `coarseFactor` full pixels a pixel, and its final mask. */
  readonly coarseFile: string;
  readonly maskFile: string;
  readonly dayGap: number;
  /** Brings it to the leading scene's radiometry; null for that one. */
  readonly fit: readonly BandFit[] | null;
}

export interface ComposeJob {
  readonly scenes: readonly ComposedScene[];
  readonly names: readonly BandName[];
  readonly target: TargetGrid;
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
  readonly reader: AlignedReader;
  /** Files that are to be closed. */
  readonly files: readonly RasterSource[];
  readonly coarse: CoarseSource;
  readonly readMask: (window: Window) => Promise<Uint8Array>;
}

/**
 * Puts the scenes of a period together, block by block: pixels, mask, and which scene each pixel is from. Of a block only
 * the scenes that are chosen somewhere in it are read.
 */
export async function composePeriod(job: ComposeJob): Promise<void> {
  const { base, window } = job.target;
  const grid = windowGrid(base, window);
  const opened: Opened[] = [];
  const room = new BlockRoom();
  for (const s of job.scenes) {
    const files = [await openRaster(s.coarseFile), await openRaster(s.maskFile)] as const;
    opened.push({
      ...s,
      files,
      reader: await openAligned(s.scene, job.names, base, room),
      coarse: coarseIn(files[0], coarseFactor(job.target.pixelSizeM)),
      readMask: maskIn(files[1]),
    });
  }
  const bytes = { grid, dataType: 'Byte', bandCount: 1, tiled: true, keep: false } as const;
  const pixels = await createRaster(job.pixelsFile, stackSpec(grid, job.names));
  const mask = await createRaster(job.maskFile, bytes);
  const index = await createRaster(job.indexFile, bytes);
  const sinks = [pixels, mask, index];
  try {
    for (const block of blocksOf(base, window)) {
      if (job.signal?.aborted === true) throw interrupted();
      const made = await composeBlock(job, opened, block);
      const { inWindow } = cut(block, window);
      await pixels.write(inWindow, made.bands);
      await mask.write(inWindow, [made.mask]);
      await index.write(inWindow, [made.index]);
      job.onBlock();
    }
    // Pixels last: a run that finds them knows that the others are there.
    for (const sink of [index, mask, pixels]) await sink.finish();
  } catch (error) {
    for (const sink of sinks) await sink.abort();
    throw error;
  } finally {
    for (const { reader, files } of opened) [reader, ...files].forEach((source) => source.close());
  }
}

async function composeBlock(
  job: ComposeJob,
  opened: readonly Opened[],
  block: Window,
): Promise<{ bands: Uint16Array[]; mask: Uint8Array; index: Uint8Array }> {
  const { window, pixelSizeM } = job.target;
  const { inBlock, inWindow } = cut(block, window);
  const factor = coarseFactor(pixelSizeM);
  const radius = Math.max(1, Math.round(AROUND_M / pixelSizeM));
  // Whole coarse pixels: blocks start on one.
  const grown = growWindow(inWindow, Math.ceil(radius / factor) * factor, window.width, window.height);
  const inner = { ...inWindow, x: inWindow.x - grown.x, y: inWindow.y - grown.y };
  const candidates: Candidate[] = [];
  for (const scene of opened) candidates.push(await lookAt(scene, job.names, grown, factor));
  const choice = cutBand(chooseScenes(candidates, grown.width, grown.height, radius, factor), grown.width, inner);
  const bits = candidates.map((c) => cutBand(c.bits, grown.width, inner));
  const { mask, index, shown, only } = settle(choice, bits);
  let bands: Uint16Array[] | null = null;
  for (const [k, scene] of opened.entries()) {
    if (only === null ? !shown.includes(k) : only !== k) continue;
    const { bands: whole } = await scene.reader.read(block, scene.field);
    const part = whole.map((band) => cutBand(band, block.width, inBlock));
    // One scene as it is fills most blocks.
    if (scene.fit === null && only === k) return { bands: part, mask, index };
    bands ??= job.names.map(() => new Uint16Array(choice.length));
    for (const [b, out] of bands.entries()) pick(out, part[b]!, lineOf(scene.fit?.[b]), shown, k);
  }
  return { bands: bands ?? job.names.map(() => new Uint16Array(choice.length)), mask, index };
}

/**
 * The choice as it is written, and which scene is shown: where nothing is clear, the first one that has data there. `only`:
 * the scene that is chosen everywhere.
 */
function settle(
  choice: Uint8Array,
  bits: readonly Uint8Array[],
): { mask: Uint8Array; index: Uint8Array; shown: Uint8Array; only: number | null } {
  const [mask, index] = [new Uint8Array(choice.length), new Uint8Array(choice.length)];
  const { least, most } = valueRange(choice);
  if (least === most && most !== NO_SCENE) return { mask, index: index.fill(most + 1), shown: choice, only: most };
  const shown = choice.slice();
  for (let i = 0; i < choice.length; i++) {
    const chosen = choice[i]!;
    if (chosen !== NO_SCENE) {
      index[i] = chosen + 1;
      continue;
    }
    const k = bits.findIndex((b) => b[i] !== VALIDITY_BITS.noData);
    if (k >= 0) shown[i] = k;
    mask[i] = bits[k]?.[i] ?? VALIDITY_BITS.noData;
  }
  return { mask, index, shown, only: null };
}

/** What the choice needs of a scene: where it is clear, and how hazy. */
async function lookAt(
  { coarse, readMask, fit, dayGap }: Opened,
  names: readonly BandName[],
  grown: Window,
  factor: number,
): Promise<Candidate> {
  const bits = await readMask(grown);
  const [blue, red] = [names.indexOf('blue'), names.indexOf('red')];
  if (blue < 0 || red < 0) return { bits, dayGap, haze: null };
  const size = { w: Math.ceil(grown.width / factor), h: Math.ceil(grown.height / factor) };
  const [b, r] = await coarse.read(grown, size, [blue + 1, red + 1]);
  return { bits, dayGap, haze: hazeOf(b!, lineOf(fit?.[blue]), r!, lineOf(fit?.[red])) };
}

/** Puts the pixels of scene `k` where it is shown, in the leading scene's radiometry. */
function pick(out: Uint16Array, source: Uint16Array, line: Line | null, shown: Uint8Array, k: number): void {
  for (let i = 0; i < out.length; i++) if (shown[i] === k) out[i] = adjusted(source[i]!, line);
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
