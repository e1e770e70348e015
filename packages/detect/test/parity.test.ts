import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Grid } from '@landscar/core';
import { DETECTION_FILES, openTileSource } from '@landscar/geodata';
import { buildModel, readNpz, receptiveFieldPx, turned, unetFromTorch } from '../src/index.js';
import { marginRule, modelFacts, MODEL_CARD } from './model-facts.js';
import { stackOfOscd } from './oscd-stack.js';
import { runDetection } from './run-detection.js';

const pilot = fileURLToPath(new URL('../../../../shared/pilot/', import.meta.url));
const data = fileURLToPath(new URL('../../../../shared/data/oscd/', import.meta.url));
const there = existsSync(join(pilot, 'golden', 'rennes.npz')) && existsSync(data);
if (!there) console.log('parity with the pilot is not tested: ../shared/pilot or ../shared/data is not here');

describe.skipIf(!there)('the pilot’s reference, in this engine', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'parity-'));
    const nets = ['seed0', 'seed1'].map((name) =>
      unetFromTorch(readNpz(readFileSync(join(pilot, 'weights', `${name}.npz`)))),
    );
    const facts = modelFacts('pilot-s2', receptiveFieldPx(nets[0]!));
    const decision = { ...marginRule, threshold: 0.979, scoreFloor: 1.783, absoluteFloor: -0.0685 };
    await buildModel(
      join(dir, 'pilot-s2'),
      { ...facts, decision },
      nets.flatMap((n) => [n, turned(n)]),
      MODEL_CARD,
    );
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  test.each(['rennes', 'valencia'])(
    '%s: |score difference| ≤ 0.02 on 0.97 of the pixels, flags IoU ≥ 0.97',
    async (place) => {
      const golden = readNpz(readFileSync(join(pilot, 'golden', `${place}.npz`)));
      const [rows, columns] = golden.get('shift')!.values;
      const stack = join(dir, place);
      const grid: Grid = await stackOfOscd(join(data, place), stack, columns!, rows!);
      const out = join(dir, `${place}-out`);
      await runDetection(stack, out, { modelDir: join(dir, 'pilot-s2'), statistics: 'scene', writeScore: true });
      const read = async (file: string): Promise<ArrayLike<number>> => {
        const source = await openTileSource(join(out, file));
        const [pixels] = await source.readWindow({ x: 0, y: 0, width: grid.width, height: grid.height }, [0]);
        await source.close();
        return pixels!;
      };
      const score = await read(DETECTION_FILES.score);
      const flags = await read(DETECTION_FILES.flags);
      const expected = golden.get('score')!.values;
      const packed = golden.get('flags')!.values;
      let close = 0;
      let both = 0;
      let either = 0;
      for (let i = 0; i < expected.length; i++) {
        if (Math.abs(expected[i]! - score[i]!) <= 0.02) close++;
        const flagged = (packed[i >> 3]! >> (7 - (i & 7))) & 1;
        if (flagged === 1 && flags[i] === 1) both++;
        if (flagged === 1 || flags[i] === 1) either++;
      }
      console.log(
        `${place}: ${((100 * close) / expected.length).toFixed(2)} % within 0.02, flags IoU ${(both / either).toFixed(4)}`,
      );
      expect(close / expected.length).toBeGreaterThanOrEqual(0.97);
      expect(both / either).toBeGreaterThanOrEqual(0.97);
    },
  );
});
