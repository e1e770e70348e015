import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { lossNotFinite } from '../errors.js';
import { forward, type BatchMoments } from '../network/forward.js';
import { unetShapes } from '../network/unet-shapes.js';
import type { Weights } from '../network/weights.js';
import type { Tf } from '../open-tfjs-node.js';
import { adamW, clipScale } from '../optimise/adam-w.js';
import { segmentationLoss } from '../optimise/loss.js';
import { oneCycle, type CycleStep } from '../optimise/one-cycle.js';
import { randomOf } from '../random.js';
import type { TrainingSettings } from '../recipe.js';
import type { Batch } from '../sampling/draw-batch.js';
import { followWeights, type MemberState } from './member-state.js';

/** Share of a batch's moments in the running ones, as PyTorch has it. */
const MOMENTUM = 0.1;

/** One step in place: gradients of the batch, clipped, AdamW, moments, average. Returns the loss. */
export async function trainingStep(
  tf: Tf,
  state: MemberState,
  batch: Batch,
  inputs: number,
  settings: TrainingSettings,
  run: string,
): Promise<number> {
  const shapes = unetShapes(inputs, settings.widths);
  const moments: BatchMoments = new Map();
  const { loss, gradients } = await gradientsOf(tf, state.weights, shapes, (get) => {
    const input = tf.tensor4d(batch.inputs, [settings.batch, settings.cropPx, settings.cropPx, inputs]);
    const keep = tf.tensor4d(keepOf(settings, run, state.step), [settings.batch, 1, 1, settings.widths.at(-1)!]);
    const logits = forward(tf, get, settings.widths.length, input, { training: { moments, keep } });
    return batchLoss(tf, logits, batch, settings);
  });
  if (!Number.isFinite(loss)) throw lossNotFinite(run, state.step);
  const cycle = oneCycle(state.step, settings.steps, settings.learningRate, settings.warmUp);
  applyGradients(state, gradients, cycle, settings);
  for (const [name, { mean, variance }] of moments) {
    await follow(state.weights.get(`${name}.mean`)!, mean);
    await follow(state.weights.get(`${name}.variance`)!, variance);
  }
  followWeights(state, settings.averaging);
  state.step++;
  return loss;
}

/** Loss of a batch with the averaged weights, as the network would ship. */
export function heldOutLoss(
  tf: Tf,
  average: Weights,
  batch: Batch,
  inputs: number,
  settings: TrainingSettings,
): number {
  return tf.tidy(() => {
    const get = tensorsOf(tf, average, unetShapes(inputs, settings.widths));
    const input = tf.tensor4d(batch.inputs, [settings.batch, settings.cropPx, settings.cropPx, inputs]);
    const logits = forward(tf, get, settings.widths.length, input);
    return batchLoss(tf, logits, batch, settings).dataSync()[0]!;
  });
}

/** Gradients of a scalar by every learned array. */
export async function gradientsOf(
  tf: Tf,
  weights: Weights,
  shapes: readonly { name: string; shape: readonly number[]; learned: boolean }[],
  lossOf: (get: (name: string) => Tensor) => Scalar,
): Promise<{ loss: number; gradients: Map<string, Float32Array> }> {
  const learned = shapes.filter((shape) => shape.learned);
  const { value, grads } = tf.tidy(() => {
    const fixed = tensorsOf(
      tf,
      weights,
      shapes.filter((shape) => !shape.learned),
    );
    return tf.valueAndGrads((...values: Tensor[]) => {
      const given = new Map(learned.map(({ name }, i) => [name, values[i]!]));
      return lossOf((name) => given.get(name) ?? fixed(name));
    })(learned.map(({ name, shape }) => tf.tensor(weights.get(name)!, [...shape])));
  });
  const gradients = new Map<string, Float32Array>();
  for (const [i, { name }] of learned.entries()) {
    gradients.set(name, (await grads[i]!.data()) as Float32Array);
    grads[i]!.dispose();
  }
  const [loss] = await value.data();
  value.dispose();
  return { loss: loss!, gradients };
}

export function applyGradients(
  state: MemberState,
  gradients: ReadonlyMap<string, Float32Array>,
  cycle: CycleStep,
  { clipNorm, weightDecay }: Pick<TrainingSettings, 'clipNorm' | 'weightDecay'>,
): void {
  const scale = clipScale(gradients.values(), clipNorm);
  for (const [name, gradient] of gradients) {
    const [value, first, second] = [state.weights.get(name)!, state.first.get(name)!, state.second.get(name)!];
    adamW({ value, first, second }, gradient, state.step, cycle, weightDecay, scale);
  }
}

export function tensorsOf(
  tf: Tf,
  weights: Weights,
  shapes: readonly { name: string; shape: readonly number[] }[],
): (name: string) => Tensor {
  const tensors = new Map(shapes.map(({ name, shape }) => [name, tf.tensor(weights.get(name)!, [...shape])]));
  return (name) => tensors.get(name)!;
}

function batchLoss(tf: Tf, logits: Tensor4D, batch: Batch, settings: TrainingSettings): Scalar {
  const shape: [number, number, number, number] = [settings.batch, settings.cropPx, settings.cropPx, 1];
  const labels = tf.tensor4d(batch.labels, shape);
  const weights = tf.tensor4d(batch.weights, shape);
  return segmentationLoss(tf, logits, labels, weights, settings.positiveWeight, settings.diceWeight);
}

/** Whole channels of the deepest level are dropped, the rest raised. */
function keepOf({ batch, widths, dropout }: TrainingSettings, run: string, step: number): Float32Array {
  const random = randomOf('dropout', run, step);
  return Float32Array.from({ length: batch * widths.at(-1)! }, () => (random.chance(dropout) ? 0 : 1 / (1 - dropout)));
}

async function follow(running: Float32Array, moment: Tensor): Promise<void> {
  const seen = await moment.data();
  moment.dispose();
  for (let i = 0; i < running.length; i++) running[i] = running[i]! * (1 - MOMENTUM) + seen[i]! * MOMENTUM;
}
