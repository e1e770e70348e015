import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type { Runtime } from './runtime.js';
import { loadTfjs, type TfCore, type TfLibrary } from './tfjs-predictor.js';

export interface TfjsWasm extends TfLibrary {
  readonly layers: typeof import('@tensorflow/tfjs-layers');
}

let library: Promise<TfjsWasm> | undefined;

/** TensorFlow.js with its wasm backend (SIMD, one thread): slower than the others, and it always works. */
export const tfjsWasmRuntime: Runtime = {
  name: 'tfjs-wasm',
  supports: ({ manifest }, precision) => precision === 'fp32' && manifest.artefacts.tfjs !== undefined,
  version: async () => `@tensorflow/tfjs-core ${(await openTfjsWasm()).tf.version_core}, wasm`,
  load: async (model) => {
    const opened = await openTfjsWasm();
    return loadTfjs(opened, model, `tfjs ${opened.tf.version_core} wasm, fp32, 1 thread`);
  },
};

/** The library with its wasm backend ready, once a thread. */
export function openTfjsWasm(): Promise<TfjsWasm> {
  library ??= (async () => {
    // CommonJS builds: the packages' ES modules import without file extensions, which Node does not resolve.
    const require = createRequire(import.meta.url);
    const tf = require('@tensorflow/tfjs-core') as TfCore;
    require('@tensorflow/tfjs-backend-cpu');
    const wasm = require('@tensorflow/tfjs-backend-wasm') as typeof import('@tensorflow/tfjs-backend-wasm');
    wasm.setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep);
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    await tf.setBackend('wasm');
    await tf.ready();
    const layers = require('@tensorflow/tfjs-layers') as typeof import('@tensorflow/tfjs-layers');
    const converter = require('@tensorflow/tfjs-converter') as typeof import('@tensorflow/tfjs-converter');
    return {
      tf,
      backend: 'wasm',
      layers,
      loadLayersModel: layers.loadLayersModel,
      loadGraphModel: converter.loadGraphModel,
    };
  })();
  return library;
}
