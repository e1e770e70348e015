import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DETECTION_FILES } from '@landscar/geodata';
import type { Window } from '@landscar/core';
import { buildModel, planDetection, randomUNet } from '../src/index.js';
import { TILE_PX } from '../src/gate/change-screen.js';
import { gateWindows, isSampled, SAMPLE_EVERY } from '../src/gate/gate-windows.js';
import { gateProof, wilson } from '../src/gate/missed-estimate.js';
import { makeStack } from './make-stack.js';
import { MODEL_CARD, modelFacts } from './model-facts.js';
import { modelFolder, runDetection } from './run-detection.js';

const inside = (w: Window, x: number, y: number): boolean =>
  x >= w.x && x < w.x + w.width && y >= w.y && y < w.y + w.height;

describe('windows of a screened block', () => {
  const blocks = fc.record({
    hot: fc.array(fc.boolean(), { minLength: 64, maxLength: 64 }),
    width: fc.integer({ min: 1, max: 512 }),
    height: fc.integer({ min: 1, max: 512 }),
  });

  test('every hot square is looked at, nothing twice, and cold windows are what is left', () => {
    fc.assert(
      fc.property(blocks, ({ hot, width, height }) => {
        const block = { x: 1024, y: 512, width, height };
        const across = Math.ceil(width / TILE_PX);
        const tiles = Uint8Array.from({ length: across * Math.ceil(height / TILE_PX) }, (_, i) => (hot[i] ? 1 : 0));
        const gated = gateWindows(block, tiles, 40);
        for (let y = block.y; y < block.y + height; y += 31) {
          for (let x = block.x; x < block.x + width; x += 29) {
            const hotHere = gated.hot.filter((w) => inside(w, x, y)).length;
            const coldHere = gated.cold.filter((w) => inside(w, x, y)).length;
            const tile = Math.floor((y - block.y) / TILE_PX) * across + Math.floor((x - block.x) / TILE_PX);
            if (tiles[tile] === 1) expect(hotHere).toBe(1);
            expect(hotHere).toBeLessThanOrEqual(1);
            expect(coldHere).toBeLessThanOrEqual(1);
            expect(hotHere + coldHere).toBeLessThanOrEqual(1);
          }
        }
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  test('about one cold window in SAMPLE_EVERY is sampled, always the same ones', () => {
    let sampled = 0;
    for (let i = 0; i < 20_000; i++) {
      if (isSampled({ x: (i % 200) * 128, y: Math.floor(i / 200) * 128, width: 128, height: 128 })) sampled++;
    }
    expect((sampled * SAMPLE_EVERY) / 20_000).toBeGreaterThan(0.8);
    expect((sampled * SAMPLE_EVERY) / 20_000).toBeLessThan(1.2);
  });
});

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

describe('a gated detection', () => {
  let dir = '';
  let modelDir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'gate-'));
    modelDir = join(dir, 'gated-net');
    const facts = modelFacts('gated-net', 24);
    const gate = { aboveMedian: 1.2, pixels: 8, lostAreaRatio: 0, measuredOn: 'nothing, made for tests' };
    await buildModel(modelDir, { ...facts, gate }, [randomUNet(16, [4, 6, 8], 7)], MODEL_CARD);
    await makeStack(join(dir, 'stack'), 700, 600);
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  test('skips quiet ground, looks where something changed, and gives its account', async () => {
    const on = await runDetection(join(dir, 'stack'), join(dir, 'on'), { modelDir, gate: 'on' });
    const account = on.summary.gate!;
    expect(account.coldWindows).toBeGreaterThan(5);
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

  test('is refused for a model with which the gate was never measured', async () => {
    await expect(
      planDetection(join(dir, 'stack'), join(dir, 'x'), { modelDir: modelFolder('baseline'), gate: 'on' }),
    ).rejects.toMatchObject({ code: 'DETECT_GATE_UNPROVEN' });
  });
});
