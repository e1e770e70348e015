import type { UNet } from '@landscar/detect';
import { randomOf } from '../random.js';
import { sizeOf, unetShapes } from './unet-shapes.js';

/** Values by parameter name, Float32. */
export type Weights = Map<string, Float32Array>;

/** Kernels and biases uniform within ±1 / √(inputs) (He et al. 2015 with a = √5, as PyTorch starts), neutral normalisation. */
export function initialWeights(inputs: number, widths: readonly number[], run: string): Weights {
  const random = randomOf('weights', run);
  const weights: Weights = new Map();
  let bound = 1;
  for (const { name, shape } of unetShapes(inputs, widths)) {
    if (name.endsWith('.kernel')) bound = 1 / Math.sqrt(sizeOf(shape) / shape.at(-1)!);
    const one = /\.(gamma|variance)$/u.test(name);
    const drawn = /\.(kernel|bias)$/u.test(name);
    weights.set(
      name,
      Float32Array.from({ length: sizeOf(shape) }, () => (drawn ? random.between(-bound, bound) : one ? 1 : 0)),
    );
  }
  return weights;
}

export const EPSILON = 1e-5;

/** The network as it ships: normalisation folded into the convolutions. */
export function foldWeights(weights: Weights, inputs: number, widths: readonly number[]): UNet {
  const layers = new Map<string, UNet['layers'] extends ReadonlyMap<string, infer C> ? C : never>();
  for (const { name: parameter, shape } of unetShapes(inputs, widths)) {
    if (!parameter.endsWith('.kernel')) continue;
    const name = parameter.slice(0, -'.kernel'.length);
    const get = (part: string): Float32Array => weights.get(`${name}.${part}`)!;
    const [size = 1, , from = 1, to = 1] = shape;
    const per = size * size;
    const normalised = name !== 'out';
    const factors = Array.from({ length: to }, (_, o) =>
      normalised ? get('gamma')[o]! / Math.sqrt(get('variance')[o]! + EPSILON) : 1,
    );
    const kernel = new Float32Array(to * from * per);
    const trained = get('kernel');
    for (let k = 0; k < per; k++) {
      for (let i = 0; i < from; i++) {
        for (let o = 0; o < to; o++) kernel[(o * from + i) * per + k] = trained[(k * from + i) * to + o]! * factors[o]!;
      }
    }
    const bias = Float32Array.from(get('bias'), (b, o) =>
      normalised ? (b - get('mean')[o]!) * factors[o]! + get('beta')[o]! : b,
    );
    layers.set(name, { outputs: to, inputs: from, size: size as 1 | 3, kernel, bias });
  }
  return { inputChannels: inputs, widths, layers };
}
