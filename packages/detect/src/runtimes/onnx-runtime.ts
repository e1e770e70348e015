import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { INNER_INPUT } from '../convert/inner-window.js';
import { takeInner } from './inner-part.js';
import type { Runtime } from './runtime.js';

type Ort = typeof import('onnxruntime-node');
const load = async (): Promise<Ort> => import('onnxruntime-node');

/**
 * Where ONNX Runtime computes: `LANDSCAR_ONNX_PROVIDERS`, a list such as `cuda,cpu` in order of preference; the processor
 * where it is not set. Results of another provider differ in the last digits.
 */
export const onnxProviders = (): readonly string[] =>
  (process.env['LANDSCAR_ONNX_PROVIDERS'] ?? 'cpu').split(',').map((name) => name.trim());

/** Throws where the library was not built for a provider that is asked for. */
function requireProviders(ort: Ort): void {
  const known = ort.listSupportedBackends().map(({ name }) => name);
  const unknown = onnxProviders().filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new Error(`LANDSCAR_ONNX_PROVIDERS names ${unknown.join(', ')}; this build has ${known.join(', ')}`);
}

/** ONNX Runtime, one thread a worker so that workers do not fight over cores. */
export const onnxRuntime: Runtime = {
  name: 'onnx',
  supports: ({ manifest }, precision) =>
    (precision === 'int8' ? manifest.artefacts.onnxInt8 : manifest.artefacts.onnx) !== undefined,
  version: async () => {
    const ort = await load();
    requireProviders(ort);
    return `onnxruntime-node ${ort.env.versions.common}`;
  },
  load: async ({ dir, manifest }, precision) => {
    const ort = await load();
    const { onnx, onnxInt8 } = manifest.artefacts;
    const file = join(dir, (precision === 'int8' ? onnxInt8 : onnx)?.file ?? '');
    const session: InferenceSession = await ort.InferenceSession.create(file, {
      executionProviders: onnxProviders(),
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Plans for each shape of window cost 200 MB a worker and no time is won.
      enableMemPattern: false,
      logSeverityLevel: 4,
    });
    const outputName = session.outputNames[0] ?? 'output';
    const inputName = session.inputNames.find((name) => name !== INNER_INPUT) ?? 'input';
    const knowsInner = session.inputNames.includes(INNER_INPUT);
    const { channels } = manifest.input;
    // The answer goes to the same memory each time, once it is known to be one plane: fresh memory costs garbage collections.
    let isPlane = false;
    let room = new Float32Array(0);
    return {
      predict: async (input, height, width, inner) => {
        const part = knowsInner && inner !== undefined ? inner : { top: 0, left: 0, bottom: height, right: width };
        const { top, left, bottom, right } = part;
        const feeds = {
          [inputName]: new ort.Tensor('float32', input, [1, channels, height, width]),
          ...(knowsInner && {
            [INNER_INPUT]: new ort.Tensor('int64', BigInt64Array.from([top, left, bottom, right], BigInt), [4]),
          }),
        };
        const dims = [1, 1, bottom - top, right - left];
        const finish = (answer: Float32Array): Float32Array => (knowsInner ? answer : takeInner(answer, width, inner));
        if (!isPlane) {
          const answer = (await session.run(feeds))[outputName];
          isPlane = answer?.dims.join() === dims.join();
          return finish(answer?.data as Float32Array);
        }
        const size = (bottom - top) * (right - left);
        if (room.length < size) room = new Float32Array(size);
        const plane = new ort.Tensor('float32', room.subarray(0, size), dims);
        await session.run(feeds, { [outputName]: plane });
        return finish(plane.data);
      },
      heldTensors: () => 0,
      describe: () =>
        `onnxruntime-node ${ort.env.versions.common}, ${precision}, ${onnxProviders().join(' then ')}, 1 thread`,
      dispose: () => session.release(),
    };
  },
};
