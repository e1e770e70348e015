import { STACK_FILES, type Window } from '@landscar/core';
import { openRaster } from '@landscar/geodata';
import { NO_SHIFT, type ShiftField } from '../align/aligned-reader.js';
import type { AreaMask } from '../align/area-mask.js';
import type { TargetGrid } from '../align/target-grid.js';
import { composePeriods, lookAtScene } from '../composite/compose-periods.js';
import type { Period, Scenes } from '../composite/order-scenes.js';
import type { Registrar, Registration } from '../coregister/register-scene.js';
import { interrupted } from '../errors.js';
import { cleanSpec } from '../mask/clean-mask.js';
import { openCloudReader } from '../mask/cloud-reader.js';
import { coarseOf } from '../mask/coarse-pixels.js';
import { sunOf } from '../mask/scene-sun.js';
import { normaliseScenes, type Normalisation } from '../normalise/normalise-scenes.js';
import type { IngestOptions } from '../options.js';
import type { MeasureThread } from '../thread/measure-thread.js';
import { Alignments, type SceneToAlign } from './alignments.js';
import type { WorkFolder } from './work-folder.js';
import { writeValidity, type ValidityCounts } from './write-validity.js';

/** What is known of both dates before anything is laid out. */
export interface Imagery {
  readonly before: Period;
  readonly after: Period;
  readonly names: readonly string[];
  readonly options: IngestOptions;
  readonly registrar: Registrar;
  readonly thread: MeasureThread;
  /** How the two leading scenes lie on each other is judged. */
  readonly onRegistered: (registration: Registration) => void;
}

/** Part of the imagery that becomes a stack folder. */
export interface Part {
  readonly target: TargetGrid;
  readonly work: WorkFolder;
  /** Blocks that are read. */
  readonly wanted: (block: Window) => boolean;
}

/** What both dates come to on the whole grid, whatever part of it is laid out. */
export interface Measured {
  readonly registration: Registration;
  readonly normalisation: Normalisation;
}

export interface LaidOut extends Measured {
  /** Null where every period has one scene. */
  readonly composites: Awaited<ReturnType<typeof composePeriods>> | null;
}

/** Writes the pixels of a part, and the masks that are needed on the way. `known`: what was measured for another part. */
export async function layOut(imagery: Imagery, part: Part, known?: Measured): Promise<LaidOut> {
  const { names, options, registrar, thread, before, after } = imagery;
  const { target, work, wanted } = part;
  const sceneCount = before.scenes.length + after.scenes.length;
  const alone = sceneCount === 2;
  const alignments = new Alignments({
    ...{ names, target, wanted, sceneCount },
    signal: options.signal,
    onBlock: (done, total) => options.onProgress?.('align', done, total),
  });
  const start = (side: 'before' | 'after', field: ShiftField): void =>
    alignments.start({
      scene: imagery[side].scenes[0],
      field,
      ...(alone ? wholeScene(work, side) : lookAtScene({ work, target }, side, 0)),
    });
  let normalising: Promise<Normalisation> | undefined;
  try {
    start('after', NO_SHIFT);
    const registration = known?.registration ?? (await register(imagery));
    start('before', registration.field);
    const { field } = registration;
    normalising =
      known === undefined
        ? normaliseScenes({
            ...{ before: before.scenes[0], after: after.scenes[0], field, names, base: target.base, thread },
            onProgress: (done, total) => options.onProgress?.('normalise', done, total),
          })
        : Promise.resolve(known.normalisation);
    // Met again below.
    normalising.catch(() => undefined);
    let composites: LaidOut['composites'] = null;
    if (alone) await normalising.then(() => alignments.finish());
    else {
      const made = { names, target, options, work, registration, registrar, thread, normalising, alignments };
      composites = await composePeriods({ ...made, before, after });
    }
    return { registration, normalisation: await normalising, composites };
  } finally {
    await alignments.drop();
    await Promise.allSettled([normalising]);
  }
}

async function register({ registrar, before, after, options, onRegistered }: Imagery): Promise<Registration> {
  options.onProgress?.('register', 0, 1);
  if (options.signal?.aborted === true) throw interrupted();
  const registration = await registrar.register(before.scenes[0], after.scenes[0]);
  options.onProgress?.('register', 1, 1);
  onRegistered(registration);
  return registration;
}

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

/** They are final once they are laid out: hashed while the masks are made. */
export function hashesOf(
  { composites }: LaidOut,
  work: WorkFolder,
  thread: MeasureThread,
): Map<string, Promise<string>> {
  const looks = [...(composites?.before ?? []), ...(composites?.after ?? [])].flatMap(({ look }) => [
    look.pixels,
    look.mask,
  ]);
  const written = [STACK_FILES.before, STACK_FILES.after, ...looks];
  return new Map(written.map((name) => [name, thread.hash(work.file(name))]));
}

/** Writes `validity.tif` of a part. `area`: the pixels that are judged. */
export async function maskPart(
  { names, options, ...periods }: Imagery,
  { target, work }: Part,
  area: AreaMask | null,
  { normalisation, composites }: LaidOut,
): Promise<ValidityCounts> {
  // Scenes of a composite were masked one by one: nothing is left to be found or grown.
  const alone = composites === null;
  const clean = alone ? cleanSpec(target.pixelSizeM) : null;
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
      clouds: alone
        ? openCloudReader({
            before: coarseOf(before),
            after: coarseOf(after),
            names,
            grid: before.info.grid,
            pixelSizeM: target.pixelSizeM,
            ...normalisation,
            sunBefore: sunOf(periods.before.scenes[0]),
            sunAfter: sunOf(periods.after.scenes[0]),
            known: { before: known(periods.before.scenes), after: known(periods.after.scenes) },
          })
        : null,
      area,
      signal: options.signal,
      onBlock: (done, total) => options.onProgress?.('mask', done, total),
    });
  } finally {
    before.close();
    after.close();
  }
}
