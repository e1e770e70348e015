import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STACK_FILES, type StackManifest } from '@landscar/core';
import { hashText, openTileSource, writeRaster } from '@landscar/geodata';
import detectBlock from '../src/detect-worker.js';
import {
  buildModel,
  finishDetection,
  importModel,
  loadModel,
  planDetection,
  randomUNet,
  requireProven,
  verifyModel,
  type ManifestFacts,
} from '../src/index.js';
import { OnnxGraph } from '../src/convert/onnx-graph.js';
import { makeStack } from './make-stack.js';
import { IMPORT_FACTS, MODEL_CARD, modelFacts } from './model-facts.js';
import { modelFolder, runDetection } from './run-detection.js';

let dir = '';
let stack = '';
const net = randomUNet(16, [4, 6, 8], 7);
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'bad-detect-'));
  stack = join(dir, 'stack');
  await makeStack(stack, 300, 200);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const model = async (folder: string, change: Partial<ManifestFacts> = {}): Promise<string> => {
  const path = join(dir, folder, 'tiny-net');
  await buildModel(path, { ...modelFacts('tiny-net', 24), ...change }, [net], MODEL_CARD);
  return path;
};
const changedManifest = async (folder: string, change: (m: Record<string, unknown>) => void): Promise<string> => {
  const path = await model(folder);
  const file = join(path, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  change(manifest);
  await writeFile(file, JSON.stringify(manifest));
  return path;
};
const GARBAGE = 'no network';
const input = modelFacts('tiny-net', 24).input;

describe('a model that does not fit the imagery or itself', () => {
  test('another file than its hash says', async () => {
    const path = await model('hash');
    const bytes = await readFile(join(path, 'model.onnx'));
    bytes[bytes.length - 5]! ^= 1;
    await writeFile(join(path, 'model.onnx'), bytes);
    await expect(loadModel(path)).rejects.toMatchObject({ code: 'DETECT_ARTEFACT_MISMATCH' });
  });

  test('weights cut off', async () => {
    const path = await model('cut');
    await truncate(join(path, 'weights.bin'), 64);
    await expect(loadModel(path)).rejects.toMatchObject({ code: 'DETECT_ARTEFACT_MISMATCH' });
  });

  test('another number of channels than its features have', async () => {
    const path = await changedManifest('channels', (m) => (m['input'] = { ...input, channels: 15 }));
    await expect(loadModel(path)).rejects.toMatchObject({ code: 'DETECT_MANIFEST_FIELD' });
  });

  test.each<[string, (m: Record<string, Record<string, unknown>>) => void]>([
    ['input.resolutionM', (m) => (m['input']!['resolutionM'] = { min: 30, max: 10 })],
    ['input.gapDays', (m) => (m['input']!['gapDays'] = { min: 700, max: 300 })],
    ['input.layout', (m) => (m['input']!['layout'] = 'nhwc')],
    ['output.range', (m) => (m['output']!['range'] = [5, -5])],
    [
      'artefacts.onnx.file',
      (m) => (m['artefacts']!['onnx'] = { file: '../model.onnx', bytes: 9, sha256: '0'.repeat(64) }),
    ],
    ['golden', (m) => (m['golden']!['width'] = 8)],
  ])('a manifest that contradicts itself: %s', async (field, change) => {
    const path = await changedManifest(`field-${field}`, (m) => change(m as Record<string, Record<string, unknown>>));
    const refused = await loadModel(path).catch((error: unknown) => error as Error);
    expect(refused).toHaveProperty('code', expect.stringMatching(/^DETECT_MANIFEST_/u));
    expect((refused as Error).message).toContain(field);
  });

  test('penalties by channels that the features do not have', async () => {
    const shipped = JSON.parse(await readFile(join(modelFolder('landscar-s2'), 'manifest.json'), 'utf8')) as {
      decision: { penalties: { channels: string[] }[] };
    };
    shipped.decision.penalties[0]!.channels = ['greenness'];
    const path = await changedManifest('penalties', (m) => (m['decision'] = shipped.decision));
    await expect(loadModel(path)).rejects.toMatchObject({
      code: 'DETECT_MANIFEST_FIELD',
      message: expect.stringContaining('judges by greenness') as unknown,
    });
  });

  test('bands that the imagery lacks, whatever their order in the imagery', async () => {
    const four = join(dir, 'four');
    await makeStack(four, 300, 200, 1, 4);
    const modelDir = modelFolder('landscar-s2');
    await expect(planDetection(four, join(dir, 'o1'), { modelDir })).rejects.toMatchObject({
      code: 'DETECT_MODEL_BANDS',
      parts: {
        found: 'bands blue, green, red, nir; missing swir16, swir22',
        next: 'use a model for these bands: --model landscar-s2-four-band',
      },
    });
  });

  test('bands that features are not made of, or in another order', async () => {
    for (const bands of [[...input.bands, 'rededge'], [...input.bands].reverse(), ['red', 'nir']]) {
      const path = await changedManifest('unfit-bands', (m) => (m['input'] = { ...input, bands }));
      await expect(loadModel(path)).rejects.toMatchObject({ code: 'DETECT_MANIFEST_INVALID' });
    }
  });

  test('the order of the bands in the imagery does not matter', async () => {
    const turned = join(dir, 'turned');
    const manifest = await makeStack(turned, 300, 200);
    for (const name of [STACK_FILES.before, STACK_FILES.after]) {
      const source = await openTileSource(join(turned, name));
      const bands = await source.readWindow({ x: 0, y: 0, width: 300, height: 200 }, [5, 4, 3, 2, 1, 0]);
      await source.close();
      const written = bands as Uint16Array[];
      await writeRaster(join(turned, name), {
        grid: manifest.grid,
        dataType: 'UInt16',
        noData: 0,
        tiled: true,
        bands: written,
      });
    }
    const bands = [...manifest.bands].reverse();
    await writeFile(join(turned, STACK_FILES.manifest), JSON.stringify({ ...manifest, bands }));
    const first = await runDetection(stack, join(dir, 'straight-out'));
    const second = await runDetection(turned, join(dir, 'turned-out'));
    expect(second.disturbances).toEqual(first.disturbances);
    expect(first.disturbances.length).toBeGreaterThan(0);
  });

  test('dates too far apart', async () => {
    const path = await model('gap', { input: { ...input, gapDays: { min: 0, max: 100 } } });
    await expect(planDetection(stack, join(dir, 'o2'), { modelDir: path })).rejects.toMatchObject({
      code: 'DETECT_MODEL_UNFIT',
      parts: { found: '373 days between the dates' },
    });
  });

  test('pixels of another size', async () => {
    const path = await model('size', { input: { ...input, resolutionM: { min: 0.5, max: 2 } } });
    await expect(planDetection(stack, join(dir, 'o3'), { modelDir: path })).rejects.toMatchObject({
      code: 'DETECT_MODEL_UNFIT',
      parts: { found: 'pixels of 10.00 m' },
    });
  });

  test('an operation that the runtime does not know', async () => {
    const graph = new OnnxGraph();
    graph.node('NoSuchOperation', ['input'], {}, 'output');
    const file = join(dir, 'odd.onnx');
    await writeFile(file, graph.encode('odd', [1, 16, 'height', 'width'], { output: [1, 1, 'height', 'width'] }));
    const facts = { id: 'odd-net', ...IMPORT_FACTS };
    await expect(importModel(file, join(dir, 'odd-out'), facts)).rejects.toMatchObject({
      code: 'DETECT_IMPORT_UNREADABLE',
      parts: { found: expect.stringContaining('NoSuchOperation') as unknown },
    });
  });

  test('weights that do not load although their hash is right', async () => {
    const path = await changedManifest('garbage', (m) => {
      const onnx = { file: 'model.onnx', bytes: GARBAGE.length, sha256: hashText(GARBAGE) };
      m['artefacts'] = { ...(m['artefacts'] as object), onnx };
    });
    await writeFile(join(path, 'model.onnx'), GARBAGE);
    const plan = await planDetection(stack, join(dir, 'o5'), { modelDir: path, runtime: 'onnx' });
    await expect(detectBlock(plan.jobs[0]!)).rejects.toMatchObject({
      code: 'DETECT_WEIGHTS_UNUSABLE',
      parts: { where: 'tiny-net, runtime onnx', allowed: expect.stringContaining('16 channels') as unknown },
    });
    const proofs = await verifyModel(path, 'onnx');
    expect(proofs).toMatchObject([{ runtime: 'onnx', tried: true, ok: false, largestDifference: null }]);
    expect(() => requireProven(plan.model, proofs)).toThrow(expect.objectContaining({ code: 'DETECT_GOLDEN_FAILED' }));
  });

  test('a model changed between plan and work', async () => {
    const path = await model('changed');
    const plan = await planDetection(stack, join(dir, 'o4'), { modelDir: path });
    const file = join(path, 'manifest.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"0.1.0"', '"0.1.1"'));
    await expect(detectBlock(plan.jobs[0]!)).rejects.toMatchObject({ code: 'DETECT_MODEL_UNFIT' });
  });
});

describe('answers that cannot be', () => {
  test.each([
    ['NaN', NaN],
    ['infinity', Infinity],
  ])('%s', async (_name, bias) => {
    const broken = randomUNet(16, [4, 6, 8], 7);
    broken.layers.get('out')!.bias[0] = bias;
    const path = join(dir, `bias-${bias}`, 'tiny-net');
    await buildModel(path, modelFacts('tiny-net', 24), [broken], MODEL_CARD);
    const plan = await planDetection(stack, join(dir, `bias-${bias}-out`), { modelDir: path });
    await expect(detectBlock(plan.jobs[0]!)).rejects.toMatchObject({
      code: 'DETECT_OUTPUT_INVALID',
      parts: { found: `logit ${bias}` },
    });
  });
});

describe('a stack that changes or has nothing to see', () => {
  test('changed during the run: the worker and the end of the run both say so', async () => {
    const moving = join(dir, 'moving');
    const manifest = await makeStack(moving, 300, 200);
    const plan = await planDetection(moving, join(dir, 'moving-out'), { modelDir: modelFolder('baseline') });
    await detectBlock(plan.jobs[0]!);
    const changed: StackManifest = { ...manifest, fingerprint: `${manifest.fingerprint.slice(0, -1)}0` };
    await writeFile(join(moving, STACK_FILES.manifest), JSON.stringify(changed));
    await expect(finishDetection(plan)).rejects.toMatchObject({ code: 'DETECT_STACK_CHANGED' });
    const other = { ...plan.jobs[0]!, statisticsFile: `${plan.jobs[0]!.statisticsFile}.other` };
    await expect(detectBlock(other)).rejects.toMatchObject({ code: 'DETECT_STACK_CHANGED' });
  });

  test('pixel files written anew under the same manifest', async () => {
    const moving = join(dir, 'rewritten');
    await makeStack(moving, 300, 200);
    const plan = await planDetection(moving, join(dir, 'rewritten-out'), { modelDir: modelFolder('baseline') });
    await detectBlock(plan.jobs[0]!);
    const file = join(moving, STACK_FILES.after);
    await writeFile(file, Buffer.concat([await readFile(file), Buffer.alloc(2)]));
    await expect(finishDetection(plan)).rejects.toMatchObject({
      code: 'DETECT_STACK_CHANGED',
      parts: { found: expect.stringContaining(STACK_FILES.after) as unknown },
    });
  });

  test('what an earlier run left and something damaged is made again', async () => {
    const worn = join(dir, 'worn');
    await makeStack(worn, 300, 200);
    const out = join(dir, 'worn-out');
    const first = await runDetection(worn, out);
    const statistics = (await readdir(worn)).filter((name) => name.startsWith('statistics-'));
    expect(statistics).toHaveLength(1);
    for (const [folder, name] of [
      [worn, statistics[0]!],
      [out, 'detection.json'],
    ] as const)
      await truncate(join(folder, name), 20);
    expect(await runDetection(worn, out)).toEqual(first);
  });

  test('a pixel file that is gone', async () => {
    const gone = join(dir, 'gone');
    await makeStack(gone, 300, 200);
    await runDetection(gone, join(dir, 'gone-out'));
    await rm(join(gone, STACK_FILES.after));
    await expect(runDetection(gone, join(dir, 'gone-out'))).rejects.toMatchObject({
      code: 'GEODATA_STACK_MISSING',
      parts: { found: expect.stringContaining(STACK_FILES.after) as unknown },
    });
  });

  test('a block that cannot be written is named', async () => {
    const plan = await planDetection(stack, join(dir, 'full-out'), { modelDir: modelFolder('baseline') });
    await rm(plan.blocksDir, { recursive: true });
    await expect(detectBlock(plan.jobs[0]!)).rejects.toMatchObject({
      code: 'GEODATA_WRITE_FAILED',
      parts: { where: plan.jobs[0]!.blockFile },
    });
  });

  test('the after date older than the before date', async () => {
    const turned = join(dir, 'turned-dates');
    const { dateBefore, dateAfter, ...manifest } = await makeStack(turned, 300, 200);
    const swapped = { ...manifest, dateBefore: dateAfter, dateAfter: dateBefore };
    await writeFile(join(turned, STACK_FILES.manifest), JSON.stringify(swapped));
    await expect(runDetection(turned, join(dir, 'turned-dates-out'))).rejects.toMatchObject({
      code: 'DETECT_MODEL_UNFIT',
      parts: { found: '-373 days between the dates' },
    });
  });

  test('a block without a clear pixel is unobserved, and the run goes on', async () => {
    const cloudy = join(dir, 'cloudy');
    const manifest = await makeStack(cloudy, 300, 200);
    const clouds = new Uint8Array(300 * 200);
    for (let y = 0; y < 128; y++) clouds.fill(2, y * 300, y * 300 + 128);
    const clear = new Uint8Array(300 * 200);
    await writeRaster(join(cloudy, STACK_FILES.validity), {
      grid: manifest.grid,
      dataType: 'Byte',
      tiled: true,
      bands: [clear, clouds],
    });
    const { summary } = await runDetection(cloudy, join(dir, 'cloudy-out'), { windowPx: 128 });
    expect(summary.counts['missingBlocks']).toBe(0);
    expect(summary.unobservedM2 / 1e6).toBeCloseTo(1.28 ** 2, 1);
  });

  test('no clear pixel at all', async () => {
    const hidden = join(dir, 'hidden');
    const manifest = await makeStack(hidden, 100, 100);
    const clouds = new Uint8Array(100 * 100).fill(2);
    await writeRaster(join(hidden, STACK_FILES.validity), {
      grid: manifest.grid,
      dataType: 'Byte',
      tiled: true,
      bands: [clouds, clouds],
    });
    await expect(runDetection(hidden, join(dir, 'hidden-out'))).rejects.toMatchObject({
      code: 'DETECT_NOTHING_OBSERVED',
    });
  });

  test('a stack file cut off', async () => {
    const cut = join(dir, 'cut-stack');
    await makeStack(cut, 300, 200);
    await truncate(join(cut, STACK_FILES.after), 20_000);
    await expect(runDetection(cut, join(dir, 'cut-stack-out'))).rejects.toMatchObject({
      code: expect.stringMatching(/^GEODATA_/u) as unknown,
    });
  });
});
