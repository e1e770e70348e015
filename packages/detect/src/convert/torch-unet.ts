import type { NpyArray } from './npz.js';
import type { ConvWeights, UNet } from './unet.js';

const EPSILON = 1e-5;

/**
 * A U-Net from PyTorch weights named as the pilot does: `e1.0.weight`, normalisation `e1.1.*`, `e1.3.weight`, `e1.4.*`
 * per block, `out.weight`, `out.bias`. Stored moments are folded into the convolutions.
 */
export function unetFromTorch(arrays: ReadonlyMap<string, NpyArray>): UNet {
  const get = (name: string): NpyArray => {
    const array = arrays.get(name);
    if (array === undefined) throw new Error(`no array ${name} among ${[...arrays.keys()].join(', ')}`);
    return array;
  };
  const layers = new Map<string, ConvWeights>();
  const widths: number[] = [];
  for (let level = 1; arrays.has(`e${level}.0.weight`); level++) {
    widths.push(get(`e${level}.0.weight`).shape[0]!);
    addBlock(layers, get, `e${level}`);
  }
  for (let level = widths.length - 1; level >= 1; level--) addBlock(layers, get, `d${level}`);
  const out = get('out.weight');
  layers.set('out', {
    outputs: out.shape[0]!,
    inputs: out.shape[1]!,
    size: 1,
    kernel: out.values,
    bias: get('out.bias').values,
  });
  return { inputChannels: get('e1.0.weight').shape[1]!, widths, layers };
}

function addBlock(layers: Map<string, ConvWeights>, get: (name: string) => NpyArray, block: string): void {
  for (const [k, [conv, norm]] of [
    [0, 1],
    [3, 4],
  ].entries()) {
    const { shape, values } = get(`${block}.${conv}.weight`);
    const [outputs, inputs] = [shape[0]!, shape[1]!];
    const [gamma, beta] = [get(`${block}.${norm}.weight`).values, get(`${block}.${norm}.bias`).values];
    const [mean, variance] = [get(`${block}.${norm}.running_mean`).values, get(`${block}.${norm}.running_var`).values];
    const per = inputs * 9;
    const factor = Array.from(gamma, (g, o) => g / Math.sqrt(variance[o]! + EPSILON));
    layers.set(`${block}.${k}`, {
      outputs,
      inputs,
      size: 3,
      kernel: values.map((v, i) => v * factor[Math.floor(i / per)]!),
      bias: beta.map((b, o) => b - mean[o]! * factor[o]!),
    });
  }
}
