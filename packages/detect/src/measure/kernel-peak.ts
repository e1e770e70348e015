import { OnnxGraph } from '../convert/onnx-graph.js';

const SIDE = 1024;
const ROUNDS = 6;

/**
 * Largest rate of multiplications and additions of one core, GFLOP/s: the product of two 1024² Float32 matrices by ONNX
 * Runtime's kernel, best of a few. It stands for the FMA peak, which no plain JavaScript can reach; bench/ measures that
 * with compiled code.
 */
export async function measureKernelPeak(): Promise<number> {
  const graph = new OnnxGraph();
  const weights = Float32Array.from({ length: SIDE * SIDE }, (_, i) => Math.sin(i));
  graph.node('MatMul', ['input', graph.constant([SIDE, SIDE], weights, 'float32')], {}, 'output');
  const ort = await import('onnxruntime-node');
  const session = await ort.InferenceSession.create(graph.encode('peak', [SIDE, SIDE], { output: [SIDE, SIDE] }), {
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  const input = new ort.Tensor('float32', weights, [SIDE, SIDE]);
  let bestMs = Infinity;
  for (let i = 0; i < ROUNDS; i++) {
    const start = performance.now();
    await session.run({ input });
    bestMs = Math.min(bestMs, performance.now() - start);
  }
  await session.release();
  return (2 * SIDE ** 3) / bestMs / 1e6;
}
