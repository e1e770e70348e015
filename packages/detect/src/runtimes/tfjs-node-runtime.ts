import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Runtime } from './runtime.js';
import { loadTfjs, type TfCore, type TfLibrary } from './tfjs-predictor.js';

/** Native TensorFlow, from the folder that `LANDSCAR_TFJS_NODE` names (docs/decisions/0002). */
export const tfjsNodeRuntime: Runtime = {
  name: 'tfjs-node',
  supports: ({ manifest }, precision) => precision === 'fp32' && manifest.artefacts.tfjs !== undefined,
  version: async () => `@tensorflow/tfjs-node ${(await open()).version['tfjs-node']}`,
  load: async (model) => {
    const tf = await open();
    const library: TfLibrary = { tf, loadLayersModel: tf.loadLayersModel, loadGraphModel: tf.loadGraphModel };
    return loadTfjs(library, model, `tfjs-node ${tf.version['tfjs-node']}, fp32`);
  },
};

type TfNode = TfCore &
  Pick<TfLibrary, 'loadLayersModel' | 'loadGraphModel'> & { readonly version: Readonly<Record<string, string>> };

async function open(): Promise<TfNode> {
  const folder = process.env['LANDSCAR_TFJS_NODE'];
  if (folder === undefined) throw new Error('LANDSCAR_TFJS_NODE is not set: ./bin/setup --with-tfjs-node installs it');
  // Node 23 took these away; tfjs-node 4.22 still calls them.
  const old = (await import('node:util')).default as unknown as Record<string, unknown>;
  old['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  old['isArray'] ??= Array.isArray;
  return createRequire(join(folder, 'package.json'))('@tensorflow/tfjs-node') as TfNode;
}
