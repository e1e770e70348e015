import { GROUND_KINDS, type GroundKind } from '@landscar/core';

/** One hidden layer over standardised features; probabilities by softmax. */
export interface KindNet {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** (hidden, features + 1), the last one the bias. */
  readonly hidden: readonly (readonly number[])[];
  /** (kinds, hidden + 1). */
  readonly output: readonly (readonly number[])[];
}

/** Standardised features beyond this are no better known than at it. */
const CLIP = 4;

/** Probabilities of `GROUND_KINDS` in order; `activity` of the hidden layer goes along for training. */
export function kindProbabilities(
  net: KindNet,
  features: readonly number[],
): { inputs: number[]; activity: number[]; probabilities: number[] } {
  const inputs = features.map((value, i) => {
    const z = (value - net.mean[i]!) / net.deviation[i]!;
    return Math.min(CLIP, Math.max(-CLIP, z));
  });
  const activity = net.hidden.map((row) => Math.tanh(dot(row, inputs)));
  const logits = net.output.map((row) => dot(row, activity));
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return { inputs, activity, probabilities: powers.map((power) => power / sum) };
}

/**
 * Below this nothing is said: on made-up ground of unseen places 96 % of what is said is right then, on the demo's ground, which the
 * net is strange to, next to nothing is said (`recipes/kinds/train.mjs`, docs/evaluation.md).
 */
const LEAST_CONFIDENCE = 0.75;

/** The likeliest kind by the net of such features; four digits say all that it is worth. Undefined where it is not sure enough. */
export function likeliestKind(
  nets: readonly KindNet[],
  features: readonly number[],
): { kind: GroundKind; confidence: number } | undefined {
  const net = nets.find(({ mean }) => mean.length === features.length);
  if (net === undefined) return undefined;
  const { probabilities } = kindProbabilities(net, features);
  const confidence = Math.max(...probabilities);
  if (confidence < LEAST_CONFIDENCE) return undefined;
  return { kind: GROUND_KINDS[probabilities.indexOf(confidence)]!, confidence: Math.round(confidence * 1e4) / 1e4 };
}

const dot = (row: readonly number[], values: readonly number[]): number =>
  values.reduce((sum, value, i) => sum + value * row[i]!, row.at(-1)!);
