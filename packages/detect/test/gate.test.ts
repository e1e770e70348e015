import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DETECTION_FILES, hashText } from '@landscar/geodata';
import { buildModel, planDetection, randomUNet } from '../src/index.js';
import { AROUND_FEATURES, cellFeatureCount } from '../src/gate/cell-features.js';
import { screenProblems } from '../src/gate/screen-file.js';
import { gateProof, wilson } from '../src/gate/missed-estimate.js';
import { makeStack } from './make-stack.js';
import { MODEL_CARD, modelFacts } from './model-facts.js';
import { modelFolder, runDetection } from './run-detection.js';

describe('the estimate of what was missed', () => {
  test('Wilson’s interval as printed by others', () => {
    // Newcombe 1998, Statistics in Medicine 17, table I: 0 of 20 and 1 of 29.
    expect(wilson(0, 20)[1]).toBeCloseTo(0.1611, 3);
    expect(wilson(1, 29)[0]).toBeCloseTo(0.0061, 3);
    expect(wilson(1, 29)[1]).toBeCloseTo(0.1718, 3);
    expect(wilson(0, 0)).toEqual([0, 1]);
  });

  test('is the share of the sample times the windows that were not run', () => {
    const counts = { skippedPx: 1, coldWindows: 110, sampledWindows: 10, sampledWithFlags: 1, sampledFlaggedPx: 7 };
    expect(gateProof(counts)).toMatchObject({ missedWindows: 10, missedWindowsLow: 1.8, missedWindowsHigh: 40.4 });
  });
});

/** A screen whose logit is the log length of the change vector above its scene median, in the first look and so in the second. */
function vectorAlone(): object {
  const only = (k: number, count: number): object => {
    const row = Array.from({ length: count + 1 }, (_, i) => (i === k ? 1 : 0));
    return { mean: Array(count).fill(0), deviation: Array(count).fill(1), hidden: [row], output: [1, 0] };
  };
  const count = cellFeatureCount(6);
  return { looks: [only(6 + 3, count), only(count, count + AROUND_FEATURES)] };
}

describe('a gated detection', () => {
  let dir = '';
  let modelDir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'gate-'));
    modelDir = join(dir, 'gated-net');
    const facts = modelFacts('gated-net', 24);
    const weights = JSON.stringify(vectorAlone());
    const gate = {
      kind: 'cell-net@2',
      features: 'landscar-cells@2',
      weights: { file: 'gate.json', sha256: hashText(weights), bytes: weights.length },
      licence: 'Apache-2.0',
      bar: 0.8,
      seedBar: 1.2,
      haloPx: 24,
      lostAreaRatio: 0,
      learnedFrom: 'nothing, made for tests',
      measuredOn: 'nothing, made for tests',
    } as const;
    await mkdir(modelDir);
    await writeFile(join(modelDir, 'gate.json'), weights);
    await buildModel(modelDir, { ...facts, gate }, [randomUNet(16, [4, 6, 8], 7)], MODEL_CARD);
    await makeStack(join(dir, 'stack'), 700, 600);
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  test('skips quiet ground, looks where something changed, and gives its account', async () => {
    const on = await runDetection(join(dir, 'stack'), join(dir, 'on'), { modelDir, gate: 'on' });
    const account = on.summary.gate!;
    expect(account.coldWindows).toBeGreaterThan(5);
    expect(account.sampledWindows).toBeGreaterThan(0);
    expect(account.skippedPx).toBeGreaterThan(0.2 * 700 * 600);
    expect(account.missedWindowsLow).toBeLessThanOrEqual(account.missedWindows);
    expect(account.missedWindowsHigh).toBeGreaterThanOrEqual(account.missedWindows);
    const off = await runDetection(join(dir, 'stack'), join(dir, 'off'), { modelDir });
    expect(off.summary.gate).toBeUndefined();
    expect(off.summary.observedM2).toBe(on.summary.observedM2);
    expect(off.summary.unobservedM2).toBe(on.summary.unobservedM2);
  });

  test('gives the same bytes in another order of blocks', async () => {
    const stack = join(dir, 'stack');
    await runDetection(stack, join(dir, 'again'), { modelDir, gate: 'on' }, (jobs) => jobs.reverse());
    for (const file of [DETECTION_FILES.probability, DETECTION_FILES.flags, DETECTION_FILES.summary]) {
      const [first, second] = [await readFile(join(dir, 'on', file)), await readFile(join(dir, 'again', file))];
      expect(first.equals(second)).toBe(true);
    }
  });

  test('skips the same pixels whatever the size of the blocks', async () => {
    const stack = join(dir, 'stack');
    const { summary } = await runDetection(stack, join(dir, 'other'), { modelDir, gate: 'on', windowPx: 208 });
    const on = await runDetection(stack, join(dir, 'on'), { modelDir, gate: 'on' });
    expect(summary.gate).toEqual(on.summary.gate);
    const [first, second] = [
      await readFile(join(dir, 'on', 'flags.tif')),
      await readFile(join(dir, 'other', 'flags.tif')),
    ];
    expect(first.equals(second)).toBe(true);
  });

  test('refuses weights that are not those of its manifest, or of another number of features', async () => {
    const path = join(modelDir, 'gate.json');
    const weights = await readFile(path, 'utf8');
    await writeFile(path, weights.replace('0', '1'));
    await expect(planDetection(join(dir, 'stack'), join(dir, 'x'), { modelDir, gate: 'on' })).rejects.toMatchObject({
      code: 'DETECT_ARTEFACT_MISMATCH',
    });
    await writeFile(path, weights);
    expect(await screenProblems(path, 6)).toEqual([]);
    expect((await screenProblems(path, 4))[0]).toMatchObject({ code: 'DETECT_MANIFEST_FIELD' });
    await writeFile(path, weights.slice(1));
    expect((await screenProblems(path, 6))[0]).toMatchObject({ code: 'DETECT_MANIFEST_FIELD' });
    await writeFile(path, weights);
  });

  test('is refused for a model with which the gate was never measured', async () => {
    await expect(
      planDetection(join(dir, 'stack'), join(dir, 'x'), { modelDir: modelFolder('baseline'), gate: 'on' }),
    ).rejects.toMatchObject({ code: 'DETECT_GATE_UNPROVEN' });
  });
});
