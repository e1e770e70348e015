import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DETECTION_FILES, openTileSource } from '@landscar/geodata';
import { stackOfOscd } from './oscd-stack.js';
import { runDetection } from './run-detection.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const data = here('../../../../shared/data/oscd/');
const there = existsSync(data);
if (!there) console.log('parity of landscar-s2 with its reference is not tested: ../shared/data is not here');

/** What recipes/reference.py computed: every nth score, row by row, and flags as runs. */
interface Golden {
  readonly shape: [number, number];
  readonly shiftRowsColumns: [number, number];
  readonly everyNth: number;
  readonly score: readonly number[];
  /** Start and length of each run of flagged pixels, row by row. */
  readonly runs: readonly number[];
}

describe.skipIf(!there)('landscar-s2 as its reference computes it', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'parity-s2-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  test.each([
    ['landscar-s2', 'rennes', 'rennes'],
    ['landscar-s2', 'valencia', 'valencia'],
    ['landscar-s2-open', 'rennes', 'open-rennes'],
    ['landscar-s2-four-band', 'rennes', 'four-band-rennes'],
    ['landscar-s2-four-band', 'valencia', 'four-band-valencia'],
  ])(
    '%s on %s: |score difference| ≤ 0.05 on 0.97 of the sampled pixels, flags IoU ≥ 0.95',
    async (model, place, name) => {
      const golden = JSON.parse(readFileSync(here(`./goldens/${name}.json`), 'utf8')) as Golden;
      const [dy, dx] = golden.shiftRowsColumns;
      const grid = await stackOfOscd(join(data, place), join(dir, name), dx, dy);
      expect([grid.height, grid.width]).toEqual(golden.shape);
      const out = join(dir, `${name}-out`);
      const modelDir = here(`../../../models/${model}`);
      await runDetection(join(dir, name), out, { modelDir, statistics: 'scene', writeScore: true, minAreaM2: 0 });
      const read = async (file: string): Promise<ArrayLike<number>> => {
        const source = await openTileSource(join(out, file));
        const [pixels] = await source.readWindow({ x: 0, y: 0, width: grid.width, height: grid.height }, [0]);
        await source.close();
        return pixels!;
      };
      const score = await read(DETECTION_FILES.score);
      const close = golden.score.filter((s, i) => Math.abs(s - score[i * golden.everyNth]!) <= 0.05).length;
      const flags = await read(DETECTION_FILES.flags);
      const expected = new Uint8Array(flags.length);
      for (let i = 0; i < golden.runs.length; i += 2) {
        expected.fill(1, golden.runs[i], golden.runs[i]! + golden.runs[i + 1]!);
      }
      let [both, either] = [0, 0];
      for (let i = 0; i < expected.length; i++) {
        if (expected[i] === 1 && flags[i] === 1) both++;
        if (expected[i] === 1 || flags[i] === 1) either++;
      }
      const share = close / golden.score.length;
      console.log(
        `${model} on ${place}: ${(100 * share).toFixed(2)} % within 0.05, flags IoU ${(both / either).toFixed(4)}`,
      );
      expect(share).toBeGreaterThanOrEqual(0.97);
      expect(both / either).toBeGreaterThanOrEqual(0.95);
    },
  );
});
