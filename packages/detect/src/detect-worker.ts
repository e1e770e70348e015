import { readFile } from 'node:fs/promises';
import { growWindow } from '@landscar/core';
import { openStack, writeWhole, type StackReader } from '@landscar/geodata';
import { decisionOf, type Decision } from './decision/decision.js';
import { encodeScore, UNOBSERVED_CODE } from './decision/score-code.js';
import { modelUnfit, outputInvalid, stackChanged } from './errors.js';
import { DIFF_CHANNELS, releaseFeatures, type DiffFeatures } from './features/diff-features.js';
import { diffBandIndexes, readPair, type PairWindow } from './features/pair-window.js';
import { PlanePool } from './features/plane-pool.js';
import { FEATURE_SETS } from './features/feature-sets.js';
import { readModel, type Model } from './models/load-model.js';
import { runtimeNamed } from './runtimes/runtimes.js';
import type { Predictor } from './runtimes/runtime.js';
import type { SceneStatistics } from './statistics/scene-statistics.js';
import { StatisticsField } from './statistics/statistics-field.js';
import type { DetectJob, DetectResult } from './windows/detect-job.js';
import { modelWindow, packTensor, type ModelWindow } from './windows/model-window.js';

/** What a thread keeps from job to job of one run. */
interface Bench {
  readonly key: string;
  readonly stack: StackReader;
  readonly bandIndexes: readonly number[];
  readonly field: StatisticsField;
  readonly model: Model;
  readonly predictor: Predictor;
  readonly decision: Decision;
  readonly pool: PlanePool;
  tensor: Float32Array;
}

let bench: Promise<Bench> | undefined;
let benchKey = '';
/** Jobs of one thread run one after the other: they share planes and the predictor. */
let last: Promise<unknown> = Promise.resolve();

/** Looks at one block: reads both dates with a halo, runs the model, writes the block's scores. */
export default async function detectBlock(job: DetectJob): Promise<DetectResult> {
  const turn = last.then(() => runBlock(job));
  last = turn.catch(() => undefined);
  return turn;
}

async function runBlock(job: DetectJob): Promise<DetectResult> {
  const b = await setUp(job);
  const { width, height } = b.stack.manifest.grid;
  const inner = modelWindow(job.block, b.model.manifest.input, width, height);
  const set = FEATURE_SETS[b.model.manifest.input.features];
  const pair = await readPair(b.stack, b.bandIndexes, growWindow(inner.window, set.haloPx, width, height));
  const codes = new Int16Array(job.block.width * job.block.height).fill(UNOBSERVED_CODE);
  let observedPx = 0;
  let modelPx = 0;
  if (pair.observedCount > 0) {
    const made = set.make(pair, b.field, b.pool);
    const logits = await predict(b, made, pair, inner);
    modelPx = logits.length;
    observedPx = encodeBlock(b, job, pair, made, logits, inner, codes);
    releaseFeatures(made, b.pool);
  }
  await writeWhole(job.blockFile, new Uint8Array(codes.buffer));
  return { id: job.id, observedPx, modelPx };
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
  const model = await readModel(job.modelDir);
  if (model.hash !== job.modelHash) {
    throw modelUnfit(
      model.manifest.id,
      `manifest hash ${model.hash}`,
      `hash ${job.modelHash} of when the run was planned`,
    );
  }
  const stack = await openStack(job.stackDir);
  try {
    const { fingerprint, grid } = stack.manifest;
    if (fingerprint !== job.stackFingerprint) throw stackChanged(job.stackDir, fingerprint, job.stackFingerprint);
    const statistics = JSON.parse(await readFile(job.statisticsFile, 'utf8')) as SceneStatistics;
    return {
      key,
      stack,
      bandIndexes: diffBandIndexes(stack.manifest, job.stackDir),
      field: new StatisticsField(statistics, grid),
      model,
      predictor: await runtimeNamed(job.runtime).load(model, job.precision),
      decision: decisionOf(model.manifest.decision),
      pool: new PlanePool(),
      tensor: new Float32Array(0),
    };
  } catch (error) {
    await stack.close();
    throw error;
  }
}

async function predict(b: Bench, features: DiffFeatures, pair: PairWindow, inner: ModelWindow): Promise<Float32Array> {
  const { paddedWidth, paddedHeight } = inner;
  const size = features.channels.length * paddedWidth * paddedHeight;
  if (b.tensor.length !== size) b.tensor = new Float32Array(size);
  packTensor(features.channels, pair.window, inner, b.tensor);
  const logits = await b.predictor.predict(b.tensor, paddedHeight, paddedWidth);
  if (logits.length !== paddedWidth * paddedHeight) {
    throw outputInvalid(
      b.model.manifest.id,
      `window ${inner.window.x},${inner.window.y}`,
      `${logits.length} numbers`,
      `${paddedHeight} x ${paddedWidth}`,
    );
  }
  return logits;
}

const ABSOLUTE = DIFF_CHANNELS.indexOf('lengthAbsolute');

function encodeBlock(
  { model, decision }: Bench,
  job: DetectJob,
  pair: PairWindow,
  features: DiffFeatures,
  logits: Float32Array,
  inner: ModelWindow,
  codes: Int16Array,
): number {
  const { block } = job;
  const { output, id } = model.manifest;
  const [lowest, highest] = output.range;
  const { aboveMedian } = features;
  const absolute = aboveMedian === undefined ? undefined : features.channels[ABSOLUTE]!;
  let observedPx = 0;
  for (let y = 0; y < block.height; y++) {
    for (let x = 0; x < block.width; x++) {
      const i = (block.y - pair.window.y + y) * pair.window.width + (block.x - pair.window.x + x);
      if (pair.observed[i] !== 1) continue;
      const logit = logits[(block.y - inner.window.y + y) * inner.paddedWidth + (block.x - inner.window.x + x)]!;
      if (!(logit >= lowest && logit <= highest)) {
        throw outputInvalid(id, `pixel ${block.x + x},${block.y + y}`, `logit ${logit}`, `${lowest} to ${highest}`);
      }
      const above = aboveMedian === undefined ? 0 : decision.changeLengthWeight * aboveMedian[i]!;
      const score = (output.meaning === 'logit' ? logit : logitOf(logit)) + above;
      codes[y * block.width + x] = encodeScore(score, absolute === undefined || absolute[i]! >= decision.absoluteFloor);
      observedPx++;
    }
  }
  return observedPx;
}

/** Of a probability 0..1; both ends stay finite. */
const logitOf = (p: number): number => Math.log(Math.max(p, 1e-7) / Math.max(1 - p, 1e-7));
