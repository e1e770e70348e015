import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BAD_CASES } from '@landscar/fixtures';
import { expect, it } from 'vitest';
import { landscar, ROOT } from './command-line.js';

const folder = mkdtempSync(join(tmpdir(), 'landscar-bad-'));
cpSync(join(ROOT, 'fixtures/bad'), join(folder, 'bad'), { recursive: true });

it.each(BAD_CASES)('$name: $what', ({ name, code, args }) => {
  const site = join(folder, 'bad', name);
  const out = args?.map((a) => a.replace('{dir}', site)) ?? ['--out', join(folder, 'out', name)];
  const answer = landscar('scan', site, ...out, '--register', join(folder, `${name}.sqlite`), '--quiet');
  expect(answer.stderr).toContain(code);
  for (const part of ['found:', 'allowed:', 'next:']) expect(answer.stderr).toContain(part);
  expect(answer.code).toBe(3);
});

it('usage errors leave with 2, whoever asks', () => {
  for (const args of [
    ['scan'],
    ['nonsense'],
    ['detect', 'x', '--out', 'y', '--workers', '0'],
    ['scan', 'x', '--lang'],
  ]) {
    expect(landscar(...args).code).toBe(2);
  }
  expect(landscar('--help').code).toBe(0);
});

it('a second detection into the same folder at the same time is refused', () => {
  const out = join(folder, 'detected');
  mkdirSync(out);
  writeFileSync(join(out, '.landscar.lock'), JSON.stringify({ pid: process.pid, host: 'elsewhere', startTick: null }));
  const answer = landscar('detect', folder, '--out', out);
  expect(answer.stderr).toContain('JOBS_SITE_LOCKED');
  expect(answer.code).toBe(3);
});

// A file, a folder below a file, and one that the system refuses: Node's own recursive mkdir never ends there.
const UNMADE = [join(ROOT, 'package.json'), join(ROOT, 'package.json/out'), '/proc/landscar'];

it.each([
  { args: ['evaluate', join(ROOT, 'recipes/oscd/pairs.yaml'), '--out'] },
  { args: ['detect', folder, '--out'] },
  { args: ['ingest', '--before', 'a.tif', '--after', 'b.tif', '--out'] },
  { args: ['scan', join(folder, 'bad/base'), '--out'] },
  { args: ['models', 'train', join(ROOT, 'recipes/oscd/recipe.yaml'), '--out'] },
  { args: ['models', 'finetune', folder, '--out'] },
  { args: ['init'] },
])('landscar $args: an output folder that cannot be made is named before any work', ({ args }) => {
  for (const out of UNMADE) {
    const { code, stderr } = landscar(...args, out);
    expect(stderr).toContain(`错误：输出目录无法写入（${out}）`);
    expect(code).toBe(3);
  }
});

it('a second scan of the same site at the same time is refused', () => {
  const site = join(folder, 'locked');
  expect(landscar('init', site).code).toBe(0);
  writeFileSync(join(site, '.landscar.lock'), JSON.stringify({ pid: process.pid, host: 'elsewhere', startTick: null }));
  const answer = landscar('scan', site, '--out', join(folder, 'locked-out'));
  expect(answer.stderr).toContain('JOBS_SITE_LOCKED');
  expect(answer.code).toBe(3);
});
