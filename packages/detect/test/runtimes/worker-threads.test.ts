import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { RUNTIMES } from '../../src/runtimes/runtimes.js';

const built = new URL('../../dist/index.js', import.meta.url);
const model = fileURLToPath(new URL('../../../../models/landscar-s2', import.meta.url));

/** Runs the golden case of the shipped model in a fresh worker thread, with the compiled package. */
const inWorker = `
const { parentPort, workerData } = require('node:worker_threads');
(async () => {
  const { verifyModel } = await import(workerData.built);
  const proofs = await verifyModel(workerData.model, workerData.runtime);
  parentPort.postMessage(proofs);
})().catch((error) => parentPort.postMessage({ error: String(error) }));
`;

test.each(RUNTIMES.filter((r) => r.name !== 'baseline').map((r) => [r.name, r] as const))(
  '%s gives the golden result of the shipped model in a worker thread',
  async (name, runtime) => {
    expect(existsSync(built), 'the package is compiled before its tests').toBe(true);
    const missing = await runtime.version().then(() => undefined, String);
    if (missing !== undefined) console.log(`${name} is not tested in a worker thread: ${missing}`);
    const worker = new Worker(inWorker, { eval: true, workerData: { built: built.href, model, runtime: name } });
    const proofs = await new Promise<unknown>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await worker.terminate();
    expect(proofs).toContainEqual(
      expect.objectContaining({ runtime: name, precision: 'fp32', tried: missing === undefined, ok: true }),
    );
  },
);
