import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Disturbance } from '@landscar/core';
import { makeStack } from './make-stack.js';
import { modelFolder, runDetection } from './run-detection.js';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gate-shipped-'));
  await makeStack(join(dir, 'stack'), 512, 448);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test('the screen of landscar-s2 keeps every disturbance from 1 ha on, and skips ground', async () => {
  const modelDir = modelFolder('landscar-s2');
  const off = await runDetection(join(dir, 'stack'), join(dir, 'off'), { modelDir });
  const on = await runDetection(join(dir, 'stack'), join(dir, 'on'), { modelDir, gate: 'on' });
  const large = ({ disturbances }: { readonly disturbances: readonly Disturbance[] }) =>
    disturbances.filter(({ areaM2 }) => areaM2 >= 10_000).map(({ areaM2, geometry }) => ({ areaM2, geometry }));
  expect(large(off).length).toBeGreaterThan(0);
  expect(large(on)).toEqual(large(off));
  expect(on.summary.gate!.skippedPx).toBeGreaterThan(0.3 * 512 * 448);
});
