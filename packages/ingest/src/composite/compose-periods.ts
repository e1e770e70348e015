import { rename, rm } from 'node:fs/promises';
import {
  STACK_FILES,
  windowGrid,
  type BandFit,
  type BandName,
  type MeasuredShift,
  type StackScene,
} from '@landscar/core';
import { createRaster, openRaster } from '@landscar/geodata';
import { NO_SHIFT, type ShiftField } from '../align/aligned-reader.js';
import type { TargetGrid } from '../align/target-grid.js';
import type { Registrar, Registration } from '../coregister/register-scene.js';
import { interrupted } from '../errors.js';
import { cleanSpec } from '../mask/clean-mask.js';
import { openCloudReader } from '../mask/cloud-reader.js';
import { coarseFactor, coarseIn, type CoarseSource } from '../mask/coarse-pixels.js';
import { sunOf } from '../mask/scene-sun.js';
import { normaliseScenes, type Normalisation } from '../normalise/normalise-scenes.js';
import type { IngestOptions } from '../options.js';
import type { Scene } from '../scenes/scene.js';
import type { Alignments, SceneToAlign } from '../stack/alignments.js';
import { blocksOf } from '../stack/blocks.js';
import type { MeasureThread } from '../thread/measure-thread.js';
import type { WorkFolder } from '../stack/work-folder.js';
import { cleanScene, type SceneClouds } from './clean-scene.js';
import { composePeriod, type ComposedScene } from './compose-period.js';
import { partnerOf, sharedBox, type Period } from './order-scenes.js';

export interface ComposeInput {
  readonly before: Period;
  readonly after: Period;
  readonly names: readonly BandName[];
  readonly target: TargetGrid;
  /** Of the leading before scene on the leading after scene. */
  readonly registration: Registration;
  readonly registrar: Registrar;
  readonly thread: MeasureThread;
  /** The same two, being fitted. */
  readonly normalising: Promise<Normalisation>;
  /** The two leading scenes were started. */
  readonly alignments: Alignments;
  readonly options: IngestOptions;
  readonly work: WorkFolder;
}

interface MeasuredInput extends ComposeInput {
  readonly normalisation: Normalisation;
}

/** How a scene of a composite was brought to the leading one. */
export interface SceneInComposite {
  readonly shiftPx: MeasuredShift | null;
  readonly dayGap: number;
  readonly fit: readonly BandFit[] | null;
  /** Files of the stack with the scene alone. */
  readonly look: NonNullable<StackScene['look']>;
}

interface Member extends SceneInComposite, LookFiles {
  readonly scene: Scene;
  readonly field: ShiftField;
}

/** Files of a scene in the work folder: at about 20 m, its first mask, its final one. */
interface LookFiles {
  readonly coarseFile: string;
  readonly rawFile: string;
  readonly maskFile: string;
  readonly look: SceneInComposite['look'];
}

const lookFiles = (period: 'before' | 'after', i: number): LookFiles => ({
  coarseFile: `coarse-${period}-${i}.tif`,
  rawFile: `raw-${period}-${i}.tif`,
  maskFile: `mask-${period}-${i}.tif`,
  look: { pixels: `${period}-scene-${i + 1}.tif`, mask: `${period}-scene-${i + 1}-mask.tif` },
});

/** What is written first of the `i`-th scene of a period: a look at about 20 m and the first mask. */
export function lookAtScene(
  { work, target }: Pick<ComposeInput, 'work' | 'target'>,
  period: 'before' | 'after',
  i: number,
): Omit<SceneToAlign, 'scene' | 'field'> {
  const { coarseFile, rawFile, maskFile } = lookFiles(period, i);
  const has = async (...files: string[]): Promise<boolean> =>
    (await Promise.all(files.map((file) => work.has(file)))).every(Boolean);
  return {
    pixelsFile: work.file(coarseFile),
    maskFile: work.file(rawFile),
    factor: coarseFactor(target.pixelSizeM),
    isDone: async () => (await has(STACK_FILES[period])) || (await has(maskFile)) || (await has(coarseFile, rawFile)),
  };
}

/** Fewer clear pixels in common make no fit: the scene keeps its own numbers. */
const LEAST_FIT_PIXELS = 400;
const PERIODS = ['before', 'after'] as const;

/** Several scenes a period become before.tif and after.tif with their final masks, and dates.tif. Resumes scene by scene. */
export async function composePeriods(
  input: ComposeInput,
): Promise<Record<'before' | 'after', readonly SceneInComposite[]>> {
  const { work, target, options } = input;
  const members = await alignedMembers(input);
  const measured = { ...input, normalisation: await input.normalising };
  const all = PERIODS.flatMap((period) => members[period]);
  let composed = 0;
  const compose = async (period: 'before' | 'after'): Promise<void> => {
    if (await work.has(STACK_FILES[period])) return;
    const scenes: ComposedScene[] = [];
    for (const m of members[period]) {
      await mask(period, m, measured);
      scenes.push({ ...m, coarseFile: work.file(m.coarseFile), maskFile: work.file(m.maskFile) });
    }
    await composePeriod({
      scenes,
      names: input.names,
      target,
      pixelsFile: work.file(STACK_FILES[period]),
      maskFile: work.file(`mask-${STACK_FILES[period]}`),
      indexFile: work.file(`index-${STACK_FILES[period]}`),
      signal: options.signal,
      onBlock: () => options.onProgress?.('composite', ++composed, 2 * blocksOf(target.base, target.window).length),
    });
  };
  await bothSettled(PERIODS.map(compose));
  await writeDates(input);
  // The scenes themselves stay with the stack, as they were needed on the way.
  for (const { coarseFile, maskFile, rawFile, look } of all) {
    if (await work.has(coarseFile)) await rename(work.file(coarseFile), work.file(look.pixels));
    if (await work.has(maskFile)) await rename(work.file(maskFile), work.file(look.mask));
    await rm(work.file(rawFile), { force: true });
  }
  return members;
}

/** Waits for all before the first failure is thrown: what still runs must not lose its files under its feet. */
async function bothSettled(running: readonly Promise<void>[]): Promise<void> {
  for (const r of await Promise.allSettled(running)) if (r.status === 'rejected') throw r.reason;
}

/**
 * Every scene measured and looked at: registered one after the other, and while the next is, the last ones are fitted and
 * written.
 */
async function alignedMembers(input: ComposeInput): Promise<Record<'before' | 'after', readonly Member[]>> {
  const fitting: Promise<readonly BandFit[] | null>[] = [];
  const members: Omit<Member, 'fit'>[] = [];
  try {
    for (const period of PERIODS) {
      const first = members.length;
      for (const [i, scene] of input[period].scenes.entries()) {
        const m = await measureMember(period, i, scene, input);
        members.push(m);
        const lead = members[first]!;
        if (i > 0) input.alignments.start({ ...lookAtScene(input, period, i), scene, field: m.field });
        const last = fitting.at(-1);
        const fit = (last ?? Promise.resolve()).then(() => (m === lead ? null : fitTo(m, lead, input)));
        // Met again when all are measured.
        fit.catch(() => undefined);
        fitting.push(fit);
      }
    }
    await input.alignments.finish();
    const fits = await Promise.all(fitting);
    const all = members.map((m, k) => ({ ...m, fit: fits[k] ?? null }));
    const before = input.before.scenes.length;
    return { before: all.slice(0, before), after: all.slice(before) };
  } finally {
    await Promise.allSettled(fitting);
  }
}

async function measureMember(
  period: 'before' | 'after',
  i: number,
  scene: Scene,
  input: ComposeInput,
): Promise<Omit<Member, 'fit'>> {
  const { scenes, dayGaps } = input[period];
  const after = input.after.scenes;
  input.options.onProgress?.('register', i, scenes.length);
  if (input.options.signal?.aborted === true) throw interrupted();
  const reference = period === 'before' ? partnerOf(scene, after) : after[0];
  const leading = period === 'before' ? input.registration : null;
  const measured =
    i === 0 ? leading : sharedBox(scene, reference) > 0 ? await input.registrar.register(scene, reference) : null;
  return {
    scene,
    field: measured?.field ?? NO_SHIFT,
    shiftPx: measured?.shift ?? null,
    dayGap: dayGaps[i] ?? 0,
    ...lookFiles(period, i),
  };
}

type Placed = Pick<Member, 'scene' | 'field'>;

/** Relative normalisation of a scene on another one of the same period, over all of the ground that they share. */
async function fitTo(member: Placed, lead: Placed, input: ComposeInput): Promise<readonly BandFit[] | null> {
  const { cells } = await cellsBetween(member, lead, input, true);
  const [whole] = cells;
  return whole === undefined || whole.pixelsUsed < LEAST_FIT_PIXELS ? null : whole.bands;
}

const cellsBetween = (
  { scene, field }: Placed,
  other: Placed,
  { names, target, thread }: ComposeInput,
  wholeOnly = false,
): Promise<Normalisation> =>
  normaliseScenes({
    before: scene,
    after: other.scene,
    field,
    fieldAfter: other.field,
    names,
    base: target.base,
    thread,
    wholeOnly,
    onProgress: () => undefined,
  });

/** Cloud of a scene is found against the leading scene of the other period that shares its ground. */
async function mask(period: 'before' | 'after', m: Member, input: MeasuredInput): Promise<void> {
  const { work, target, options } = input;
  if (await work.has(m.maskFile)) return;
  const otherPeriod = period === 'before' ? 'after' : 'before';
  const others = input[otherPeriod];
  const partner = partnerOf(m.scene, others.scenes);
  const otherFile = `coarse-${otherPeriod}-${others.scenes.indexOf(partner)}.tif`;
  const known = m.scene.quality?.table.knowsShadow === true;
  const factor = coarseFactor(target.pixelSizeM);
  const [own, against] = [await openRaster(work.file(m.coarseFile)), await openRaster(work.file(otherFile))];
  const looks = { own: coarseIn(own, factor), against: coarseIn(against, factor) };
  try {
    await cleanScene({
      maskFile: work.file(m.rawFile),
      outFile: work.file(m.maskFile),
      grid: windowGrid(target.base, target.window),
      clouds: known ? null : await cloudsOf(period, m, partner, looks, input),
      clean: cleanSpec(target.pixelSizeM),
      signal: options.signal,
    });
  } finally {
    own.close();
    against.close();
  }
}

async function cloudsOf(
  period: 'before' | 'after',
  m: Member,
  partner: Scene,
  { own, against }: { readonly own: CoarseSource; readonly against: CoarseSource },
  input: MeasuredInput,
): Promise<SceneClouds> {
  const { names, target, registration } = input;
  const [leadBefore, leadAfter] = [input.before.scenes[0], input.after.scenes[0]];
  const grid = windowGrid(target.base, target.window);
  const sizes = { names, grid, pixelSizeM: target.pixelSizeM };
  const suns = { own: sunOf(m.scene), other: sunOf(partner) };
  // The two leading scenes are fitted already, from before to after.
  if (period === 'after' && m.scene === leadAfter && partner === leadBefore) {
    const reader = openCloudReader({
      ...sizes,
      ...input.normalisation,
      before: against,
      after: own,
      sunBefore: suns.other,
      sunAfter: suns.own,
      known: { before: true, after: false },
    });
    return reader === null ? null : async (window) => (await reader.bits(window)).after;
  }
  const led = m.scene === leadBefore && partner === leadAfter;
  const partnerField = period === 'after' && partner === leadBefore ? registration.field : NO_SHIFT;
  const reader = openCloudReader({
    ...sizes,
    ...(led ? input.normalisation : await toPartner(period, m, partner, partnerField, input)),
    before: own,
    after: against,
    sunBefore: suns.own,
    sunAfter: suns.other,
    known: { before: false, after: true },
  });
  return reader === null ? null : async (window) => (await reader.bits(window)).before;
}

/**
 * A scene's radiometry to its partner's: over the leading scenes, which are fitted on each other cell by cell, where the
 * partner is one and the scene has a fit; else measured.
 */
async function toPartner(
  period: 'before' | 'after',
  m: Member,
  partner: Scene,
  partnerField: ShiftField,
  input: MeasuredInput,
): Promise<Normalisation> {
  const others = input[period === 'before' ? 'after' : 'before'].scenes;
  if (m.fit === null || partner !== others[0]) return cellsBetween(m, { scene: partner, field: partnerField }, input);
  const { cellSize, cells } = input.normalisation;
  const toLead = m.fit;
  return {
    cellSize,
    cells: cells.map((cell) => ({
      ...cell,
      bands: cell.bands.map((lead, k) => chain(toLead[k] ?? UNCHANGED, period === 'before' ? lead : inverse(lead))),
    })),
  };
}

const UNCHANGED = { gain: 1, offset: 0 };

const inverse = (fit: BandFit): BandFit => ({ ...fit, gain: 1 / fit.gain, offset: -fit.offset / fit.gain });

const chain = (first: Pick<BandFit, 'gain' | 'offset'>, then: BandFit): BandFit => ({
  ...then,
  gain: first.gain * then.gain,
  offset: first.offset * then.gain + then.offset,
});

/** Both periods' indices in one file: band 1 before, band 2 after. */
async function writeDates({ work, target }: ComposeInput): Promise<void> {
  const [before, after] = [`index-${STACK_FILES.before}`, `index-${STACK_FILES.after}`];
  if (await work.has(STACK_FILES.dates)) return;
  const grid = windowGrid(target.base, target.window);
  const [a, b] = [await openRaster(work.file(before)), await openRaster(work.file(after))];
  const sink = await createRaster(work.file(STACK_FILES.dates), {
    grid,
    dataType: 'Byte',
    bandCount: 2,
    bandNames: ['before', 'after'],
    noData: 0,
    tiled: true,
    overviews: 'NEAREST',
  });
  try {
    const whole = { x: 0, y: 0, width: grid.width, height: grid.height };
    for (const block of blocksOf(grid, whole))
      await sink.write(block, [...(await a.read({ window: block })), ...(await b.read({ window: block }))]);
    await sink.finish();
  } catch (error) {
    await sink.abort();
    throw error;
  } finally {
    a.close();
    b.close();
  }
  for (const name of [before, after]) await rm(work.file(name), { force: true });
}
