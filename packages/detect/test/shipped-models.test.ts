import { readdirSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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
