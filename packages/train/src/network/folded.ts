import type { ConvWeights, UNet } from '@landscar/detect';
import type { ParameterShape } from './unet-shapes.js';
import type { Weights } from './weights.js';

/** The arrays of a network without normalisation, all learned; kernels (y, x, in, out) as TensorFlow has them. */
export function foldedShapes({ layers }: UNet): ParameterShape[] {
  return [...layers].flatMap(([name, { size, inputs, outputs }]) => [
    { name: `${name}.kernel`, shape: [size, size, inputs, outputs], learned: true },
    { name: `${name}.bias`, shape: [outputs], learned: true },
  ]);
}

export function weightsOfUNet({ layers }: UNet): Weights {
  const weights: Weights = new Map();
  for (const [name, conv] of layers) {
    const kernel = new Float32Array(conv.kernel.length);
    forEachTap(conv, (oihw, hwio) => (kernel[hwio] = conv.kernel[oihw]!));
    weights.set(`${name}.kernel`, kernel);
    weights.set(`${name}.bias`, conv.bias.slice());
  }
  return weights;
}

/** The network `like` with other numbers. */
export function unetOfWeights(weights: Weights, like: UNet): UNet {
  const layers = new Map<string, ConvWeights>();
  for (const [name, conv] of like.layers) {
    const trained = weights.get(`${name}.kernel`)!;
    const kernel = new Float32Array(trained.length);
    forEachTap(conv, (oihw, hwio) => (kernel[oihw] = trained[hwio]!));
    layers.set(name, { ...conv, kernel, bias: weights.get(`${name}.bias`)!.slice() });
  }
  return { ...like, layers };
}

function forEachTap({ inputs, outputs, size }: ConvWeights, visit: (oihw: number, hwio: number) => void): void {
  const per = size * size;
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) {
      for (let k = 0; k < per; k++) visit((o * inputs + i) * per + k, (k * inputs + i) * outputs + o);
    }
  }
}

/** `share` of the way from one network to another of the same form. */
export function betweenUNets(from: UNet, to: UNet, share: number): UNet {
  const mix = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, i) => value + share * (b[i]! - value));
  const layers = new Map<string, ConvWeights>();
  for (const [name, conv] of from.layers) {
    const other = to.layers.get(name)!;
    layers.set(name, { ...conv, kernel: mix(conv.kernel, other.kernel), bias: mix(conv.bias, other.bias) });
  }
  return { ...from, layers };
}
