import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DETECTION_FILES, openTileSource, readDisturbances } from '@landscar/geodata';
import { finishDetection, planDetection } from '../src/index.js';
import { makeStack } from './make-stack.js';
import { modelFolder, runDetection } from './run-detection.js';

let dir = '';
let stack = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'seams-'));
  stack = join(dir, 'stack');
  await makeStack(stack, 330, 260);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const FILES = [DETECTION_FILES.probability, DETECTION_FILES.flags, DETECTION_FILES.score, DETECTION_FILES.disturbances];
const bytesOf = async (out: string): Promise<string[]> =>
  Promise.all(FILES.map(async (name) => (await readFile(join(out, name))).toString('base64')));

describe('the result knows nothing of windows', () => {
  test.each([64, 96, 208, 512])('blocks of %i px, in another order: the same bytes', async (windowPx) => {
    await runDetection(stack, join(dir, 'whole'), { windowPx: 1024, writeScore: true });
    await runDetection(stack, join(dir, `w${windowPx}`), { windowPx, writeScore: true }, (jobs) => jobs.reverse());
    expect(await bytesOf(join(dir, `w${windowPx}`))).toEqual(await bytesOf(join(dir, 'whole')));
  });

  test('both quarries are found and nothing else of 0.2 ha; the cloud is unobserved', async () => {
    const { summary, disturbances } = await runDetection(stack, join(dir, 'found'));
    const made = [14, 9].map((radiusPx) => Math.PI * radiusPx ** 2 * 100);
    expect(disturbances).toHaveLength(2);
    for (const [i, { areaM2 }] of disturbances.entries()) expect(Math.abs(areaM2 / made[i]! - 1)).toBeLessThan(0.15);
    expect(disturbances[0]!.evidence.ndviAfter!).toBeLessThan(disturbances[0]!.evidence.ndviBefore!);
    expect(summary.unobservedM2 / 1e4).toBeCloseTo((Math.PI * 12 ** 2) / 100, 0);
    const flags = await openTileSource(join(dir, 'found', DETECTION_FILES.flags));
    const [codes] = await flags.readWindow({ x: 0, y: 0, width: 330, height: 260 }, [0]);
    expect(new Set(codes)).toEqual(new Set([0, 1, 255]));
    await flags.close();
    expect((await readDisturbances(join(dir, 'found'))).disturbances).toEqual(disturbances);
  });

  test('a run killed half-way takes up the blocks that are there; a finished one does nothing', async () => {
    const out = join(dir, 'resumed');
    const options = { modelDir: modelFolder('baseline'), windowPx: 64 };
    await runDetection(stack, join(dir, 'straight'), options);
    const first = await planDetection(stack, out, options);
    const { default: detectBlock } = await import('../src/detect-worker.js');
    for (const job of first.jobs.slice(0, 7)) await detectBlock(job);
    const second = await planDetection(stack, out, options);
    expect(second.doneJobs).toHaveLength(7);
    await runDetection(stack, out, options);
    for (const name of ['flags.tif', 'disturbances.geojson', 'detection.json']) {
      expect(await readFile(join(out, name))).toEqual(await readFile(join(dir, 'straight', name)));
    }
    expect((await readdir(out)).filter((name) => name.startsWith('blocks-'))).toEqual([]);
    const third = await planDetection(stack, out, options);
    expect(third).toMatchObject({ finished: true, jobs: [] });
    expect((await finishDetection(third)).summary.counts['disturbances']).toBe(2);
  });

  test('blocks that failed are unobserved and counted, and run again later', async () => {
    const out = join(dir, 'failed');
    const options = { modelDir: modelFolder('baseline'), windowPx: 128 };
    const plan = await planDetection(stack, out, options);
    const { default: detectBlock } = await import('../src/detect-worker.js');
    for (const job of plan.jobs.slice(1)) await detectBlock(job);
    const { summary } = await finishDetection(plan);
    expect(summary.counts).toMatchObject({ missingBlocks: 1, missingPx: 128 * 128 });
    expect(summary.warnings.map((w) => w.code)).toEqual(['DETECT_BLOCKS_MISSING']);
    expect((await planDetection(stack, out, options)).jobs.map((j) => j.id)).toEqual(['b000000']);
  });
});
