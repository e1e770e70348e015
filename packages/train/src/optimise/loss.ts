import type { Scalar, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tf } from '../open-tfjs-node.js';

/**
 * Binary cross-entropy with weight on changed pixels, mean over the judged ones, plus the Dice loss over the whole batch
 * (Milletari et al. 2016); all arrays (batch, height, width, 1).
 */
export function segmentationLoss(
  tf: Tf,
  logits: Tensor4D,
  labels: Tensor4D,
  weights: Tensor4D,
  positiveWeight: number,
  diceWeight: number,
): Scalar {
  // −log σ(z) = softplus(−z); −log(1 − σ(z)) = softplus(z).
  const positive = tf.mul(tf.mul(labels, positiveWeight), tf.softplus(tf.neg(logits)));
  const negative = tf.mul(tf.sub(1, labels), tf.softplus(logits));
  const entropy = tf.div(tf.sum(tf.mul(tf.add(positive, negative), weights)), tf.add(tf.sum(weights), 1e-6));
  const said = tf.mul(tf.sigmoid(logits), weights);
  const truth = tf.mul(labels, weights);
  const overlap = tf.add(tf.mul(tf.sum(tf.mul(said, truth)), 2), 1);
  const dice = tf.sub(1, tf.div(overlap, tf.add(tf.add(tf.sum(said), tf.sum(truth)), 1)));
  return tf.add(entropy, tf.mul(dice, diceWeight));
}
