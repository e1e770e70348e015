import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import type { Runtime } from './runtime.js';

type Ort = typeof import('onnxruntime-node');
const load = async (): Promise<Ort> => import('onnxruntime-node');

/** ONNX Runtime on the CPU, one thread a worker so that workers do not fight over cores. */
export const onnxRuntime: Runtime = {
  name: 'onnx',
  supports: ({ manifest }, precision) =>
    (precision === 'int8' ? manifest.artefacts.onnxInt8 : manifest.artefacts.onnx) !== undefined,
  version: async () => {
    const ort = await load();
    return `onnxruntime-node ${ort.env.versions.common}`;
  },
  load: async ({ dir, manifest }, precision) => {
    const ort = await load();
    const { onnx, onnxInt8 } = manifest.artefacts;
    const file = join(dir, (precision === 'int8' ? onnxInt8 : onnx)?.file ?? '');
    const session: InferenceSession = await ort.InferenceSession.create(file, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Plans for each shape of window cost 200 MB a worker and no time is won.
      enableMemPattern: false,
      logSeverityLevel: 4,
    });
    const [inputName, outputName] = [session.inputNames[0] ?? 'input', session.outputNames[0] ?? 'output'];
    // The answer goes to the same memory each time, once it is known to be one plane: fresh memory costs garbage collections.
    let isPlane = false;
    let room = new Float32Array(0);
    return {
      predict: async (input, height, width) => {
        const feeds = { [inputName]: new ort.Tensor('float32', input, [1, manifest.input.channels, height, width]) };
        if (!isPlane) {
          const answer = (await session.run(feeds))[outputName];
          isPlane = answer?.dims.join() === [1, 1, height, width].join();
          return answer?.data as Float32Array;
        }
        const size = height * width;
        if (room.length < size) room = new Float32Array(size);
        const plane = new ort.Tensor('float32', room.subarray(0, size), [1, 1, height, width]);
        await session.run(feeds, { [outputName]: plane });
        return plane.data;
      },
      heldTensors: () => 0,
      describe: () => `onnxruntime-node ${ort.env.versions.common}, ${precision}, 1 thread`,
      dispose: () => session.release(),
    };
  },
};
