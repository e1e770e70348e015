import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  STACK_FILES,
  STACK_SAMPLE,
  canonicalJson,
  collectGarbage,
  daysBetween,
  imagerySample,
  sampleIn,
  tileWindows,
  type Areal,
  type DetectionSummary,
  type StackManifest,
} from '@landscar/core';
import {
  DETECTION_FILES,
  createTransform,
  hashText,
  makeFolder,
  openStack,
  readStackManifest,
  stackMissing,
  writeWhole,
  type StackReader,
} from '@landscar/geodata';
import { decisionOf } from './decision/decision.js';
import { gateUnproven } from './errors.js';
import type { FeatureChoice } from './features/feature-sets.js';
import type { GateRule } from './gate/hot-squares.js';
import { sampleEvery } from './gate/gate-windows.js';
import { checkFit, loadModel, type Model } from './models/load-model.js';
import { onnxProviders } from './runtimes/onnx-runtime.js';
import { chooseRuntime } from './runtimes/runtimes.js';
import type { Precision, RuntimeName } from './runtimes/runtime.js';
import { computeStatistics, statisticsHere, type RunStatistics } from './statistics/compute-statistics.js';
import type { SceneStatistics } from './statistics/scene-statistics.js';
import { isBlockWhole } from './windows/block-file.js';
import type { DetectJob } from './windows/detect-job.js';
import { focusBlocks } from './windows/focus-blocks.js';
import { plannedBlocks, type PlannedBlocks } from './windows/planned-blocks.js';

export interface DetectOptions {
  /** Folder of the model. */
  readonly modelDir: string;
  /** The fastest that loads where not given. */
  readonly runtime?: string;
  readonly precision?: Precision;
  /** Skip windows where nothing can have changed; off by default. */
  readonly gate?: 'on' | 'off';
  /** One set of scene statistics for the pair, or one per cell of the world grid, interpolated (the default). */
  readonly statistics?: 'cell' | 'scene';
  /** Side of a block in pixels, a multiple of 16. It changes memory and speed, never the result. */
  readonly windowPx?: number;
  /** Smallest disturbance, m²; the manifest's where not given. */
  readonly minAreaM2?: number;
  /** Corridors and sites, longitude and latitude: their blocks come first. */
  readonly focus?: Areal;
  /**
   * Blocks outside of the focus are left out, and counted. Where the rule asks for quantiles of the scores, those with part of the
   * imagery's fixed sample are looked at all the same: the same ground gets the same bars with and without it.
   */
  readonly focusOnly?: boolean;
  /** Folder for what the focus alone gives, before the rest is looked at; see `DetectionPlan.preliminary`. */
  readonly preliminaryDir?: string;
  /** Also `score.tif`. */
  readonly writeScore?: boolean;
  /** What a disturbance looks like, by a classifier that knows made-up ground alone; true by default. See docs/evaluation.md. */
  readonly looksLike?: boolean;
}

/** What is to be done for a detection, and what of it is done. */
export interface DetectionPlan extends PlannedBlocks {
  readonly stackDir: string;
  readonly outDir: string;
  readonly stack: StackManifest;
  /** Sizes and times of the stack's pixel files when the plan was made. */
  readonly stackState: string;
  readonly model: Model;
  readonly runtime: RuntimeName;
  readonly precision: Precision;
  readonly minAreaM2: number;
  readonly writeScore: boolean;
  readonly looksLike: boolean;
  readonly statistics: SceneStatistics;
  /** Hash over everything that the result depends on. */
  readonly fingerprint: string;
  readonly blocksDir: string;
  /** The result of the same plan is in `outDir` already. */
  readonly finished: boolean;
  /**
   * Where a folder for it was named: the plan of the focus alone on the same blocks, so that its result is there before the
   * rest is looked at. Undefined where nothing lies near the focus, or nothing beyond it is still to be looked at.
   */
  readonly preliminary?: DetectionPlan;
}

/** Changes whenever the numbers that the code makes change, or what blocks are written as. */
const CODE_VERSION = 16;
/** Two workers of landscar-s2 stay under 1.2 GiB with this; 512 takes a tenth more memory and a tenth less time. */
const DEFAULT_WINDOW_PX = 448;
/** Blocks of whole windows of the gate, large ones: less of its screen's halo, fewer windows that a block's edge cuts. */
export const GATED_WINDOW_PX = 1024;
/** What lies this near to a corridor or site counts as there. */
const FOCUS_MARGIN_PX = 64;

/** Module whose default export runs one `DetectJob` or `StatisticsJob`, in any thread. */
export const detectWorkerUrl = new URL('./detect-worker.js', import.meta.url);

/**
 * Checks model and stack, takes the scene statistics (kept beside the stack), and lists the blocks to look at.
 * `runStatistics` takes the statistics of areas elsewhere; in this thread where it is not given.
 */
export async function planDetection(
  stackDir: string,
  outDir: string,
  options: DetectOptions,
  runStatistics?: RunStatistics,
): Promise<DetectionPlan> {
  const stack = await readStackManifest(stackDir);
  const model = await loadModel(resolve(options.modelDir));
  await checkFit(model, stack, daysBetween(stack.dateBefore, stack.dateAfter));
  const precision = options.precision ?? 'fp32';
  const runtime = await chooseRuntime(model, precision, options.runtime);
  const mode = options.statistics ?? 'cell';
  const imagery = await imageryOf(resolve(stackDir), stack);
  // GDAL, which only the end asks for, takes this thread a third of a second: others have work meanwhile. An error shows when it is asked for.
  const loadGdal = (): void => void createTransform(stack.grid.crs, 'EPSG:4326').catch(() => undefined);
  const runAndLoad: RunStatistics | undefined =
    runStatistics &&
    ((jobs) => {
      const answers = runStatistics(jobs);
      loadGdal();
      return answers;
    });
  const { statistics, file } = await statisticsOf(imagery, mode, model.manifest.input, runAndLoad);
  const minAreaM2 = options.minAreaM2 ?? model.manifest.decision.minAreaM2;
  const { writeScore = false, looksLike = true } = options;
  const gate = options.gate === 'on' ? gateRuleOf(model) : undefined;
  const scoreKey = {
    code: CODE_VERSION,
    stack: stack.fingerprint,
    model: model.hash,
    // The processor is not named: results from before there was a choice stay valid.
    runtime: runtime === 'onnx' && onnxProviders().join() !== 'cpu' ? `onnx ${onnxProviders().join()}` : runtime,
    precision,
    mode,
    ...(gate !== undefined && { gate: sampleEvery(stack.grid.width, stack.grid.height) }),
  };
  const { focus } = options;
  const focusOnly = options.focusOnly === true && focus !== undefined;
  const fingerprintOf = (nearOnly: boolean): string =>
    hashText(canonicalJson({ ...scoreKey, ...(nearOnly && { focusOnly: focus }), minAreaM2, writeScore, looksLike }));
  const fingerprint = fingerprintOf(focusOnly);
  const windowPx = options.windowPx ?? (gate === undefined ? DEFAULT_WINDOW_PX : GATED_WINDOW_PX);
  // Blocks know nothing of areas: another smallest area takes the same blocks again.
  const blocksDir = join(resolve(outDir), `blocks-${hashText(canonicalJson({ ...scoreKey, windowPx })).slice(0, 16)}`);
  const jobsOf = ({ dir, manifest: { grid, fingerprint: stackFingerprint } }: Imagery, letter: string): DetectJob[] =>
    tileWindows(grid.width, grid.height, windowPx).map((block, i): DetectJob => {
      const id = `${letter}${String(i).padStart(6, '0')}`;
      return {
        id,
        block,
        stackDir: dir,
        stackFingerprint,
        statisticsFile: file,
        modelDir: model.dir,
        modelHash: model.hash,
        runtime,
        precision,
        blockFile: join(blocksDir, `${id}.bin`),
        ...(gate !== undefined && { gate }),
      };
    });
  const allJobs = jobsOf({ dir: resolve(stackDir), manifest: stack }, 'b');
  const sampleJobs = (): DetectJob[] => {
    const squares = imagerySample(imagery.manifest.grid.width, imagery.manifest.grid.height);
    const all = imagery.dir === resolve(stackDir) ? allJobs : jobsOf(imagery, 's');
    return all.filter(({ block }) => sampleIn(squares, block).length > 0);
  };
  const touches = focus === undefined ? undefined : await focusBlocks(stack.grid, focus, FOCUS_MARGIN_PX);
  const near = new Set(allJobs.filter(({ block }) => touches?.(block) ?? true));
  const decision = decisionOf(model.manifest.decision);
  const choice = {
    allJobs,
    scoredJobs: decision.quantile === undefined ? [] : sampleJobs(),
    isNear: (job: DetectJob) => near.has(job),
  };
  const finished = await isFinished(outDir, fingerprint);
  const blocks = await plannedBlocks(
    { ...choice, nearOnly: focusOnly },
    async (job) => finished || (await isBlockWhole(job, decision.planes.length)),
  );
  if (!finished) {
    makeFolder(blocksDir);
    loadGdal();
  }
  const plan: DetectionPlan = {
    stackDir: resolve(stackDir),
    outDir: resolve(outDir),
    stack,
    stackState: await stackState(stackDir),
    model,
    runtime,
    precision,
    minAreaM2,
    writeScore,
    looksLike,
    statistics,
    fingerprint,
    blocksDir,
    ...blocks,
    finished,
  };
  if (options.preliminaryDir === undefined || focus === undefined || focusOnly) return plan;
  const done = new Set(blocks.doneJobs);
  const part = await plannedBlocks({ ...choice, nearOnly: true }, (job) => Promise.resolve(done.has(job)));
  const looked = new Set(part.lookedJobs);
  if (part.wantedJobs.length === 0 || blocks.jobs.every((job) => looked.has(job))) return plan;
  const preliminary = { ...plan, outDir: resolve(options.preliminaryDir), fingerprint: fingerprintOf(true), ...part };
  return { ...plan, preliminary };
}

function gateRuleOf({ manifest: { id, gate } }: Model): GateRule {
  if (gate === undefined) throw gateUnproven(id);
  return { bar: gate.bar, seedBar: gate.seedBar, haloPx: gate.haloPx };
}

type Imagery = Pick<StackReader, 'dir' | 'manifest'>;

/** The whole imagery that a stack is part of: the sample beside it, or the stack itself where it is all there is. */
async function imageryOf(stackDir: string, manifest: StackManifest): Promise<Imagery> {
  const dir = join(stackDir, STACK_SAMPLE);
  return existsSync(join(dir, STACK_FILES.manifest))
    ? { dir, manifest: await readStackManifest(dir) }
    : { dir: stackDir, manifest };
}

async function statisticsOf(
  { dir, manifest }: Imagery,
  mode: 'scene' | 'cell',
  { features, bands }: FeatureChoice,
  run: RunStatistics | undefined,
): Promise<{ statistics: SceneStatistics; file: string }> {
  const key = hashText(canonicalJson({ code: CODE_VERSION, features, bands, stack: manifest.fingerprint, mode }));
  const file = resolve(dir, `statistics-${key.slice(0, 16)}.json`);
  const kept = await readWhole<SceneStatistics>(file);
  if (kept !== undefined) return { statistics: kept, file };
  const here = async (jobs: Parameters<RunStatistics>[0]) => {
    const stack = await openStack(dir);
    return statisticsHere(stack)(jobs).finally(() => stack.close());
  };
  const statistics = await computeStatistics({ dir, manifest }, mode, { features, bands }, run ?? here);
  await writeWhole(file, `${canonicalJson(statistics)}\n`);
  collectGarbage();
  return { statistics, file };
}

/** Tells that pixel files were written anew although the manifest is the same; no hash, which would read every byte. */
export async function stackState(stackDir: string): Promise<string> {
  const pixels = [STACK_FILES.before, STACK_FILES.after, STACK_FILES.validity];
  const names = [...pixels, ...pixels.map((name) => join(STACK_SAMPLE, name))].filter(
    (name, i) => i < pixels.length || existsSync(join(stackDir, name)),
  );
  const states = await Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs } = await stat(join(stackDir, name)).catch((error: unknown) => {
        throw stackMissing(stackDir, error);
      });
      return `${name} ${size} bytes of ${new Date(mtimeMs).toISOString()}`;
    }),
  );
  return states.join(', ');
}

async function isFinished(outDir: string, fingerprint: string): Promise<boolean> {
  const summary = await readWhole<DetectionSummary>(join(outDir, DETECTION_FILES.summary));
  return summary?.fingerprint === fingerprint;
}

/** What an earlier run left; undefined where it is not there or damaged, and is made again. */
const readWhole = async <T>(file: string): Promise<T | undefined> =>
  readFile(file, 'utf8')
    .then((text) => (JSON.parse(text) as T | null) ?? undefined)
    .catch(() => undefined);
