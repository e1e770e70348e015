import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OwnEngine } from './own-engine.js';
import type { Runtime } from './runtime.js';
import { loadTfjs, type TfCore, type TfLibrary } from './tfjs-predictor.js';

/** Native TensorFlow, from `.cache/tfjs-node` or the folder that `LANDSCAR_TFJS_NODE` names (docs/decisions/0002). */
export const tfjsNodeRuntime: Runtime = {
  name: 'tfjs-node',
  supports: ({ manifest }, precision) => precision === 'fp32' && manifest.artefacts.tfjs !== undefined,
  version: async () => `@tensorflow/tfjs-node ${(await engine.run(open)).version['tfjs-node']}`,
  load: (model) =>
    engine.run(async () => {
      const tf = await open();
      const library: TfLibrary = { tf, loadLayersModel: tf.loadLayersModel, loadGraphModel: tf.loadGraphModel };
      const predictor = await loadTfjs(library, model, `tfjs-node ${tf.version['tfjs-node']}, fp32`);
      return {
        ...predictor,
        predict: (...asked) => engine.run(() => predictor.predict(...asked)),
        dispose: () => engine.run(() => predictor.dispose()),
      };
    }),
};

/** It lives beside tfjs-wasm in one thread where models are verified. */
const engine = new OwnEngine();

type TfNode = TfCore &
  Pick<TfLibrary, 'loadLayersModel' | 'loadGraphModel'> & { readonly version: Readonly<Record<string, string>> };

/** Where `bin/setup --with-tfjs-node` puts it. */
const USUAL_FOLDER = fileURLToPath(new URL('../../../../.cache/tfjs-node', import.meta.url));

async function open(): Promise<TfNode> {
  const folder = process.env['LANDSCAR_TFJS_NODE'] ?? USUAL_FOLDER;
  if (!existsSync(join(folder, 'node_modules'))) {
    throw new Error(`not in ${folder}: ./bin/setup --with-tfjs-node installs it`);
  }
  // One thread a worker, so that workers do not fight over cores; read once, when the library starts.
  process.env['TF_NUM_INTRAOP_THREADS'] ??= '1';
  process.env['TF_NUM_INTEROP_THREADS'] ??= '1';
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  // Node 23 took these away; tfjs-node 4.22 still calls them.
  const old = (await import('node:util')).default as unknown as Record<string, unknown>;
  old['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  old['isArray'] ??= Array.isArray;
  return createRequire(join(folder, 'package.json'))('@tensorflow/tfjs-node') as TfNode;
}
