import { readdirSync, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GROUND_KINDS } from '@landscar/core';
import { makeStack } from './make-stack.js';
import { modelFolder, runDetection } from './run-detection.js';
import { loadModel, requireProven, verifyModel } from '../src/index.js';

const models = fileURLToPath(new URL('../../../models/', import.meta.url));
const shipped = readdirSync(models).filter((name) => existsSync(join(models, name, 'manifest.json')));

describe.each(shipped)('models/%s', (name) => {
  test('is whole, and every runtime that loads here gives its golden result', async () => {
    const model = await loadModel(join(models, name));
    const proofs = await verifyModel(model.dir);
    for (const { runtime, precision, tried, largestDifference, detail } of proofs) {
      console.log(
        `${name} ${runtime} ${precision}: ${tried ? `largest difference ${largestDifference}` : 'not tried'} (${detail})`,
      );
    }
    expect(() => requireProven(model, proofs)).not.toThrow();
  });
});

test('imagery of four bands is looked at, and what it cannot tell is left out', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'four-band-'));
  try {
    await makeStack(join(dir, 'stack'), 300, 200, 1, 4);
    const modelDir = modelFolder('landscar-s2-four-band');
    const { disturbances } = await runDetection(join(dir, 'stack'), join(dir, 'out'), { modelDir });
    expect(disturbances.length).toBeGreaterThan(0);
    for (const { evidence, looksLike } of disturbances) {
      expect(evidence).toMatchObject({ bareSoilBefore: null, bareSoilAfter: null });
      expect(evidence.ndviBefore).toBeGreaterThan(evidence.ndviAfter!);
      expect([...GROUND_KINDS, undefined]).toContain(looksLike?.kind);
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
