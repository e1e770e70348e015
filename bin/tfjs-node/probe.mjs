// Proves that tfjs-node predicts here, on the main thread and in a worker thread: `node probe.mjs DIR`, DIR being the
// folder whose node_modules holds @tensorflow/tfjs-node. Prints one line; exits 1 with the reason when it does not.
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

// tfjs-node 4.22 still calls two functions that Node 23 took away.
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;

const predict = (dir) => {
  const tf = createRequire(path.join(path.resolve(dir), 'package.json'))('@tensorflow/tfjs-node');
  const model = tf.sequential();
  model.add(
    tf.layers.conv2d({ inputShape: [8, 8, 2], filters: 1, kernelSize: 3, kernelInitializer: 'ones', padding: 'valid' }),
  );
  const input = tf.ones([1, 8, 8, 2]);
  const output = model.predict(input);
  const value = output.dataSync()[0];
  const found = { value, backend: tf.getBackend(), version: tf.version['tfjs-core'] };
  model.dispose();
  tf.dispose([input, output]);
  return found;
};

const assertPrediction = ({ value, backend }, where) => {
  if (backend !== 'tensorflow' || value !== 18) {
    throw new Error(`${where}: backend ${backend} predicted ${value}, expected tensorflow and 18 (3 x 3 x 2 ones)`);
  }
};

if (isMainThread) {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const dir = process.argv[2] ?? '.';
  const main = predict(dir);
  assertPrediction(main, 'main thread');
  const worker = new Worker(new URL(import.meta.url), { workerData: dir });
  const inWorker = await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`worker thread ended with ${code} before it predicted`)));
  });
  assertPrediction(inWorker, 'worker thread');
  console.log(`tfjs-node ${main.version} predicts here, in a worker thread too (Node ${process.versions.node})`);
} else {
  parentPort.postMessage(predict(workerData));
}
