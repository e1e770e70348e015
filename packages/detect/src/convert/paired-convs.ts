import type { ConvWeights } from './unet.js';

type Two = readonly [ConvWeights, ConvWeights];

/** Two convolutions of one input as one: the outputs of the first, then those of the second. */
export const joinedOutputs = ([a, b]: Two): ConvWeights => ({
  ...a,
  outputs: a.outputs + b.outputs,
  kernel: concat(a.kernel, b.kernel),
  bias: concat(a.bias, b.bias),
});

/** Two convolutions of two inputs that lie one after the other. */
export const sideBySide = (two: Two): ConvWeights =>
  place(two, two[0].inputs + two[1].inputs, (k, input) => k * two[0].inputs + input);

/**
 * The first convolution on the way up to full resolution: its inputs lie as what comes from below of both, then the skips
 * of both, which lie together. What comes from below is twice as wide as the skip, or as wide as the weights say.
 */
export function pairedDecoder(two: Two): ConvWeights {
  const skip = two[0].outputs;
  const below = two[0].inputs - skip;
  return place(two, 2 * two[0].inputs, (k, input) =>
    input < below ? k * below + input : 2 * below + k * skip + (input - below),
  );
}

/** The sum of two 1 × 1 convolutions to one logit. */
export const pairedLogit = ([a, b]: Two): ConvWeights => ({
  ...a,
  inputs: a.inputs + b.inputs,
  kernel: concat(a.kernel, b.kernel),
  bias: Float32Array.of(a.bias[0]! + b.bias[0]!),
});

/** Outputs one after the other; `positionOf` says where an input of the k-th convolution lies. */
function place(two: Two, inputs: number, positionOf: (k: number, input: number) => number): ConvWeights {
  const [{ size, outputs }] = two;
  const per = size * size;
  const kernel = new Float32Array(2 * outputs * inputs * per);
  for (const [k, conv] of two.entries()) {
    for (let o = 0; o < outputs; o++) {
      for (let i = 0; i < conv.inputs; i++) {
        const from = (o * conv.inputs + i) * per;
        kernel.set(conv.kernel.subarray(from, from + per), ((k * outputs + o) * inputs + positionOf(k, i)) * per);
      }
    }
  }
  return { size, inputs, outputs: 2 * outputs, kernel, bias: concat(two[0].bias, two[1].bias) };
}

function concat(a: Float32Array, b: Float32Array): Float32Array {
  const out = new Float32Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
