import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
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
  await makeSparseStack(stack, { sizePx: 1300, seed: 3 });
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

  truncateSync(after, 3000);
  const nothing = detect(join(dir, 'nothing'));
  expect(nothing.stderr).toContain('GEODATA_');
  expect(nothing.code).toBe(3);
});
