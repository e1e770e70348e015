import { join } from 'node:path';
import type { Scalar, Tensor4D } from '@tensorflow/tfjs-core';
import type { UNet } from '@landscar/detect';
import { hashText } from '@landscar/geodata';
import type { CropSource } from '../data/load-place.js';
import { interrupted, lossNotFinite } from '../errors.js';
import { foldedShapes, unetOfWeights, weightsOfUNet } from '../network/folded.js';
import { forward } from '../network/forward.js';
import type { Tf } from '../open-tfjs-node.js';
import { oneCycle } from '../optimise/one-cycle.js';
import { drawBatch, type Batch, type DrawSettings } from '../sampling/draw-batch.js';
import { readCheckpoint, writeCheckpoint } from '../run/checkpoint.js';
import { followWeights, stateFrom } from '../run/member-state.js';
import { applyGradients, gradientsOf, tensorsOf } from '../run/training-step.js';

export interface TuneSettings {
  readonly steps: number;
  readonly learningRate: number;
  /** Weight of staying with what the old network said where nobody decided. */
  readonly stayWeight: number;
}

export interface TuneRun {
  /** All random numbers come from it. */
  readonly name: string;
  /** Folder for the checkpoint. */
  readonly dir: string;
  readonly sources: readonly CropSource[];
  readonly cropPx: number;
  readonly settings: TuneSettings;
  /** Of everything that the tuned weights depend on but the name. */
  readonly fingerprint: string;
  readonly signal?: AbortSignal | undefined;
}

const BATCH = 8;
/** Some seconds of work are lost in a kill. */
const CHECKPOINT_EVERY = 10;
const AVERAGING = 0.9;

/** Crops around decided leads and elsewhere, seen as they are but for turns and a little gain. */
const drawSettings = (cropPx: number): DrawSettings => ({
  training: { batch: BATCH, cropPx },
  sampling: {
    nullShare: 0,
    positiveShare: 0.6,
    placePower: 0.5,
    negativeShare: 0,
    madeShare: 0,
    nuisanceShare: 0,
    views: { plain: 1, degraded: 0, swapped: 0, swappedDegraded: 0 },
    residualGain: 0.05,
    bandGain: 0.02,
    otherGain: 0.03,
    otherOffset: 0.03,
  },
});

/**
 * Learns decided pixels, and elsewhere to say what it said before (learning without forgetting, Li and Hoiem 2016), so
 * that no old training data are needed. Goes on from its last checkpoint.
 */
export async function tuneMember(tf: Tf, net: UNet, run: TuneRun): Promise<UNet> {
  const { name, sources, cropPx, settings } = run;
  const shapes = foldedShapes(net);
  const old = weightsOfUNet(net);
  const file = join(run.dir, 'checkpoint.bin');
  const learned = shapes.map((shape) => shape.name);
  const fingerprint = hashText(`${run.fingerprint}/${name}`);
  const state = (await readCheckpoint(file, fingerprint)) ?? stateFrom(weightsOfUNet(net), learned);
  const levels = net.widths.length;
  const draw = drawSettings(cropPx);
  while (state.step < settings.steps) {
    if (run.signal?.aborted === true) throw interrupted(run.dir, `step ${state.step}`);
    const batch = drawBatch(sources, draw, name, state.step);
    const { loss, gradients } = await gradientsOf(tf, state.weights, shapes, (get) => {
      const input = tf.tensor4d(batch.inputs, [BATCH, cropPx, cropPx, net.inputChannels]);
      const before = forward(tf, tensorsOf(tf, old, shapes), levels, input, { folded: true });
      const logits = forward(tf, get, levels, input, { folded: true });
      return tuneLoss(tf, logits, tf.sigmoid(before), batch, cropPx, settings.stayWeight);
    });
    if (!Number.isFinite(loss)) throw lossNotFinite(name, state.step);
    const cycle = oneCycle(state.step, settings.steps, settings.learningRate, 0.1);
    applyGradients(state, gradients, cycle, { clipNorm: 1, weightDecay: 0 });
    followWeights(state, AVERAGING);
    state.step++;
    if (state.step === settings.steps || state.step % CHECKPOINT_EVERY === 0)
      await writeCheckpoint(file, state, fingerprint);
  }
  return unetOfWeights(state.average, net);
}

function tuneLoss(tf: Tf, logits: Tensor4D, said: Tensor4D, batch: Batch, cropPx: number, stayWeight: number): Scalar {
  const shape: [number, number, number, number] = [BATCH, cropPx, cropPx, 1];
  const labels = tf.tensor4d(batch.labels, shape);
  const decided = tf.tensor4d(batch.weights, shape);
  const open = tf.sub(1, decided);
  const target = tf.add(tf.mul(labels, decided), tf.mul(said, open));
  // −t log σ(z) − (1 − t) log(1 − σ(z)).
  const entropy = tf.sub(tf.softplus(logits), tf.mul(target, logits));
  const mean = (weights: typeof decided): Scalar =>
    tf.div(tf.sum(tf.mul(entropy, weights)), tf.add(tf.sum(weights), 1));
  // What it was sure of is what is forgotten: quiet ground alone would drown it.
  const held = tf.mul(open, tf.add(said, 0.05));
  return tf.add(mean(decided), tf.mul(mean(held as Tensor4D), stayWeight));
}
