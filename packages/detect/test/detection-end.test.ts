import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DETECTION_FILES } from '@landscar/geodata';
import detectBlock from '../src/detect-worker.js';
import { beginEnd, finishDetection, planDetection } from '../src/index.js';
import { makeStack } from './make-stack.js';
import { modelFolder } from './run-detection.js';

const FILES = [DETECTION_FILES.probability, DETECTION_FILES.flags, DETECTION_FILES.summary] as const;

describe('the end of a detection', () => {
  let dir = '';
  const at = (out: string): string => join(dir, out);
  const planOf = (out: string) =>
    planDetection(at('stack'), at(out), { modelDir: modelFolder('landscar-s2'), windowPx: 128 });
  const expectSame = async (out: string): Promise<void> => {
    for (const file of FILES)
      expect(await readFile(join(at(out), file))).toEqual(await readFile(join(at('after'), file)));
  };
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'detection-end-'));
    await makeStack(at('stack'), 300, 260);
    const plan = await planOf('after');
    for (const job of plan.jobs) await detectBlock(job);
    await finishDetection(plan);
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  test('begun before the first block gives the bytes of one that waits for the last, in whatever order blocks end', async () => {
    const plan = await planOf('beside');
    const end = beginEnd(plan);
    for (const job of [...plan.jobs].reverse()) {
      await detectBlock(job);
      end.blockEnded(job.id);
    }
    const { summary } = await end.finish();
    expect(summary.counts['missingBlocks']).toBe(0);
    await expectSame('beside');
  });

  test('abandoned leaves nothing half made; what a killed run left goes with the next', async () => {
    const plan = await planOf('abandoned');
    const end = beginEnd(plan);
    for (const job of plan.jobs.slice(0, 4)) {
      await detectBlock(job);
      end.blockEnded(job.id);
    }
    await end.abandon();
    await expect(end.finish()).rejects.toThrow('not be looked at');
    expect((await readdir(at('abandoned'))).filter((name) => !name.startsWith('blocks-'))).toEqual([]);

    await writeFile(join(at('abandoned'), `${DETECTION_FILES.flags}.tmp-12`), 'half');
    const again = await planOf('abandoned');
    expect(again.jobs).toHaveLength(plan.jobs.length - 4);
    for (const job of again.jobs) await detectBlock(job);
    await finishDetection(again);
    await expectSame('abandoned');
    expect((await readdir(at('abandoned'))).filter((name) => name.includes('.tmp-'))).toEqual([]);
  });
});
