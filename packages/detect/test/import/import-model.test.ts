import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildModel, importModel, loadModel, randomUNet, requireProven, verifyModel } from '../../src/index.js';
import { openTfjsWasm } from '../../src/runtimes/tfjs-wasm-runtime.js';
import { MODEL_CARD, modelFacts } from '../model-facts.js';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'import-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const facts = {
  id: 'users-net',
  licence: 'Apache-2.0',
  contact: 'the user who made it',
  features: 'landscar-bands@1',
  output: 'probability',
  resolutionMinM: 5,
  resolutionMaxM: 30,
  threshold: 0.6,
  data: 'seeded random weights',
} as const;

type Layers = Awaited<ReturnType<typeof openTfjsWasm>>['layers'];

/** A layers model with seeded weights, as a user's TensorFlow.js would save it. */
async function saveLayersModel(
  folder: string,
  build: (layers: Layers['layers'], input: ReturnType<Layers['input']>) => ReturnType<Layers['input']>,
  channels = 12,
): Promise<string> {
  const { tf, layers } = await openTfjsWasm();
  const input = layers.input({ shape: [null, null, channels] });
  const model = layers.model({ inputs: input, outputs: build(layers.layers, input) });
  let state = 5;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  for (const layer of model.layers) {
    const seeded = layer.getWeights().map((w) =>
      tf.tensor(
        Float32Array.from({ length: w.size }, () => 0.2 + 0.3 * (random() - 0.5)),
        w.shape,
      ),
    );
    layer.setWeights(seeded);
  }
  const path = join(dir, folder);
  const { mkdir } = await import('node:fs/promises');
  await mkdir(path, { recursive: true });
  await model.save({
    save: async (artifacts) => {
      await writeFile(join(path, 'weights.bin'), Buffer.from(artifacts.weightData as ArrayBuffer));
      const weightsManifest = [{ paths: ['weights.bin'], weights: artifacts.weightSpecs }];
      const { modelTopology } = artifacts;
      await writeFile(
        join(path, 'model.json'),
        JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest }),
      );
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  return path;
}

describe('landscar models import', () => {
  test('a layers model of many kinds of layers: the ONNX form agrees, the folder is proven', async () => {
    const from = await saveLayersModel('many', (layers, input) => {
      const apply = (layer: { apply(x: unknown): unknown }, x: unknown): ReturnType<Layers['input']> =>
        layer.apply(x) as ReturnType<Layers['input']>;
      const first = apply(layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same', activation: 'relu6' }), input);
      const normal = apply(layers.batchNormalization(), first);
      const down = apply(layers.conv2d({ filters: 8, kernelSize: 3, strides: 2, padding: 'same' }), normal);
      const rectified = apply(layers.leakyReLU({ alpha: 0.1 }), down);
      const wide = apply(layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', dilationRate: 2 }), rectified);
      const apart = apply(layers.separableConv2d({ filters: 8, kernelSize: 3, padding: 'same' }), wide);
      const pooled = apply(layers.averagePooling2d({ poolSize: 2, strides: 2 }), apart);
      const up = apply(layers.upSampling2d({ size: [2, 2] }), pooled);
      const sum = apply(layers.add(), [up, wide]);
      const grown = apply(layers.conv2dTranspose({ filters: 6, kernelSize: 2, strides: 2, padding: 'same' }), sum);
      const joined = apply(layers.concatenate(), [grown, normal]);
      const dropped = apply(layers.dropout({ rate: 0.5 }), joined);
      return apply(layers.conv2d({ filters: 1, kernelSize: 1, activation: 'sigmoid' }), dropped);
    });
    const { model, withoutOnnx, largestDifference } = await importModel(from, join(dir, 'out'), facts);
    expect(withoutOnnx).toBeUndefined();
    expect(largestDifference).toBeLessThan(1e-4);
    expect(model.manifest.input).toMatchObject({ stridePx: 4, channels: 12 });
    expect(model.manifest.input.haloPx).toBeGreaterThanOrEqual(8);
    const proofs = await verifyModel(model.dir);
    expect(proofs.some((p) => p.runtime === 'onnx' && p.tried)).toBe(true);
    expect(() => requireProven(model, proofs)).not.toThrow();
  });

  test('what cannot be written as ONNX is named, and the model stays on TensorFlow.js', async () => {
    const from = await saveLayersModel('odd', (layers, input) => {
      const first = layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'softsign' }).apply(input);
      const normal = layers.layerNormalization().apply(first);
      return layers.conv2d({ filters: 1, kernelSize: 1 }).apply(normal) as ReturnType<Layers['input']>;
    });
    const { model, withoutOnnx } = await importModel(from, join(dir, 'odd-out'), { ...facts, output: 'logit' });
    expect(withoutOnnx).toBe('Conv2D with activation softsign, LayerNormalization');
    expect(Object.keys(model.manifest.artefacts)).toEqual(['tfjs']);
    expect(model.manifest.resources.runtimes).toEqual(['tfjs-node', 'tfjs-wasm']);
  });

  test('an ONNX file is taken as it is', async () => {
    const net = randomUNet(12, [4, 6, 8], 3);
    const made = join(dir, 'made-net');
    const input = { ...modelFacts('made-net', 40).input, features: 'landscar-bands@1', channels: 12 } as const;
    const decision = { ...modelFacts('made-net', 40).decision, addChangeLength: false };
    await buildModel(made, { ...modelFacts('made-net', 40), input, decision }, [net], MODEL_CARD);
    const { model } = await importModel(join(made, 'model.onnx'), join(dir, 'onnx-out'), { ...facts, output: 'logit' });
    expect(Object.keys(model.manifest.artefacts)).toEqual(['onnx']);
    expect((await loadModel(model.dir)).manifest.input.stridePx).toBe(4);
    expect(await readFile(join(model.dir, 'card.md'), 'utf8')).toContain('No figure is for the loess plateau');
  });

  test('four bands and a range of dates, and nothing is left of an import that fails', async () => {
    const from = await saveLayersModel(
      'four',
      (layers, input) => layers.conv2d({ filters: 1, kernelSize: 3, padding: 'same' }).apply(input) as typeof input,
      8,
    );
    const four = { ...facts, output: 'logit', bands: ['blue', 'green', 'red', 'nir'], gapDays: [180, 730] } as const;
    const { model } = await importModel(from, join(dir, 'four-out'), four);
    expect(model.manifest.input).toMatchObject({
      bands: four.bands,
      channels: 8,
      gapDays: { min: 180, max: 730 },
    });
    await expect(importModel(from, join(dir, 'four-out'), { ...four, bands: ['red', 'nir'] })).rejects.toMatchObject({
      code: 'DETECT_IMPORT_FACTS',
    });
    // Six bands do not go into it: what was there before stays, and nothing else.
    await expect(importModel(from, join(dir, 'four-out'), facts)).rejects.toHaveProperty('code');
    expect(await readdir(join(dir, 'four-out'))).toEqual([facts.id]);
    expect((await loadModel(model.dir)).hash).toBe(model.hash);
  });

  test('every missing fact is named at once', async () => {
    await expect(importModel(join(dir, 'many'), join(dir, 'none'), { id: 'users-net' })).rejects.toMatchObject({
      code: 'DETECT_IMPORT_FACTS',
      parts: {
        found: expect.stringMatching(
          /--licence.*--contact.*--features.*--output.*--resolution.*--threshold/u,
        ) as unknown,
      },
    });
  });

  test('weights that are cut off', async () => {
    const from = await saveLayersModel(
      'cut',
      (layers, input) => layers.conv2d({ filters: 1, kernelSize: 3, padding: 'same' }).apply(input) as typeof input,
    );
    await truncate(join(from, 'weights.bin'), 100);
    await expect(importModel(from, join(dir, 'cut-out'), facts)).rejects.toMatchObject({
      code: 'DETECT_IMPORT_UNREADABLE',
      parts: { found: expect.stringContaining('cut off') as unknown },
    });
  });

  test('a folder without a model', async () => {
    await expect(importModel(join(dir, 'nowhere'), join(dir, 'x'), facts)).rejects.toMatchObject({
      code: 'DETECT_IMPORT_UNREADABLE',
    });
  });
});

describe('a TensorFlow graph model', () => {
  const text = (s: string): { s: string } => ({ s: Buffer.from(s).toString('base64') });
  const graph = (middle: string): object => ({
    format: 'graph-model',
    modelTopology: {
      node: [
        { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim: [{ size: '-1' }, { size: '-1' }, { size: '-1' }, { size: '12' }] } } } }, // prettier-ignore
        { name: 'k', op: 'Const', attr: { dtype: { type: 'DT_FLOAT' } } },
        { name: 'b', op: 'Const', attr: { dtype: { type: 'DT_FLOAT' } } },
        {
          name: 'conv',
          op: '_FusedConv2D',
          input: ['x', 'k', 'b'],
          attr: {
            T: { type: 'DT_FLOAT' },
            strides: { list: { i: ['1', '1', '1', '1'] } },
            dilations: { list: { i: ['1', '1', '1', '1'] } },
            padding: text('SAME'),
            data_format: text('NHWC'),
            num_args: { i: '1' },
            fused_ops: { list: { s: [text('BiasAdd').s, text('Relu').s] } },
          },
        },
        { name: 'out', op: middle, input: ['conv'], attr: { T: { type: 'DT_FLOAT' } } },
      ],
      versions: { producer: 808 },
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: [
          { name: 'k', shape: [3, 3, 12, 1], dtype: 'float32' },
          { name: 'b', shape: [1], dtype: 'float32' },
        ],
      },
    ],
  });
  const save = async (folder: string, operation: string): Promise<string> => {
    const { mkdir } = await import('node:fs/promises');
    const path = join(dir, folder);
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'model.json'), JSON.stringify(graph(operation)));
    const weights = Float32Array.from({ length: 109 }, (_, i) => Math.sin(i) / 5);
    await writeFile(join(path, 'weights.bin'), Buffer.from(weights.buffer));
    return path;
  };

  test('is lowered and agrees', async () => {
    const { largestDifference } = await importModel(await save('graph', 'Sigmoid'), join(dir, 'graph-out'), facts);
    expect(largestDifference).toBeLessThan(1e-5);
  });

  test('with an operation of another kind stays on TensorFlow.js', async () => {
    const { withoutOnnx } = await importModel(await save('graph-odd', 'Erf'), join(dir, 'graph-odd-out'), facts);
    expect(withoutOnnx).toBe('Erf');
  });

  test('facts that are wrong are named beside those that are missing, and nothing is written', async () => {
    const { licence: _, ...given } = { ...facts, id: '../evil', stridePx: 3, features: 'my-own' };
    await expect(importModel(dir, join(dir, 'wrong-out'), given)).rejects.toMatchObject({
      code: 'DETECT_IMPORT_FACTS',
      parts: {
        found: expect.stringMatching(
          /missing: --licence .*wrong: --id '..\/evil'.*--stride '3'.*'my-own' for/u,
        ) as unknown,
      },
    });
    expect(await readdir(dir)).not.toContain('evil');
  });

  test('features that the network was not made for, and an output that it does not have', async () => {
    const plain = (layers: Layers['layers'], input: ReturnType<Layers['input']>): ReturnType<Layers['input']> =>
      layers.conv2d({ filters: 1, kernelSize: 3, padding: 'same' }).apply(input) as ReturnType<Layers['input']>;
    const from = await saveLayersModel('plain', plain);
    await expect(
      importModel(from, join(dir, 'plain-out'), { ...facts, features: 'landscar-diff@1' }),
    ).rejects.toMatchObject({
      code: 'DETECT_IMPORT_NOT_RUNNING',
      parts: { allowed: expect.stringContaining('16 channels') as unknown },
    });
    await expect(importModel(from, join(dir, 'plain-out'), facts)).rejects.toMatchObject({
      code: 'DETECT_IMPORT_RANGE',
      parts: { allowed: '0 to 1 (--output probability)' },
    });
    expect(await readdir(join(dir, 'plain-out'))).toEqual([]);
  });
});
