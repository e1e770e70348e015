import { growWindow, windowGrid, type Grid, type StackManifest, type StackWarning, type Window } from '@landscar/core';
import { openAreaMask, type AreaMask } from './align/area-mask.js';
import { CONTEXT_PX, planGrid } from './align/target-grid.js';
import { orderPeriods } from './composite/order-scenes.js';
import { Registrar, type Registration } from './coregister/register-scene.js';
import { judgeClear, judgeShift } from './gate/judge-stack.js';
import { gateScenes, type GateCheck } from './gate/pair-gate.js';
import { DEFAULT_GATE, type IngestOptions } from './options.js';
import { commonBands, openAll } from './scenes/open-periods.js';
import { stackFingerprint } from './stack/fingerprint.js';
import { hashesOf, layOut, maskPart, type Imagery } from './stack/lay-out.js';
import { isPart, laySample } from './stack/lay-sample.js';
import { finishedStack, openWorkFolder } from './stack/work-folder.js';
import { writeManifest } from './stack/write-manifest.js';
import { writeResiduals } from './stack/write-residuals.js';
import { writeSlope } from './stack/write-slope.js';
import { MeasureThread } from './thread/measure-thread.js';

/** Two dates of real imagery become one stack folder: aligned, masked, measured. Same inputs again return at once. */
export async function ingestPair(options: IngestOptions): Promise<StackManifest> {
  const thread = new MeasureThread();
  try {
    return await ingestWith(thread, options);
  } finally {
    await thread.close();
  }
}

async function ingestWith(thread: MeasureThread, options: IngestOptions): Promise<StackManifest> {
  const gate = { ...DEFAULT_GATE, ...options.gate };
  const warnings: StackWarning[] = [];
  const checks: GateCheck[] = [];
  const given = await openAll(options, warnings, (path) => thread.hash(path));
  const { compare = 'periodic' } = options;
  const periods = orderPeriods(given.before, given.after, compare);
  const [before, after] = [periods.before.scenes, periods.after.scenes];
  gateScenes(before, after, gate, checks, warnings);
  const fingerprint = await stackFingerprint(before, after, options);
  const done = await finishedStack(options.out, fingerprint);
  if (done !== null) return done;

  const names = commonBands([...before, ...after], warnings);
  const target = await planGrid(after, options.targetGrid, options.area ?? options.onlyWithin);
  const registrar = new Registrar(target.base, thread);
  const onRegistered = ({ shift }: Registration): void => judgeShift(shift, gate, checks, warnings);
  const imagery: Imagery = {
    before: periods.before,
    after: periods.after,
    names,
    options,
    registrar,
    thread,
    onRegistered,
  };
  const work = await openWorkFolder(options.out, fingerprint);
  const part = { target, work, wanted: await wantedBlocks(options, target.base) };
  const area = await areaMask(options, target.base);
  try {
    const made = await layOut(imagery, part);
    const hashes = hashesOf(made, work, thread);
    if (options.dem !== undefined)
      await writeSlope(options.dem, windowGrid(target.base, target.window), work, options.signal);
    await writeResiduals(made.registration, target, work);
    const counts = await maskPart(imagery, part, area, made);
    judgeClear(counts, gate, checks, warnings);
    if (isPart(target, options)) await laySample(imagery, part, made);
    return await writeManifest({
      ...{ work, before, after, names, target, counts, checks, warnings, fingerprint, hashes, compare },
      ...made,
      area: options.area,
      inGrid: area,
    });
  } finally {
    registrar.close();
  }
}

/** What is judged: the area, and of it only the focus where that is all that is wanted. */
async function areaMask({ area, onlyWithin }: IngestOptions, base: Grid): Promise<AreaMask | null> {
  const masks: AreaMask[] = [];
  for (const part of [area, onlyWithin]) if (part !== undefined) masks.push(await openAreaMask(part, base));
  const [first, second] = masks;
  if (first === undefined || second === undefined) return first ?? null;
  return (window) => {
    const other = second(window);
    return first(window).map((v, i) => v & (other[i] ?? 0));
  };
}

/** Blocks that are read: those which the focus touches, or all. What is seen around a pixel counts. */
async function wantedBlocks({ onlyWithin }: IngestOptions, base: Grid): Promise<(block: Window) => boolean> {
  const focus = onlyWithin === undefined ? null : await openAreaMask(onlyWithin, base);
  return (block) => focus?.(growWindow(block, CONTEXT_PX, base.width, base.height)).includes(1) ?? true;
}
