import { LandscarError, STACK_FILES, windowGrid } from '@landscar/core';
import type { Grid, StackManifest, StackWarning, Window } from '@landscar/core';
import { openRaster } from '@landscar/geodata';
import { NO_SHIFT, type ShiftField } from './align/aligned-reader.js';
import { openAreaMask, type AreaMask } from './align/area-mask.js';
import { planGrid, type TargetGrid } from './align/target-grid.js';
import { composePeriods, lookAtScene } from './composite/compose-periods.js';
import { orderPeriods, type Scenes } from './composite/order-scenes.js';
import { Registrar, type Registration } from './coregister/register-scene.js';
import { allCloud, duplicateScene, gateRefused, interrupted, noCommonBands, noScenes } from './errors.js';
import { gateScenes, judge, type GateCheck } from './gate/pair-gate.js';
import { cleanSpec } from './mask/clean-mask.js';
import { openCloudReader } from './mask/cloud-reader.js';
import { coarseOf } from './mask/coarse-pixels.js';
import { sunOf } from './mask/scene-sun.js';
import { normaliseScenes, type Normalisation } from './normalise/normalise-scenes.js';
import { DEFAULT_GATE, type IngestOptions, type SceneInput } from './options.js';
import { openScene, type HashPath } from './scenes/open-scene.js';
import type { Scene } from './scenes/scene.js';
import { sortBands } from './scenes/sensors/sensors.js';
import { stackFingerprint } from './stack/fingerprint.js';
import { Alignments, type AlignmentsInput, type SceneToAlign } from './stack/alignments.js';
import { MeasureThread } from './thread/measure-thread.js';
import { writeResiduals } from './stack/write-residuals.js';
import { writeSlope } from './stack/write-slope.js';
import { writeManifest } from './stack/write-manifest.js';
import { writeValidity, type ValidityCounts } from './stack/write-validity.js';
import { finishedStack, openWorkFolder, type WorkFolder } from './stack/work-folder.js';

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
  const area = await areaMask(options, target.base);
  const work = await openWorkFolder(options.out, fingerprint);
  const wanted = await wantedBlocks(options, target.base);
  const alone = before.length + after.length === 2;
  const registrar = new Registrar(target.base, thread);
  const alignments = openAlignments({ names, target, options, wanted, sceneCount: before.length + after.length });
  const start = (side: 'before' | 'after', field: ShiftField): void =>
    alignments.start({
      scene: periods[side].scenes[0],
      field,
      ...(alone ? wholeScene(work, side) : lookAtScene({ work, target }, side, 0)),
    });
  let registration: Registration;
  let normalising: Promise<Normalisation> | undefined;
  let composites: Awaited<ReturnType<typeof composePeriods>> | null = null;
  try {
    start('after', NO_SHIFT);
    registration = await register(registrar, before, after, options);
    judgeShift(registration, gate, checks, warnings);
    start('before', registration.field);
    const { field } = registration;
    normalising = normaliseScenes({
      ...{ before: before[0], after: after[0], field, names, base: target.base, thread },
      onProgress: (done, total) => options.onProgress?.('normalise', done, total),
    });
    // Met again below.
    normalising.catch(() => undefined);
    if (alone) await normalising.then(() => alignments.finish());
    else {
      const made = { names, target, options, work, registration, registrar, thread, normalising, alignments };
      composites = await composePeriods({ ...made, ...periods });
    }
  } finally {
    await alignments.drop();
    await Promise.allSettled([normalising]);
    registrar.close();
  }
  const normalisation = await normalising;
  // They are final: hashed while the masks are made.
  const looks = [...(composites?.before ?? []), ...(composites?.after ?? [])].flatMap(({ look }) => [
    look.pixels,
    look.mask,
  ]);
  const written = [STACK_FILES.before, STACK_FILES.after, ...looks];
  const hashes = new Map(written.map((name) => [name, thread.hash(work.file(name))]));
  const made = { before, after, names, target, options, work };
  if (options.dem !== undefined)
    await writeSlope(options.dem, windowGrid(target.base, target.window), work, options.signal);
  await writeResiduals(registration, target, work);
  const counts = await mask(made, area, composites === null ? normalisation : null);
  judgeClear(counts, gate, checks, warnings);
  return writeManifest({
    work,
    before,
    after,
    names,
    target,
    registration,
    normalisation,
    counts,
    checks,
    warnings,
    fingerprint,
    hashes,
    area: options.area,
    inGrid: area,
    composites,
    compare,
  });
}

/** Opens every scene of both periods; all problems are collected before any is thrown. */
export async function openAll(
  options: Pick<IngestOptions, 'before' | 'after'>,
  warnings: StackWarning[],
  hash?: HashPath,
): Promise<{ before: Scenes; after: Scenes }> {
  const problems: LandscarError[] = [];
  const opening = (inputs: readonly SceneInput[]) => Promise.allSettled(inputs.map((input) => openScene(input, hash)));
  // Side by side: one is hashed while GDAL reads of another. What is told of them keeps their order.
  const [openedBefore, openedAfter] = await Promise.all([opening(options.before), opening(options.after)]);
  const period = (name: string, opened: Awaited<ReturnType<typeof opening>>): Scene[] => {
    if (opened.length === 0) problems.push(noScenes(name));
    return opened.flatMap((one) => {
      if (one.status === 'fulfilled') {
        warnings.push(...one.value.warnings);
        return [one.value.scene];
      }
      if (!(one.reason instanceof LandscarError)) throw one.reason;
      problems.push(one.reason);
      return [];
    });
  };
  const [before, after] = [period('before', openedBefore), period('after', openedAfter)];
  const seen = new Map<string, string>();
  for (const scene of [...before, ...after]) {
    const other = seen.get(scene.sha256);
    if (other !== undefined) problems.push(duplicateScene(scene.file, other));
    seen.set(scene.sha256, scene.file);
  }
  throwTogether(problems);
  return { before: before as unknown as Scenes, after: after as unknown as Scenes };
}

/** One problem is thrown as it is; several as the first with all of them attached. */
function throwTogether(problems: readonly LandscarError[]): void {
  const [first, ...rest] = problems;
  if (first === undefined) return;
  throw rest.length === 0 ? first : new LandscarError(first.code, first.parts, { problems });
}

function commonBands(scenes: readonly Scene[], warnings: StackWarning[]): string[] {
  const all = new Set(scenes.flatMap((s) => [...s.bands.keys()]));
  const common = sortBands([...all].filter((n) => scenes.every((s) => s.bands.has(n))));
  const list = (s: Scene | undefined): string[] => [...(s?.bands.keys() ?? [])];
  if (common.length === 0) throw noCommonBands(list(scenes[0]), list(scenes.at(-1)));
  const dropped = sortBands([...all].filter((n) => !common.includes(n)));
  if (dropped.length > 0)
    warnings.push({
      code: 'INGEST_BANDS_DROPPED',
      message: `bands that not every scene has are left out: ${dropped.join(', ')}`,
      values: { bands: dropped.join(', ') },
    });
  return common;
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

async function register(
  registrar: Registrar,
  before: Scenes,
  after: Scenes,
  options: IngestOptions,
): Promise<Registration> {
  options.onProgress?.('register', 0, 1);
  if (options.signal?.aborted === true) throw interrupted();
  const registration = await registrar.register(before[0], after[0]);
  options.onProgress?.('register', 1, 1);
  return registration;
}

function judgeShift(
  { shift }: Registration,
  gate: typeof DEFAULT_GATE,
  checks: GateCheck[],
  warnings: StackWarning[],
): void {
  if (!shift.established) {
    warnings.push({
      code: 'INGEST_SHIFT_NOT_ESTABLISHED',
      message:
        'too few blocks agree on how the two dates lie on each other: nothing was corrected, and every lead has weaker evidence',
      values: {},
    });
    return;
  }
  const left = shift.residualMedian ?? 0;
  const verdict = left > gate.maxShiftPx ? 'refused' : left >= gate.warnShiftPx ? 'warning' : 'ok';
  judge(checks, 'residualShiftPx', left, verdict === 'refused' ? gate.maxShiftPx : gate.warnShiftPx, verdict);
  if (verdict === 'refused')
    throw gateRefused('residual shift of the two dates', `${left.toFixed(2)} px`, `at most ${gate.maxShiftPx} px`);
  if (verdict === 'warning')
    warnings.push({
      code: 'INGEST_SHIFT',
      message: `the dates still lie ${left.toFixed(2)} px apart after correction (warned from ${gate.warnShiftPx})`,
      values: { shiftPx: left, limitPx: gate.warnShiftPx },
    });
}

const openAlignments = ({
  options,
  ...rest
}: Omit<AlignmentsInput, 'signal' | 'onBlock'> & { readonly options: IngestOptions }): Alignments =>
  new Alignments({
    ...rest,
    signal: options.signal,
    onBlock: (done, total) => options.onProgress?.('align', done, total),
  });

/** A scene that is all there is of its date: written as it stays. */
const wholeScene = (work: WorkFolder, side: 'before' | 'after'): Omit<SceneToAlign, 'scene' | 'field'> => {
  const [name, maskName] = [STACK_FILES[side], `mask-${STACK_FILES[side]}`];
  return {
    pixelsFile: work.file(name),
    maskFile: work.file(maskName),
    factor: 1,
    isDone: async () => (await work.has(name)) && (await work.has(maskName)),
  };
};

interface MaskInput {
  readonly before: Scenes;
  readonly after: Scenes;
  readonly names: readonly string[];
  readonly target: TargetGrid;
  readonly options: IngestOptions;
  readonly work: WorkFolder;
}

/** Blocks that are read: those which the focus touches, or all. */
async function wantedBlocks({ onlyWithin }: IngestOptions, base: Grid): Promise<(block: Window) => boolean> {
  const focus = onlyWithin === undefined ? null : await openAreaMask(onlyWithin, base);
  return (block) => focus?.(block).includes(1) ?? true;
}

async function mask(
  input: MaskInput,
  area: AreaMask | null,
  normalisation: Normalisation | null,
): Promise<ValidityCounts> {
  const { target, work, options, names } = input;
  // Scenes of a composite were masked one by one: nothing is left to be found or grown.
  const clean = normalisation === null ? null : cleanSpec(target.pixelSizeM);
  const known = (scenes: Scenes): boolean => scenes[0].quality?.table.knowsShadow === true;
  const [before, after] = [
    await openRaster(work.file(STACK_FILES.before)),
    await openRaster(work.file(STACK_FILES.after)),
  ];
  try {
    return await writeValidity({
      file: work.file(STACK_FILES.validity),
      base: target.base,
      window: target.window,
      before: { file: work.file(`mask-${STACK_FILES.before}`), clean },
      after: { file: work.file(`mask-${STACK_FILES.after}`), clean },
      clouds:
        normalisation === null
          ? null
          : openCloudReader({
              before: coarseOf(before),
              after: coarseOf(after),
              names,
              grid: before.info.grid,
              pixelSizeM: target.pixelSizeM,
              ...normalisation,
              sunBefore: sunOf(input.before[0]),
              sunAfter: sunOf(input.after[0]),
              known: { before: known(input.before), after: known(input.after) },
            }),
      area,
      signal: options.signal,
      onBlock: (done, total) => options.onProgress?.('mask', done, total),
    });
  } finally {
    before.close();
    after.close();
  }
}

function judgeClear(
  counts: ValidityCounts,
  gate: typeof DEFAULT_GATE,
  checks: GateCheck[],
  warnings: StackWarning[],
): void {
  const clear = counts.clearBoth / Math.max(1, counts.area);
  judge(checks, 'clearRatio', clear, gate.minClearRatio, clear <= gate.minClearRatio ? 'refused' : 'ok');
  if (clear <= gate.minClearRatio) throw allCloud(clear, gate.minClearRatio);
  for (const [name, cloudy, seen] of [
    ['before', counts.cloudyBefore, counts.seenBefore],
    ['after', counts.cloudyAfter, counts.seenAfter],
  ] as const) {
    const share = cloudy / Math.max(1, seen);
    const verdict = share > gate.warnCloudRatio ? 'warning' : 'ok';
    judge(checks, `cloudRatio.${name}`, share, gate.warnCloudRatio, verdict);
    if (verdict === 'warning')
      warnings.push({
        code: 'INGEST_CLOUD',
        message: `${(share * 100).toFixed(1)} % of the ${name} date is under cloud or its shadow (warned above ${(gate.warnCloudRatio * 100).toFixed(0)} %)`,
        values: { period: name, share, limit: gate.warnCloudRatio },
      });
  }
}
