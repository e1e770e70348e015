import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STACK_FILES } from '@landscar/core';
import { makeSparseStack } from '@landscar/fixtures';
import { afterAll, expect, it } from 'vitest';
import { landscar } from './command-line.js';

const dir = mkdtempSync(join(tmpdir(), 'landscar-partial-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Summary {
  readonly counts: Readonly<Record<string, number>>;
  readonly warnings: readonly { readonly code: string }[];
}
const summaryOf = (out: string): Summary => JSON.parse(readFileSync(join(out, 'detection.json'), 'utf8')) as Summary;

it('a stack that cannot be read in one place: the rest is done, the cause is named, exit 4; all of it, exit 3', async () => {
  const stack = join(dir, 'stack');
  await makeSparseStack(stack, { sizePx: 1300, seed: 3, overviews: false });
  const detect = (out: string) => landscar('detect', stack, '--model', 'baseline', '--workers', '1', '--out', out);
  expect(detect(join(dir, 'whole')).code).toBe(0);
  // The last tile of the last band lies at the end of the file: its ground is the south-eastern corner.
  const after = join(stack, STACK_FILES.after);
  truncateSync(after, statSync(after).size - 400_000);
  const answer = detect(join(dir, 'damaged'));
  expect(answer.stderr).toMatch(/1 windows failed; the first: .*GEODATA_/su);
  expect(answer.code).toBe(4);
  const [whole, damaged] = [summaryOf(join(dir, 'whole')), summaryOf(join(dir, 'damaged'))];
  expect(damaged.counts['missingBlocks']).toBe(1);
  expect(whole.counts['disturbances']).toBeGreaterThan(0);
  expect(damaged.counts['disturbances']).toBeLessThanOrEqual(whole.counts['disturbances']!);
  expect(damaged.counts['disturbances']).toBeGreaterThan(0);
  expect(damaged.warnings.map(({ code }) => code)).toContain('DETECT_BLOCKS_MISSING');

  // The evaluation says so too, and whose figures they are.
  const pairs = join(dir, 'pairs.yaml');
  writeFileSync(pairs, `pairs: [{ name: made, stack: ${stack}, label: ${join(dir, 'whole', 'flags.tif')} }]`);
  const scored = landscar('evaluate', pairs, '--model', 'baseline', '--out', join(dir, 'scored'), '--quiet');
  expect(scored.code).toBe(4);
  const { model, pooled } = JSON.parse(scored.stdout) as { model: { id: string }; pooled: Record<string, number> };
  expect(model.id).toBe('baseline');
  expect(pooled['recall']).toBeLessThan(1);
  expect(readFileSync(join(dir, 'scored', 'evaluation.html'), 'utf8')).toMatch(/baseline .*Apache-2\.0/u);

  truncateSync(after, 3000);
  const nothing = detect(join(dir, 'nothing'));
  expect(nothing.stderr).toContain('GEODATA_');
  expect(nothing.code).toBe(3);
});
