import { readFile } from 'node:fs/promises';
import { canonicalJson, growWindow, imagerySample, type Window } from '@landscar/core';
import { openStack, writeWhole, type StackReader } from '@landscar/geodata';
import { decisionOf, type Decision } from './decision/decision.js';
import { encodePlane } from './decision/plane-code.js';
import { encodeScore, UNOBSERVED_CODE } from './decision/score-code.js';
import { gateUnproven, modelUnfit, outputInvalid, stackChanged } from './errors.js';
import { releaseFeatures, type DiffFeatures } from './features/diff-features.js';
import { featureBandIndexes, readPair, releasePair, type PairWindow } from './features/pair-window.js';
import { PlanePool } from './features/plane-pool.js';
import { FEATURE_SETS, featureChannels } from './features/feature-sets.js';
import { readScreenNet } from './gate/cell-net.js';
import { CELL_PX } from './gate/cell-pair.js';
import { sampleOf } from './gate/gate-windows.js';
import type { GateRule } from './gate/hot-squares.js';
import { screenBlock, skipBetween, type Screen } from './gate/screen-block.js';
import { knownModel } from './models/known-model.js';
import type { Model } from './models/load-model.js';
import { onnxRuntime } from './runtimes/onnx-runtime.js';
import { runtimeNamed } from './runtimes/runtimes.js';
import type { Predictor } from './runtimes/runtime.js';
import { takeStatistics, type AreaStatistics, type StatisticsJob } from './statistics/area-statistics.js';
import type { SceneStatistics } from './statistics/scene-statistics.js';
import { StatisticsField } from './statistics/statistics-field.js';
import { gateRecordFile, type DetectJob, type DetectResult, type GateRecord } from './windows/detect-job.js';
import { writeBlock } from './windows/block-file.js';
import { modelWindow, packTensor, type ModelWindow } from './windows/model-window.js';
import { countScores } from './windows/score-counts.js';

/** What a thread keeps from job to job of one run. */
interface Bench {
  readonly key: string;
  readonly stack: StackReader;
  readonly bandIndexes: readonly number[];
  readonly field: StatisticsField;
  /** Where scores are counted. */
  readonly sample: readonly Window[];
  readonly model: Model;
  readonly predictor: Predictor;
  readonly decision: Decision;
  /** Channels of the decision's planes. */
  readonly planeIndexes: readonly number[];
  /** Position of the channel `lengthAbsolute`; −1 where the set has none. */
  readonly absoluteIndex: number;
  /** Room for one window, and for one block. */
  tensor: Float32Array;
  codes: Int16Array;
  /** Of the change gate, once a job asked for it. */
  screen?: Screen;
}

// Nearly all jobs want it: it loads while the scene's statistics are taken, elsewhere.
void onnxRuntime.version().catch(() => undefined);

/** Of all jobs of this thread, which run one after the other. */
const pool = new PlanePool();
let bench: Promise<Bench> | undefined;
let benchKey = '';
let last: Promise<unknown> = Promise.resolve();

/**
 * Looks at one block: reads both dates with a halo, runs the model, writes the block's scores. Or takes the statistics of
 * an area, which the blocks need first.
 */
export default async function runJob(job: StatisticsJob): Promise<AreaStatistics | undefined>;
export default async function runJob(job: DetectJob): Promise<DetectResult>;
export default async function runJob(
  job: DetectJob | StatisticsJob,
): Promise<DetectResult | AreaStatistics | undefined> {
  const turn = last.then<DetectResult | AreaStatistics | undefined>(() =>
    'squares' in job ? takeStatistics(job, pool) : runBlock(job),
  );
  last = turn.catch(() => undefined);
  return turn;
}

async function runBlock(job: DetectJob): Promise<DetectResult> {
  const b = await setUp(job);
  pool.reset();
  const { block } = job;
  const blockPx = block.width * block.height;
  const length = blockPx * (1 + b.planeIndexes.length);
  if (b.codes.length < length) b.codes = new Int16Array(length);
  const codes = b.codes.subarray(0, length).fill(UNOBSERVED_CODE, 0, blockPx).fill(0, blockPx);
  const counts = { observedPx: 0, modelPx: 0 };
  if (job.gate === undefined) {
    await scoreWindow(b, block, block, b.model.manifest.input.haloPx, codes, counts);
  } else {
    await runGated(b, job.gate, job, codes, counts);
  }
  const asked = b.decision.quantile !== undefined;
  await writeBlock(job, codes, asked ? countScores(codes, block, b.sample, b.field) : [], pool);
  return { id: job.id, ...counts };
}

/** Runs the network where the screen says, and on a sample of what it skips. */
async function runGated(
  b: Bench,
  rule: GateRule,
  job: DetectJob,
  codes: Int16Array,
  counts: { observedPx: number; modelPx: number },
): Promise<void> {
  const { block } = job;
  b.screen ??= await openScreen(b);
  const screened = await screenBlock(b.screen, rule, block, codes);
  counts.observedPx = screened.observedPx;
  for (const window of [...screened.hot, ...screened.sampled])
    await scoreWindow(b, window, block, rule.haloPx, codes, counts);
  const skippedPx = skipBetween(block, screened, codes, UNOBSERVED_CODE);
  const record: GateRecord = {
    skippedPx,
    coldWindows: screened.cold.length,
    sampled: screened.cold.filter(b.screen.isSampled),
  };
  await writeWhole(gateRecordFile(job), canonicalJson(record));
}

async function openScreen({ model, stack, bandIndexes, field }: Bench): Promise<Screen> {
  const { id, gate } = model.manifest;
  if (gate === undefined) throw gateUnproven(id);
  const net = await readScreenNet(model.dir, gate.weights.file);
  const overviews = await stack.openOverviews(CELL_PX);
  const { width, height } = stack.manifest.grid;
  return { cells: { stack, bandIndexes, overviews }, field, net, pool, isSampled: sampleOf(width, height) };
}

/** Runs the network over a window of the block and writes its scores. */
async function scoreWindow(
  b: Bench,
  window: Window,
  block: Window,
  haloPx: number,
  codes: Int16Array,
  counts: { observedPx: number; modelPx: number },
): Promise<void> {
  const { width, height } = b.stack.manifest.grid;
  const seen = modelWindow(window, { haloPx, stridePx: b.model.manifest.input.stridePx }, width, height);
  const set = FEATURE_SETS[b.model.manifest.input.features];
  const pair = await readPair(b.stack, b.bandIndexes, growWindow(seen.window, set.haloPx, width, height), pool);
  if (pair.observedCount === 0) {
    releasePair(pair, pool);
    return;
  }
  const made = set.make(pair, seen.window, b.field, pool);
  releasePair(pair, pool);
  const logits = await predict(b, made, seen);
  counts.modelPx += seen.paddedWidth * seen.paddedHeight;
  counts.observedPx += encodeWindow(b, window, block, pair, made, logits, seen, codes);
  releaseFeatures(made, pool);
}

async function setUp(job: DetectJob): Promise<Bench> {
  const key = [
    job.stackDir,
    job.stackFingerprint,
    job.statisticsFile,
    job.modelDir,
    job.modelHash,
    job.runtime,
    job.precision,
  ].join('\0');
  if (bench !== undefined && benchKey === key) return bench;
  const before = bench;
  benchKey = key;
  bench = (async () => {
    const old = await before?.catch(() => undefined);
    await old?.predictor.dispose();
    await old?.stack.close();
    return openBench(job, key);
  })();
  bench.catch(() => {
    bench = undefined;
  });
  return bench;
}

async function openBench(job: DetectJob, key: string): Promise<Bench> {
  const model = await knownModel(job.modelDir, job.modelHash);
  const stack = await openStack(job.stackDir);
  try {
    const { fingerprint, grid } = stack.manifest;
    if (fingerprint !== job.stackFingerprint) throw stackChanged(job.stackDir, fingerprint, job.stackFingerprint);
    const statistics = JSON.parse(await readFile(job.statisticsFile, 'utf8')) as SceneStatistics;
    const decision = decisionOf(model.manifest.decision);
    return {
      key,
      stack,
      bandIndexes: featureBandIndexes(stack.manifest, job.stackDir, model.manifest.input.bands),
      field: new StatisticsField(statistics, grid),
      sample: imagerySample(grid.width, grid.height),
      model,
      predictor: await runtimeNamed(job.runtime).load(model, job.precision),
      decision,
      planeIndexes: planeIndexesOf(model, decision),
      absoluteIndex: featureChannels(model.manifest.input).indexOf('lengthAbsolute'),
      tensor: new Float32Array(0),
      codes: new Int16Array(0),
    };
  } catch (error) {
    await stack.close();
    throw error;
  }
}

async function predict(b: Bench, features: DiffFeatures, seen: ModelWindow): Promise<Float32Array> {
  const { paddedWidth, paddedHeight, inner, window } = seen;
  const size = features.channels.length * paddedWidth * paddedHeight;
  if (b.tensor.length < size) b.tensor = new Float32Array(size);
  const tensor = b.tensor.subarray(0, size);
  packTensor(features.channels, features.window, seen, tensor);
  const logits = await b.predictor.predict(tensor, paddedHeight, paddedWidth, inner);
  const [rows, columns] = [inner.bottom - inner.top, inner.right - inner.left];
  if (logits.length !== rows * columns) {
    const where = `window ${window.x},${window.y}`;
    throw outputInvalid(b.model.manifest.id, where, `${logits.length} numbers`, `${rows} x ${columns}`);
  }
  return logits;
}

function planeIndexesOf({ manifest }: Model, { planes }: Decision): number[] {
  const channels = featureChannels(manifest.input);
  return planes.map((name) => {
    const index = channels.indexOf(name);
    if (index < 0) throw modelUnfit(manifest.id, `decision by the channel ${name}`, `one of ${channels.join(', ')}`);
    return index;
  });
}

/** Answers how many pixels were observed that nothing had marked as such. */
function encodeWindow(
  { model, decision, planeIndexes, absoluteIndex }: Bench,
  area: Window,
  block: Window,
  pair: PairWindow,
  features: DiffFeatures,
  logits: Float32Array,
  { window: seenWindow, inner }: ModelWindow,
  codes: Int16Array,
): number {
  const { output, id } = model.manifest;
  const { aboveMedian } = features;
  const planes = planeIndexes.map((k) => features.channels[k]!);
  const blockPx = block.width * block.height;
  const absolute = absoluteIndex === -1 ? undefined : features.channels[absoluteIndex]!;
  const { changeLengthWeight, absoluteFloor } = decision;
  const { observed, window } = pair;
  const scores = new Float32Array(area.width);
  let observedPx = 0;
  for (let y = 0; y < area.height; y++) {
    const from = startOf(features.window, area, y);
    const logitRow = area.y + y - seenWindow.y - inner.top;
    const fromLogit = logitRow * (inner.right - inner.left) + (area.x - seenWindow.x - inner.left);
    const to = (area.y - block.y + y) * block.width + (area.x - block.x);
    const fromSeen = startOf(window, area, y);
    const seen = observed.subarray(fromSeen, fromSeen + area.width);
    scores.set(logits.subarray(fromLogit, fromLogit + area.width));
    const bad = firstOutside(scores, seen, output.range);
    if (bad !== -1) {
      const [lowest, highest] = output.range;
      throw outputInvalid(id, `pixel ${area.x + bad},${area.y + y}`, `logit ${scores[bad]}`, `${lowest} to ${highest}`);
    }
    if (output.meaning !== 'logit') toLogits(scores);
    if (aboveMedian !== undefined) addScaled(scores, aboveMedian, from, changeLengthWeight);
    observedPx += encodeRow(scores, seen, absolute?.subarray(from, from + area.width), absoluteFloor, codes, to);
    for (const [p, plane] of planes.entries()) encodePlaneRow(plane, from, seen, codes, (1 + p) * blockPx + to);
  }
  return observedPx;
}

/** Where a row of an area starts in planes over a window that holds it. */
const startOf = (window: Window, area: Window, row: number): number =>
  (area.y - window.y + row) * window.width + (area.x - window.x);

// Loops over pixels are functions of their own: small ones are compiled once, in a fraction of the time.

function firstOutside(scores: Float32Array, seen: Uint8Array, [lowest, highest]: readonly [number, number]): number {
  for (let x = 0; x < seen.length; x++) {
    if (seen[x] === 1 && !(scores[x]! >= lowest && scores[x]! <= highest)) return x;
  }
  return -1;
}

/** Of probabilities 0..1; both ends stay finite. */
function toLogits(scores: Float32Array): void {
  for (let x = 0; x < scores.length; x++) {
    scores[x] = Math.log(Math.max(scores[x]!, 1e-7) / Math.max(1 - scores[x]!, 1e-7));
  }
}

function addScaled(scores: Float32Array, plane: Float32Array, from: number, weight: number): void {
  for (let x = 0; x < scores.length; x++) scores[x]! += weight * plane[from + x]!;
}

function encodeRow(
  scores: Float32Array,
  seen: Uint8Array,
  absolute: Float32Array | undefined,
  absoluteFloor: number,
  codes: Int16Array,
  to: number,
): number {
  let newlySeen = 0;
  for (let x = 0; x < scores.length; x++) {
    if (seen[x] !== 1) continue;
    if (codes[to + x] === UNOBSERVED_CODE) newlySeen++;
    codes[to + x] = encodeScore(scores[x]!, absolute === undefined || absolute[x]! >= absoluteFloor);
  }
  return newlySeen;
}

function encodePlaneRow(plane: Float32Array, from: number, seen: Uint8Array, codes: Int16Array, to: number): void {
  for (let x = 0; x < seen.length; x++) if (seen[x] === 1) codes[to + x] = encodePlane(plane[from + x]!);
}
