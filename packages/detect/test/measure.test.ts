import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { benchModel, buildModel, importModel, randomUNet, unetFlop } from '../src/index.js';
import { onnxFlopPerPx } from '../src/measure/onnx-flop.js';
import { IMPORT_FACTS, MODEL_CARD, modelFacts } from './model-facts.js';

let dir = '';
let modelDir = '';
const net = randomUNet(16, [4, 6, 8], 7);
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'measure-'));
  modelDir = join(dir, 'tiny-net');
  await buildModel(modelDir, modelFacts('tiny-net', 24), [net], MODEL_CARD);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const options = { sizePx: 64, budgetMs: 1 };

test('the operations of a model that has an ONNX form alone are counted from its graph', async () => {
  const facts = { id: 'graph-only', ...IMPORT_FACTS };
  const { model } = await importModel(join(modelDir, 'model.onnx'), join(dir, 'out'), facts);
  const bench = await benchModel(model.dir, options);
  expect(bench.gflop).toBeCloseTo(unetFlop(net, options.sizePx) / 1e9, 9);
  expect(bench.speeds).toMatchObject([{ runtime: 'onnx', gflopPerSecond: expect.any(Number) as number }]);
});

test('windows of a side that the model does not take are refused', async () => {
  await expect(benchModel(modelDir, { ...options, sizePx: 66 })).rejects.toMatchObject({
    code: 'DETECT_BENCH_SIZE',
    parts: { next: 'give --size 72' },
  });
});

/** Files that this process has open. */
const openFiles = (): string[] =>
  readdirSync('/proc/self/fd').map((fd) => {
    const link = join('/proc/self/fd', fd);
    return existsSync(link) ? readlinkSync(link) : '';
  });

// A session that is not released keeps its profile open, as a deleted file.
test.runIf(existsSync('/proc/self/fd'))('a graph that does not run leaves no session behind', async () => {
  await expect(onnxFlopPerPx(join(modelDir, 'model.onnx'), 3)).rejects.toThrow();
  expect(openFiles().filter((file) => file.includes('landscar-flop-'))).toEqual([]);
});
