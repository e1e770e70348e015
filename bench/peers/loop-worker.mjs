// A peer's inner loop in a worker thread: the same windows again and again, preloaded. workerData: LoopSpec of measure-loop.ts.
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

const require = createRequire(new URL('../../packages/detect/package.json', import.meta.url));
const { peer, dir, windows, channels, threads, nodeFolder } = workerData;
const tensors = windows.map(({ height, width, inner }) => {
  const values = new Float32Array(channels * height * width);
  for (let i = 0; i < values.length; i++) values[i] = ((i * 7919) % 1000) / 200 - 2.5;
  return { values, height, width, inner };
});

async function openOrt(file) {
  const ort = require('onnxruntime-node');
  const session = await ort.InferenceSession.create(join(dir, file), {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableMemPattern: false,
  });
  return ({ values, height, width, inner }) =>
    session.run({
      input: new ort.Tensor('float32', values, [1, channels, height, width]),
      ...(inner !== undefined && {
        inner: new ort.Tensor(
          'int64',
          BigInt64Array.from([inner.top, inner.left, inner.bottom, inner.right], BigInt),
          [4],
        ),
      }),
    });
}

async function openTfjs(tf, layers) {
  const json = JSON.parse(readFileSync(join(dir, 'model.json'), 'utf8'));
  const weights = Uint8Array.from(readFileSync(join(dir, 'weights.bin')));
  const model = await layers.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest.flatMap((g) => g.weights),
      weightData: weights.buffer,
    }),
  );
  return async ({ values, height, width }) => {
    const output = tf.tidy(() => model.predict(tf.tensor(values, [1, height, width, channels])));
    await output.data();
    output.dispose();
  };
}

let run;
if (peer === 'ort') run = await openOrt('model.onnx');
else if (peer === 'ort-int8') run = await openOrt('model-int8.onnx');
else if (peer === 'tfjs-node') {
  const tf = createRequire(join(nodeFolder, 'package.json'))('@tensorflow/tfjs-node');
  run = await openTfjs(tf, tf);
} else {
  const tf = require('@tensorflow/tfjs-core');
  require('@tensorflow/tfjs-backend-cpu');
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await tf.setBackend('wasm');
  run = await openTfjs(tf, require('@tensorflow/tfjs-layers'));
}
await run(tensors[0]);
parentPort.postMessage('ready');
parentPort.once('message', async () => {
  const start = performance.now();
  for (const tensor of tensors) await run(tensor);
  parentPort.postMessage(performance.now() - start);
});
