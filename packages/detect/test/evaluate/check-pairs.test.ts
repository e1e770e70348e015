import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkPairs, type EvaluationPair, type PairToCheck } from '../../src/index.js';
import { makeStack } from '../make-stack.js';
import { GRID, raster } from './make-pair.js';

const modelDir = fileURLToPath(new URL('../../../../models/baseline', import.meta.url));
let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'check-pairs-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

it('names every problem of every pair whose detection is still to be made', async () => {
  const stackDir = join(dir, 'stack');
  const { grid } = await makeStack(stackDir, 40, 30);
  const label = await raster(dir, 'label.tif', new Uint8Array(1200), grid);
  const codes = await raster(dir, 'codes.tif', new Uint8Array(1200).fill(7), grid);
  const elsewhere = await raster(dir, 'elsewhere.tif', new Uint8Array(GRID.width * GRID.height));
  const all = await raster(dir, 'all.tif', new Uint8Array(1200).fill(1), grid);
  // No pair has flags yet.
  const toCheck = (name: string, more: Partial<EvaluationPair>, other: object = {}): PairToCheck => ({
    pair: { name, label, flags: join(dir, 'none.tif'), ...more },
    detection: { stackDir, modelDir, ...other },
  });
  await expect(checkPairs([toCheck('good', {})])).resolves.toBeUndefined();
  await expect(checkPairs([toCheck('good', {}), toCheck('codes', { label: codes })])).rejects.toMatchObject({
    code: 'EVALUATE_LABEL_CODES',
  });
  const wrong = [
    toCheck('codes', { label: codes }),
    toCheck('grid', { label: elsewhere }),
    toCheck('ignored', { ignore: all }),
    toCheck('imagery', { label: join(dir, 'none.tif'), before: join(dir, 'none.tif') }),
    toCheck('stack', {}, { stackDir: dir, modelDir: dir }),
    { ...toCheck('flags', {}), detection: undefined },
  ];
  await expect(checkPairs(wrong)).rejects.toMatchObject({
    code: 'EVALUATE_REFUSED',
    problems: [
      'EVALUATE_LABEL_CODES',
      'EVALUATE_GRID_DIFFERS',
      'EVALUATE_NOTHING_JUDGED',
      'GEODATA_FILE_MISSING',
      'GEODATA_FILE_MISSING',
      'GEODATA_STACK_MISSING',
      'DETECT_MODEL_MISSING',
      'GEODATA_FILE_MISSING',
    ].map((code) => ({ code })),
  });
});
