import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tf } from '../open-tfjs-node.js';
import { EPSILON } from './weights.js';

/** Moments of a batch by normalisation name, for the running averages. */
export type BatchMoments = Map<string, { readonly mean: Tensor; readonly variance: Tensor }>;

export interface ForwardOptions {
  /** Present while training: moments of the batch are used and collected, whole channels are dropped at the bottom. */
  readonly folded?: boolean;
  readonly training?: {
    readonly moments: BatchMoments;
    /** (batch, 1, 1, deepest channels): 0 or 1 / (1 − dropout). */
    readonly keep: Tensor4D;
  };
}

/** Logits (batch, height, width, 1) of the U-Net; height and width are multiples of 2 ** (levels − 1). */
export function forward(
  tf: Tf,
  get: (name: string) => Tensor,
  levels: number,
  input: Tensor4D,
  options: ForwardOptions = {},
): Tensor4D {
  const folded = options.folded === true;
  const normalise = (x: Tensor4D, name: string): Tensor4D => {
    let [mean, variance] = [get(`${name}.mean`), get(`${name}.variance`)];
    if (options.training !== undefined) {
      const moments = tf.moments(x, [0, 1, 2]);
      // Kept: the running averages need them after the gradients were taken.
      [mean, variance] = [tf.keep(moments.mean), tf.keep(moments.variance)];
      options.training.moments.set(name, { mean, variance });
    }
    const factor = tf.mul(tf.rsqrt(tf.add(variance, EPSILON)), get(`${name}.gamma`));
    return tf.add(tf.mul(tf.sub(x, mean), factor), get(`${name}.beta`));
  };
  const conv = (x: Tensor4D, name: string): Tensor4D =>
    tf.add(tf.conv2d(x, get(`${name}.kernel`) as Tensor4D, 1, 'same'), get(`${name}.bias`));
  // Folded weights, as they ship, have no normalisation any more.
  const layer = (x: Tensor4D, name: string): Tensor4D =>
    tf.relu(folded ? conv(x, name) : normalise(conv(x, name), name));
  const block = (x: Tensor4D, name: string): Tensor4D => {
    return layer(layer(x, `${name}.0`), `${name}.1`);
  };
  const skips: Tensor4D[] = [];
  let x = input;
  for (let level = 1; level <= levels; level++) {
    if (level > 1) x = tf.maxPool(x, 2, 2, 'same');
    x = block(x, `e${level}`);
    skips.push(x);
  }
  if (options.training !== undefined) x = tf.mul(x, options.training.keep);
  for (let level = levels - 1; level >= 1; level--) {
    const skip = skips[level - 1]!;
    const up = tf.image.resizeNearestNeighbor(x, [skip.shape[1], skip.shape[2]]);
    x = block(tf.concat([up, skip], 3), `d${level}`);
  }
  return conv(x, 'out');
}
