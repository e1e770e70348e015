import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DETECTION_FILES, openTileSource } from '@landscar/geodata';
import { buildModel, randomUNet } from '../src/index.js';
import { makeStack } from './make-stack.js';
import { MODEL_CARD, modelFacts } from './model-facts.js';
import { runDetection } from './run-detection.js';

let dir = '';
let tinyNet = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'seams-any-'));
  tinyNet = join(dir, 'models', 'tiny-net');
  await buildModel(tinyNet, modelFacts('tiny-net', 24), [randomUNet(16, [4, 6, 8], 7)], MODEL_CARD);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Any size of ground, side of blocks, halo beyond the need (in strides of 8 px), and order of the work. */
const layout = fc.record({
  width: fc.integer({ min: 30, max: 260 }),
  height: fc.integer({ min: 30, max: 200 }),
  blocks: fc.integer({ min: 1, max: 12 }),
  moreHalo: fc.integer({ min: 0, max: 3 }),
  order: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
});

/** A seeded shuffle. */
const shuffled =
  (seed: number) =>
  <T>(jobs: T[]): T[] => {
    let state = seed;
    for (let i = jobs.length - 1; i > 0; i--) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const k = state % (i + 1);
      [jobs[i], jobs[k]] = [jobs[k]!, jobs[i]!];
    }
    return jobs;
  };

let runs = 0;
const folder = (): string => join(dir, `run-${runs++}`);

async function scoresOf(out: string, width: number, height: number): Promise<Float32Array> {
  const source = await openTileSource(join(out, DETECTION_FILES.score));
  const [scores] = await source.readWindow({ x: 0, y: 0, width, height }, [0]);
  await source.close();
  return scores as Float32Array;
}

describe('any layout of the work', () => {
  test('gives the same bytes with the baseline', async () => {
    await fc.assert(
      fc.asyncProperty(layout, async ({ width, height, blocks, order }) => {
        const [stack, whole, parts] = [folder(), folder(), folder()];
        await makeStack(stack, width, height, 1 + (order % 1000));
        await runDetection(stack, whole, { windowPx: 512, writeScore: true });
        await runDetection(stack, parts, { windowPx: 16 * blocks, writeScore: true }, shuffled(order));
        for (const name of Object.values(DETECTION_FILES))
          expect(await readFile(join(parts, name))).toEqual(await readFile(join(whole, name)));
      }),
      { numRuns: 12, seed: 6 },
    );
  });

  test('gives the same scores with a network, whatever halo it has beyond its need', async () => {
    await fc.assert(
      fc.asyncProperty(layout, async ({ width, height, blocks, moreHalo, order }) => {
        const [stack, whole, parts] = [folder(), folder(), folder()];
        await makeStack(stack, width, height, 1 + (order % 1000));
        const wide = join(folder(), 'tiny-net');
        await buildModel(wide, modelFacts('tiny-net', 24 + 8 * moreHalo), [randomUNet(16, [4, 6, 8], 7)], MODEL_CARD);
        await runDetection(stack, whole, { modelDir: tinyNet, windowPx: 512, writeScore: true });
        const options = { modelDir: wide, windowPx: 16 * blocks, writeScore: true };
        await runDetection(stack, parts, options, shuffled(order));
        const [a, b] = [await scoresOf(whole, width, height), await scoresOf(parts, width, height)];
        // Probabilities: within a step of 1/255.
        const probability = (score: number): number => 1 / (1 + Math.exp(-score));
        const furthest = a.reduce((most, score, i) => {
          expect(Number.isNaN(b[i]!)).toBe(Number.isNaN(score));
          return Number.isNaN(score) ? most : Math.max(most, Math.abs(probability(score) - probability(b[i]!)));
        }, 0);
        expect(furthest).toBeLessThan(1 / 255);
      }),
      { numRuns: 8, seed: 6 },
    );
  });

  test('needs the halo: with less of it the scores differ', async () => {
    const stack = folder();
    await makeStack(stack, 200, 160);
    const short = join(folder(), 'tiny-net');
    await buildModel(short, modelFacts('tiny-net', 0), [randomUNet(16, [4, 6, 8], 7)], MODEL_CARD);
    const [whole, parts] = [folder(), folder()];
    await runDetection(stack, whole, { modelDir: tinyNet, windowPx: 512, writeScore: true });
    await runDetection(stack, parts, { modelDir: short, windowPx: 32, writeScore: true });
    const [a, b] = [await scoresOf(whole, 200, 160), await scoresOf(parts, 200, 160)];
    expect(a.some((score, i) => Math.abs(score - b[i]!) > 0.05)).toBe(true);
  });
});
