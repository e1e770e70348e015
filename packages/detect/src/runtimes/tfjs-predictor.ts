import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Model } from '../models/load-model.js';
import { takeInner } from './inner-part.js';
import type { Predictor } from './runtime.js';

/** What the adapters need of TensorFlow.js, whichever build it comes from. */
export type TfCore = typeof import('@tensorflow/tfjs-core');
export interface TfLibrary {
  readonly tf: TfCore;
  readonly loadLayersModel: typeof import('@tensorflow/tfjs-layers').loadLayersModel;
  readonly loadGraphModel: typeof import('@tensorflow/tfjs-converter').loadGraphModel;
}

interface ModelJson {
  readonly format?: string;
  readonly modelTopology: object;
  readonly weightsManifest: readonly { readonly paths: readonly string[]; readonly weights: object[] }[];
}

/** A TensorFlow.js model of the folder, layers or graph, as it is; inputs (1, height, width, channels). */
export async function loadTfjs(
  { tf, loadLayersModel, loadGraphModel }: TfLibrary,
  { dir, manifest }: Model,
  name: string,
): Promise<Predictor> {
  const file = join(dir, manifest.artefacts.tfjs?.find((a) => a.file.endsWith('.json'))?.file ?? 'model.json');
  const json = JSON.parse(await readFile(file, 'utf8')) as ModelJson;
  const shards = await Promise.all(
    json.weightsManifest.flatMap((group) => group.paths.map((path) => readFile(join(file, '..', path)))),
  );
  const weights = Uint8Array.from(Buffer.concat(shards));
  const handler = tf.io.fromMemory({
    modelTopology: json.modelTopology,
    weightSpecs: json.weightsManifest.flatMap((group) => group.weights) as never,
    weightData: weights.buffer,
    ...(json.format !== undefined && { format: json.format }),
  });
  const model = json.format === 'graph-model' ? await loadGraphModel(handler) : await loadLayersModel(handler);
  const channels = manifest.input.channels;
  return {
    predict: async (input, height, width, inner) => {
      const output = tf.tidy(() => {
        const planes = tf.tensor(input, [channels, height, width], 'float32');
        return model.predict(tf.expandDims(tf.transpose(planes, [1, 2, 0]), 0)) as ReturnType<TfCore['tensor']>;
      });
      const data = (await output.data()) as Float32Array;
      output.dispose();
      return takeInner(data, width, inner);
    },
    heldTensors: () => tf.memory().numTensors,
    describe: () => name,
    dispose: () => {
      model.dispose();
      return Promise.resolve();
    },
  };
}
