import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DETECTION_FILES, openTileSource } from '@landscar/geodata';
import {
  buildModel,
  loadModel,
  randomUNet,
  receptiveFieldPx,
  requireProven,
  turned,
  verifyModel,
  type Model,
} from '../../src/index.js';
import { syntheticInput } from '../../src/convert/synthetic-input.js';
import { onnxRuntime } from '../../src/runtimes/onnx-runtime.js';
import type { Predictor } from '../../src/runtimes/runtime.js';
import { chooseRuntime, RUNTIMES } from '../../src/runtimes/runtimes.js';
import { makeStack } from '../make-stack.js';
import { MODEL_CARD, modelFacts } from '../model-facts.js';
import { runDetection } from '../run-detection.js';

let dir = '';
let modelDir = '';
const net = randomUNet(16, [4, 6, 8, 8], 7);
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runtimes-'));
  modelDir = join(dir, 'tiny-net');
  await buildModel(modelDir, modelFacts('tiny-net', receptiveFieldPx(net)), [net, turned(net)], MODEL_CARD);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const networks = RUNTIMES.filter((r) => r.name !== 'baseline');

describe.each(networks.map((r) => [r.name, r] as const))('%s', (name, runtime) => {
  test('gives the golden result, again and again, at any size, and disposes', async (context) => {
    const missing = await runtime.version().then(() => undefined, String);
    if (missing !== undefined) {
      console.log(`${name} does not load here: ${missing}`);
      context.skip();
    }
    const model = await loadModel(modelDir);
    const predictor = await runtime.load(model, 'fp32');
    const input = Float32Array.from({ length: 16 * 24 * 40 }, (_, i) => Math.sin(i * 0.37) * 3);
    const first = Float32Array.from(await predictor.predict(input, 24, 40));
    const second = Float32Array.from(await predictor.predict(input, 24, 40));
    expect(first).toEqual(second);
    expect(first).toHaveLength(24 * 40);
    const held = predictor.heldTensors();
    for (let i = 0; i < 5; i++) await predictor.predict(input, 24, 40);
    expect(predictor.heldTensors()).toBe(held);
    await predictor.dispose();
  });

  test('the inner part of a window is the same whether the rest is asked for or not', async (context) => {
    if (
      await runtime.version().then(
        () => false,
        () => true,
      )
    )
      context.skip();
    const predictor = await runtime.load(await loadModel(modelDir), 'fp32');
    await proveInner(predictor, 1e-5);
    await predictor.dispose();
  });
});

/** Corners and edges of the data, and a part with its halo on all sides; the halo of this net is 46 px. */
async function proveInner(predictor: Predictor, tolerance: number): Promise<void> {
  const [height, width] = [120, 136];
  const input = syntheticInput(16, Math.max(height, width), 5).subarray(0, 16 * height * width);
  const whole = Float32Array.from(await predictor.predict(input, height, width));
  for (const [top, left, bottom, right] of [
    [0, 0, height, width],
    [0, 0, 72, 88],
    [48, 48, 72, 88],
    [48, 0, height, 88],
    [56, 64, 64, 72],
  ] as const) {
    const part = await predictor.predict(input, height, width, { top, left, bottom, right });
    expect(part).toHaveLength((bottom - top) * (right - left));
    let worst = 0;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const found = part[(y - top) * (right - left) + (x - left)]!;
        worst = Math.max(worst, Math.abs(found - whole[y * width + x]!));
      }
    }
    expect(worst).toBeLessThanOrEqual(tolerance);
  }
}

test('every runtime that loads agrees with the golden case', async () => {
  const proofs = await verifyModel(modelDir);
  expect(proofs.filter((p) => p.tried).map((p) => p.runtime)).toContain('onnx');
  expect(proofs.filter((p) => p.tried).map((p) => p.runtime)).toContain('tfjs-wasm');
  for (const proof of proofs) expect(proof).toMatchObject({ ok: true });
});

test('a provider that this build of ONNX Runtime lacks is a named error', async () => {
  process.env['LANDSCAR_ONNX_PROVIDERS'] = 'abacus,cpu';
  try {
    const model = await loadModel(modelDir);
    await expect(chooseRuntime(model, 'fp32', 'onnx')).rejects.toMatchObject({
      code: 'DETECT_RUNTIME_UNAVAILABLE',
      parts: { found: expect.stringContaining('names abacus') as string },
    });
  } finally {
    delete process.env['LANDSCAR_ONNX_PROVIDERS'];
  }
});

describe('int8', () => {
  const facts = modelFacts('tiny-net', receptiveFieldPx(net));
  const calibration = [{ values: syntheticInput(16, 64, 3), height: 64, width: 64 }];
  const int8 = { calibration: 'waves and noise', f1Fp32: 0.5, f1Int8: 0.499, measuredOn: 'nothing, made for tests' };

  test('is near fp32 and used where the manifest gives its figures', async () => {
    const folder = join(dir, 'eight', 'tiny-net');
    const model = await buildModel(folder, { ...facts, int8 }, [net, turned(net)], MODEL_CARD, calibration);
    const proofs = await verifyModel(folder);
    const proof = proofs.find((p) => p.precision === 'int8');
    expect(proof).toMatchObject({ runtime: 'onnx', tried: true, ok: true });
    expect(await chooseRuntime(model, 'int8')).toBe('onnx');
    const predictor = await onnxRuntime.load(model, 'int8');
    await proveInner(predictor, 0);
    await predictor.dispose();
  });

  test('is refused where it was not measured, or costs too much', async () => {
    const folder = join(dir, 'unproven', 'tiny-net');
    const model = await buildModel(folder, facts, [net], MODEL_CARD, calibration);
    await expect(chooseRuntime(model, 'int8')).rejects.toMatchObject({ code: 'DETECT_PRECISION_UNPROVEN' });
    const worse: Model = { ...model, manifest: { ...model.manifest, int8: { ...int8, f1Int8: 0.49 } } };
    await expect(chooseRuntime(worse, 'int8')).rejects.toMatchObject({ code: 'DETECT_PRECISION_UNPROVEN' });
  });

  test('the guard of verify catches ranges that do not fit', async () => {
    const folder = join(dir, 'poor', 'tiny-net');
    const narrow = [{ values: syntheticInput(16, 64, 3).map((v) => v / 100), height: 64, width: 64 }];
    const model = await buildModel(folder, { ...facts, int8 }, [net, turned(net)], MODEL_CARD, narrow);
    const proofs = await verifyModel(folder);
    expect(proofs.find((p) => p.precision === 'int8')).toMatchObject({ ok: false });
    expect(() => requireProven(model, proofs)).toThrow(
      expect.objectContaining({ code: 'DETECT_GOLDEN_FAILED' }) as Error,
    );
  });
});

describe('seams of a network', () => {
  test.each([
    ['onnx', 64],
    ['onnx', 144],
    ['tfjs-wasm', 144],
  ] as const)('%s in blocks of %i px: probabilities within 1/255 of one window', async (runtime, windowPx) => {
    const stack = join(dir, 'stack');
    await makeStack(stack, 300, 235);
    const codes = async (out: string, px: number): Promise<Uint8Array> => {
      await runDetection(stack, join(dir, out), { modelDir, windowPx: px, runtime });
      const source = await openTileSource(join(dir, out, DETECTION_FILES.probability));
      const [pixels] = (await source.readWindow({ x: 0, y: 0, width: 300, height: 235 }, [0])) as [Uint8Array];
      await source.close();
      return pixels;
    };
    const whole = await codes(`${runtime}-whole`, 512);
    const cut = await codes(`${runtime}-${windowPx}`, windowPx);
    let largest = 0;
    for (let i = 0; i < whole.length; i++) largest = Math.max(largest, Math.abs(whole[i]! - cut[i]!));
    expect(new Set(whole).size).toBeGreaterThan(20);
    expect(largest).toBeLessThanOrEqual(1);
  });
});

describe('models that are not what they say', () => {
  test('weights cut off', async () => {
    const broken = join(dir, 'cut', 'tiny-net');
    await buildModel(broken, modelFacts('tiny-net', 51), [net], MODEL_CARD);
    await truncate(join(broken, 'model.onnx'), 1000);
    await expect(loadModel(broken)).rejects.toMatchObject({ code: 'DETECT_ARTEFACT_MISMATCH' });
  });

  test('unknown key, placeholder and wrong id are all named at once', async () => {
    const broken = join(dir, 'bad', 'tiny-net');
    await buildModel(broken, modelFacts('tiny-net', 51), [net], MODEL_CARD);
    const file = join(broken, 'manifest.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    await writeFile(file, JSON.stringify({ ...manifest, contact: 'unknown', colour: 'red' }));
    await expect(loadModel(broken)).rejects.toMatchObject({
      code: 'DETECT_MANIFEST_INVALID',
      problems: expect.arrayContaining([
        expect.objectContaining({ parts: expect.objectContaining({ where: `${file}#contact` }) as unknown }),
      ]) as unknown,
    });
  });

  test('no folder', async () => {
    await expect(loadModel(join(dir, 'nowhere'))).rejects.toMatchObject({ code: 'DETECT_MODEL_MISSING' });
  });

  test('logits out of the range that the manifest promises', async () => {
    const wild = join(dir, 'wild', 'tiny-net');
    const facts = modelFacts('tiny-net', 51);
    await buildModel(wild, { ...facts, output: { ...facts.output, range: [-1e-6, 1e-6] } }, [net], MODEL_CARD);
    const stack = join(dir, 'stack-wild');
    await makeStack(stack, 80, 80);
    await expect(runDetection(stack, join(dir, 'wild-out'), { modelDir: wild })).rejects.toMatchObject({
      code: 'DETECT_OUTPUT_INVALID',
    });
  });
});
