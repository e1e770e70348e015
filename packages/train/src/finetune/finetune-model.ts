import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { canonicalJson } from '@landscar/core';
import { buildModel, loadModel, type Model, type UNet } from '@landscar/detect';
import { makeFolder, writeWhole } from '@landscar/geodata';
import type { CropSource } from '../data/load-place.js';
import { classEmpty, trainingUnfinished, weightsUnfit } from '../errors.js';
import { betweenUNets } from '../network/folded.js';
import { readUnets } from '../network/read-unets.js';
import { withTfjsNode } from '../open-tfjs-node.js';
import { describeTuned, tunedCard } from './describe-tuned.js';
import { readFeedback } from './read-feedback.js';
import { readScene, rehearsal, smallestSide } from './read-scene.js';
import { ModelScorer, type ExamScene, type ModelScores } from './score-model.js';
import { tuneMember, type TuneSettings } from './tune-member.js';
import { isBetter, refused, type Tried } from './verdict.js';

export interface FinetuneOptions {
  /** Folder with feedback.json. */
  readonly feedback: string;
  readonly modelDir: string;
  /** Name of the new model (that of the old one with -tuned), and folder that holds model folders. */
  readonly id?: string | undefined;
  readonly outRoot: string;
  readonly steps?: number | undefined;
  /** Go on where a killed run stopped. */
  readonly resume?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onStage?: (stage: 'read' | 'scoreOld' | 'tune' | 'scoreNew', done: number, total: number) => void;
}

export interface Finetuned {
  readonly model: Model;
  readonly old: ModelScores;
  /** From the boldest; the last one is the model. */
  readonly tried: readonly Tried[];
  readonly lessons: number;
  readonly exams: number;
  readonly leftOut: { readonly undecided: number; readonly outside: number };
}

const CROP_PX = 96;
/** How far to go from the old weights to the tuned ones; the first that forgets nothing is taken (Wortsman et al. 2022). */
const SHARES = [1, 0.6, 0.35, 0.2];
const DEFAULTS: TuneSettings = { steps: 160, learningRate: 4e-4, stayWeight: 4 };

/**
 * A model learns a bureau's decisions. Both models are scored by the engine on decisions that neither learned from and on
 * what must not be forgotten; TRAIN_SCORES_WORSE, and nothing is replaced, where the new one does not gain or forgets.
 * Until there is a verdict, OUT/ID.finetuning keeps checkpoints and detections, and a killed run goes on from them.
 */
export async function finetuneModel(options: FinetuneOptions): Promise<Finetuned> {
  const { onStage, signal } = options;
  const base = await loadModel(options.modelDir);
  // Said before the data are read, which takes minutes.
  makeFolder(options.outRoot);
  const id = options.id ?? `${base.manifest.id}-tuned`;
  const target = join(resolve(options.outRoot), id);
  const work = `${target}.finetuning`;
  if (existsSync(work) && options.resume !== true) throw trainingUnfinished(work);
  const nets = await networksOf(base);
  const feedback = await readFeedback(options.feedback);
  const scenes: ExamScene[] = [];
  const sources: CropSource[] = [];
  const leftOut = { undecided: 0, outside: 0 };
  for (const [done, scene] of feedback.scenes.entries()) {
    onStage?.('read', done, feedback.scenes.length);
    const { source, ...read } = await readScene(scene, base.manifest);
    leftOut.undecided += read.undecided;
    leftOut.outside += read.outside;
    scenes.push({ stack: scene.stack, leads: read.leads });
    sources.push(source);
  }
  const all = scenes.flatMap(({ leads }) => leads);
  const lessons = all.filter((lead) => !lead.exam);
  if (lessons.length === 0 || lessons.length === all.length) throw classEmpty(feedback.scenes.map((s) => s.leads));

  const scorer = new ModelScorer(work, signal);
  onStage?.('scoreOld', 0, 1);
  const old = await scorer.score(base.dir, 'old', scenes, feedback.keep, 'old');
  // Also what is to be kept is rehearsed, by what the old model says there; its labels are for the score alone.
  for (const place of feedback.keep) sources.push(await rehearsal(place, base.manifest, scorer.flagsOf('old', place)));
  const settings = { ...DEFAULTS, steps: options.steps ?? DEFAULTS.steps };
  const cropPx = Math.min(CROP_PX, ...sources.map(smallestSide));
  const fingerprint = fingerprintOf(base, settings, cropPx, sources);
  const tuned: UNet[] = [];
  for (const [i, net] of nets.entries()) {
    onStage?.('tune', i, nets.length);
    const dir = join(work, `m${i}`);
    makeFolder(dir);
    const run = { name: `${id}/m${i}`, dir, sources, cropPx, settings, fingerprint, signal };
    tuned.push(await withTfjsNode((tf) => tuneMember(tf, net, run)));
  }
  const candidate = join(work, 'model', id);
  const facts = await describeTuned(base.manifest, id, feedback);
  const tried: Tried[] = [];
  for (const share of SHARES) {
    onStage?.('scoreNew', tried.length, SHARES.length);
    const between = nets.map((net, i) => betweenUNets(net, tuned[i]!, share));
    await rm(candidate, { recursive: true, force: true });
    await buildModel(candidate, facts, between, tunedCard(id, base.manifest, all));
    tried.push({ share, scores: await scorer.score(candidate, `new-${tried.length}`, scenes, feedback.keep, 'old') });
    if (isBetter(old, tried.at(-1)!.scores)) break;
  }
  const outcome = { old, tried, lessons: lessons.length, exams: all.length - lessons.length, leftOut };
  await writeWhole(`${target}.finetune.json`, `${canonicalJson({ ...outcome, base: base.hash, settings })}\n`);
  const better = isBetter(old, tried.at(-1)!.scores);
  if (better) await putInPlace(candidate, target);
  await rm(work, { recursive: true, force: true });
  if (!better) throw refused(old, tried);
  return { model: await loadModel(target), ...outcome };
}

/** Of the old model, how it is tuned, and every pixel that is learned from. */
function fingerprintOf(base: Model, settings: TuneSettings, cropPx: number, sources: readonly CropSource[]): string {
  const hash = createHash('sha256').update(canonicalJson({ base: base.hash, settings, cropPx }));
  for (const { planes, truth } of sources.flatMap(({ views }) => [...views.values()])) {
    for (const part of [planes.values, truth.changed, truth.weight, truth.positives])
      hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  }
  return hash.digest('hex');
}

async function networksOf(base: Model): Promise<UNet[]> {
  const { features, channels } = base.manifest.input;
  if (base.manifest.artefacts.tfjs === undefined || features === 'landscar-bands@1') {
    throw weightsUnfit(
      base.dir,
      `${features}, ${Object.keys(base.manifest.artefacts).join(', ') || 'no weights'}`,
      'U-Nets on landscar-diff@1 or landscar-diff@2, as TensorFlow.js',
    );
  }
  const nets = await readUnets(base.dir);
  const found = nets.find((net) => net.inputChannels !== channels);
  if (found !== undefined) throw weightsUnfit(base.dir, `${found.inputChannels} input channels`, `${channels}`);
  return nets;
}

/** The old folder of this name goes only when the new one is whole. */
async function putInPlace(from: string, target: string): Promise<void> {
  const beside = `${target}.new-${process.pid}`;
  await rm(beside, { recursive: true, force: true });
  await cp(from, beside, { recursive: true });
  await rm(target, { recursive: true, force: true });
  await rename(beside, target);
}
