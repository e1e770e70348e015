import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluatePairs, type RunContext } from '../src/index.js';

const context: RunContext = { workers: 1, signal: undefined, onEvent: () => undefined };
let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'evaluate-stacks-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const list = async (text: string): Promise<string> => {
  const file = join(dir, 'pairs.yaml');
  await writeFile(file, text);
  return file;
};

describe('evaluatePairs with stacks', () => {
  it('needs a place for the detections, and refuses a wrong list before any detection', async () => {
    const call = { model: 'default', language: 'zh' } as const;
    const pairsFile = await list('pairs: [{ name: a, stack: a, label: a.tif }]');
    await expect(evaluatePairs({ ...call, pairsFile }, context)).rejects.toMatchObject({
      code: 'PIPELINE_PAIRS_NEED_OUT',
    });
    const wrong = await list('pairs: [{ name: a, stack: a, lable: a.tif }]');
    await expect(evaluatePairs({ ...call, pairsFile: wrong, out: dir }, context)).rejects.toMatchObject({
      code: 'EVALUATE_PAIRS_INVALID',
    });
    const missing = await list('pairs: [{ name: a, stack: nowhere, label: a.tif }]');
    await expect(evaluatePairs({ ...call, pairsFile: missing, out: dir }, context)).rejects.toHaveProperty('code');
  });
});
