import { OnnxGraph } from '../convert/onnx-graph.js';

/** The largest is bound by memory on processors with small caches, the smallest by what surrounds it on those with wide vectors. */
const SIDES = [384, 512, 1024] as const;
const BUDGET_MS = 250;

/**
 * Largest rate of multiplications and additions of one core, GFLOP/s: the product of two square Float32 matrices by ONNX
 * Runtime's kernel, best of three sizes. It stands for the FMA peak, which no plain JavaScript can reach; bench/ measures that
 * with compiled code (117 GFLOP/s where this finds 110).
 */
export async function measureKernelPeak(): Promise<number> {
  let best = 0;
  for (const side of SIDES) best = Math.max(best, await productRate(side));
  return best;
}

async function productRate(side: number): Promise<number> {
  const graph = new OnnxGraph();
  const weights = Float32Array.from({ length: side * side }, (_, i) => Math.sin(i));
  graph.node('MatMul', ['input', graph.constant([side, side], weights, 'float32')], {}, 'output');
  const ort = await import('onnxruntime-node');
  const session = await ort.InferenceSession.create(graph.encode('peak', [side, side], { output: [side, side] }), {
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  const input = new ort.Tensor('float32', weights, [side, side]);
  const output = new ort.Tensor('float32', new Float32Array(side * side), [side, side]);
  let bestMs = Infinity;
  for (const end = performance.now() + BUDGET_MS; performance.now() < end;) {
    const start = performance.now();
    await session.run({ input }, { output });
    bestMs = Math.min(bestMs, performance.now() - start);
  }
  await session.release();
  return (2 * side ** 3) / bestMs / 1e6;
}
