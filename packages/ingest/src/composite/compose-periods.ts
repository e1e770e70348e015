import { rm } from 'node:fs/promises';
import { STACK_FILES, windowGrid, type BandFit, type BandName, type MeasuredShift, type Window } from '@landscar/core';
import { createRaster, isGeographicCrs, openRaster } from '@landscar/geodata';
import { NO_SHIFT, openAligned, type ShiftField } from '../align/aligned-reader.js';
import type { TargetGrid } from '../align/target-grid.js';
import { registerScene, type Registration } from '../coregister/register-scene.js';
import { interrupted } from '../errors.js';
import { cleanSpec } from '../mask/clean-mask.js';
import { openCloudReader } from '../mask/cloud-reader.js';
import { rawMask } from '../mask/raw-mask.js';
import { sunOf } from '../mask/scene-sun.js';
import { normaliseCells } from '../normalise/normalise-cells.js';
import type { IngestOptions } from '../options.js';
import type { Scene } from '../scenes/scene.js';
import { alignScene } from '../stack/align-scene.js';
import { blocksOf } from '../stack/blocks.js';
import type { WorkFolder } from '../stack/work-folder.js';
import { cleanScene } from './clean-scene.js';
import { composePeriod, type ComposedScene } from './compose-period.js';
import { partnerOf, sharedBox, type Period } from './order-scenes.js';

export interface ComposeInput {
  readonly before: Period;
  readonly after: Period;
  readonly names: readonly BandName[];
  readonly target: TargetGrid;
  /** Of the leading before scene on the leading after scene. */
  readonly registration: Registration;
  readonly options: IngestOptions;
  readonly work: WorkFolder;
  readonly wanted: (block: Window) => boolean;
}

/** How a scene of a composite was brought to the leading one. */
export interface SceneInComposite {
  readonly shiftPx: MeasuredShift | null;
  readonly dayGap: number;
  readonly fit: readonly BandFit[] | null;
}

interface Member extends SceneInComposite {
  readonly scene: Scene;
  readonly field: ShiftField;
  readonly pixelsFile: string;
  readonly rawFile: string;
  readonly maskFile: string;
}

/** Fewer clear pixels in common make no fit: the scene keeps its own numbers. */
const LEAST_FIT_PIXELS = 400;
const PERIODS = ['before', 'after'] as const;

/** Several scenes a period become before.tif and after.tif with their final masks, and dates.tif. Resumes scene by scene. */
export async function composePeriods(
  input: ComposeInput,
): Promise<Record<'before' | 'after', readonly SceneInComposite[]>> {
  const { work, target, options } = input;
  const members = { before: await membersOf('before', input), after: await membersOf('after', input) };
  const grid = windowGrid(target.base, target.window);
  const all = PERIODS.flatMap((period) => members[period]);
  let done = 0;
  const total = all.length * blocksOf(target.base, target.window).length;
  for (const period of PERIODS) {
    if (await work.has(STACK_FILES[period])) continue;
    for (const m of members[period]) {
      if (await work.has(m.maskFile)) continue;
      await align(m, input, () => options.onProgress?.('align', ++done, total));
    }
  }
  for (const period of PERIODS) {
    if (await work.has(STACK_FILES[period])) continue;
    const scenes: ComposedScene[] = [];
    for (const m of members[period]) {
      await mask(period, m, input);
      scenes.push({ ...m, pixelsFile: work.file(m.pixelsFile), maskFile: work.file(m.maskFile) });
    }
    let composed = 0;
    await composePeriod({
      scenes,
      names: input.names,
      grid,
      pixelSizeM: target.pixelSizeM,
      pixelsFile: work.file(STACK_FILES[period]),
      maskFile: work.file(`mask-${STACK_FILES[period]}`),
      indexFile: work.file(`index-${STACK_FILES[period]}`),
      signal: options.signal,
      onBlock: () => options.onProgress?.('composite', ++composed, blocksOf(target.base, target.window).length),
    });
  }
  await writeDates(input);
  for (const m of all) for (const f of [m.pixelsFile, m.rawFile, m.maskFile]) await rm(work.file(f), { force: true });
  return members;
}

async function membersOf(period: 'before' | 'after', input: ComposeInput): Promise<Member[]> {
  const { scenes, dayGaps } = input[period];
  const after = input.after.scenes;
  const leading = period === 'before' ? input.registration : null;
  const members: Member[] = [];
  for (const [i, scene] of scenes.entries()) {
    input.options.onProgress?.('register', i, scenes.length);
    if (input.options.signal?.aborted === true) throw interrupted();
    const reference = period === 'before' ? partnerOf(scene, after) : after[0];
    const measured =
      i === 0
        ? leading
        : sharedBox(scene, reference) > 0
          ? await registerScene(scene, reference, input.target.base)
          : null;
    const field = measured?.field ?? NO_SHIFT;
    const lead = members[0];
    const fit = lead === undefined ? null : await fitTo(scene, field, lead.scene, lead.field, input);
    members.push({
      scene,
      field,
      shiftPx: measured?.shift ?? null,
      dayGap: dayGaps[i] ?? 0,
      fit,
      pixelsFile: `${period}-${i}.tif`,
      rawFile: `raw-${period}-${i}.tif`,
      maskFile: `mask-${period}-${i}.tif`,
    });
  }
  return members;
}

/** Relative normalisation of a scene on another one of the same period, over all of the ground that they share. */
async function fitTo(
  scene: Scene,
  field: ShiftField,
  lead: Scene,
  leadField: ShiftField,
  input: ComposeInput,
): Promise<readonly BandFit[] | null> {
  const { cells } = await cellsBetween(scene, field, lead, leadField, input);
  const [whole] = cells;
  return whole === undefined || whole.pixelsUsed < LEAST_FIT_PIXELS ? null : whole.bands;
}

async function cellsBetween(
  scene: Scene,
  field: ShiftField,
  other: Scene,
  otherField: ShiftField,
  { names, target }: ComposeInput,
): Promise<Awaited<ReturnType<typeof normaliseCells>>> {
  const [a, b] = [await openAligned(scene, names, target.base), await openAligned(other, names, target.base)];
  const obscured = (s: Scene) => (bands: readonly Uint16Array[], width: number, height: number) =>
    rawMask(bands, width * height, { names, saturatedFrom: s.saturatedFrom });
  try {
    return await normaliseCells({
      before: a,
      after: b,
      field,
      fieldAfter: otherField,
      names,
      base: target.base,
      geographic: await isGeographicCrs(target.base.crs),
      obscuredBefore: obscured(scene),
      obscuredAfter: obscured(other),
      onProgress: () => undefined,
    });
  } finally {
    a.close();
    b.close();
  }
}

async function align(
  m: Member,
  { work, names, target, options, wanted }: ComposeInput,
  onBlock: () => void,
): Promise<void> {
  if ((await work.has(m.pixelsFile)) && (await work.has(m.rawFile))) return;
  await alignScene({
    scene: m.scene,
    names,
    base: target.base,
    window: target.window,
    field: m.field,
    wanted,
    pixelsFile: work.file(m.pixelsFile),
    maskFile: work.file(m.rawFile),
    final: false,
    signal: options.signal,
    onBlock,
  });
}

/** Cloud of a scene is found against the leading scene of the other period that shares its ground. */
async function mask(period: 'before' | 'after', m: Member, input: ComposeInput): Promise<void> {
  const { work, names, target, options } = input;
  if (await work.has(m.maskFile)) return;
  const others = input[period === 'before' ? 'after' : 'before'];
  const partner = partnerOf(m.scene, others.scenes);
  const otherFile = `${period === 'before' ? 'after' : 'before'}-${others.scenes.indexOf(partner)}.tif`;
  const partnerField = period === 'after' && partner === others.scenes[0] ? input.registration.field : NO_SHIFT;
  const known = m.scene.quality?.table.knowsShadow === true;
  // The other period may be finished already: then its composite stands for its leading scene.
  const other = (await work.has(otherFile)) ? otherFile : STACK_FILES[period === 'before' ? 'after' : 'before'];
  const [own, against] = [await openRaster(work.file(m.pixelsFile)), await openRaster(work.file(other))];
  try {
    const grid = own.info.grid;
    const clouds = known
      ? null
      : openCloudReader({
          before: own,
          after: against,
          names,
          grid,
          pixelSizeM: target.pixelSizeM,
          ...(await cellsBetween(m.scene, m.field, partner, partnerField, input)),
          sunBefore: sunOf(m.scene),
          sunAfter: sunOf(partner),
          known: { before: false, after: true },
        });
    await cleanScene({
      maskFile: work.file(m.rawFile),
      outFile: work.file(m.maskFile),
      grid,
      clouds,
      clean: cleanSpec(target.pixelSizeM),
      signal: options.signal,
    });
  } finally {
    own.close();
    against.close();
  }
}

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
