import { openTfjsWasm } from '../runtimes/tfjs-wasm-runtime.js';
import type { ConvWeights, UNet } from './unet.js';

type Layers = typeof import('@tensorflow/tfjs-layers');
type Symbolic = ReturnType<Layers['input']>;

/** `model.json` and its one weight file of the mean logit of networks, as a TensorFlow.js layers model. */
export async function unetsToTfjs(name: string, nets: readonly UNet[]): Promise<{ json: string; weights: Buffer }> {
  const { tf, layers } = await openTfjsWasm();
  const input = layers.input({ shape: [null, null, nets[0]!.inputChannels], name: 'input' });
  const convs: { layer: ReturnType<Layers['layers']['conv2d']>; conv: ConvWeights }[] = [];
  const logits = nets.map((net, i) => addUNet(layers, net, input, `m${i}`, convs));
  const output = logits.length === 1 ? logits[0]! : (layers.layers.average({ name: 'mean' }).apply(logits) as Symbolic);
  const model = layers.model({ inputs: input, outputs: output, name });
  for (const { layer, conv } of convs)
    layer.setWeights([
      tf.tensor(toHwio(conv), [conv.size, conv.size, conv.inputs, conv.outputs]),
      tf.tensor(conv.bias),
    ]);
  let saved: { json: string; weights: Buffer } | undefined;
  await model.save({
    save: (artifacts) => {
      const weights = Buffer.from(new Uint8Array(artifacts.weightData as ArrayBuffer));
      const manifest = [{ paths: ['weights.bin'], weights: artifacts.weightSpecs }];
      saved = {
        json: JSON.stringify({
          format: 'layers-model',
          generatedBy: 'landscar',
          modelTopology: artifacts.modelTopology,
          weightsManifest: manifest,
        }),
        weights,
      };
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } });
    },
  });
  model.dispose();
  return saved!;
}

function addUNet(
  layers: Layers,
  net: UNet,
  input: Symbolic,
  prefix: string,
  convs: { layer: ReturnType<Layers['layers']['conv2d']>; conv: ConvWeights }[],
): Symbolic {
  const conv = (x: Symbolic, name: string, activation: 'relu' | 'linear'): Symbolic => {
    const weights = net.layers.get(name)!;
    const layer = layers.layers.conv2d({
      filters: weights.outputs,
      kernelSize: weights.size,
      padding: 'same',
      activation,
      name: `${prefix}_${name.replace('.', '_')}`,
    });
    convs.push({ layer, conv: weights });
    return layer.apply(x) as Symbolic;
  };
  const block = (x: Symbolic, name: string): Symbolic => conv(conv(x, `${name}.0`, 'relu'), `${name}.1`, 'relu');
  const skips: Symbolic[] = [];
  let x = input;
  for (let level = 1; level <= net.widths.length; level++) {
    if (level > 1)
      x = layers.layers.maxPooling2d({ poolSize: 2, strides: 2, name: `${prefix}_p${level}` }).apply(x) as Symbolic;
    x = block(x, `e${level}`);
    skips.push(x);
  }
  for (let level = net.widths.length - 1; level >= 1; level--) {
    const up = layers.layers.upSampling2d({ size: [2, 2], name: `${prefix}_u${level}` }).apply(x) as Symbolic;
    x = block(
      layers.layers.concatenate({ axis: -1, name: `${prefix}_c${level}` }).apply([up, skips[level - 1]!]) as Symbolic,
      `d${level}`,
    );
  }
  return conv(x, 'out', 'linear');
}

/** (out, in, y, x) → (y, x, in, out). */
function toHwio({ kernel, outputs, inputs, size }: ConvWeights): Float32Array {
  const out = new Float32Array(kernel.length);
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) {
      for (let k = 0; k < size * size; k++)
        out[(k * inputs + i) * outputs + o] = kernel[(o * inputs + i) * size * size + k]!;
    }
  }
  return out;
}
