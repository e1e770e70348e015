import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../check-tree.mjs', import.meta.url));
let root: string;

const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};
const manifest = (name: string, dependencies: Record<string, string> = {}): string =>
  JSON.stringify({ name, dependencies });
const lines = (count: number, text = (k: number) => `export const value${k} = ${k};`): string =>
  Array.from({ length: count }, (_, k) => `${text(k)}\n`).join('');

const check = (): { status: number | null; problems: string[] } => {
  const { status, stdout } = spawnSync(process.execPath, [script, '--root', root], { encoding: 'utf8' });
  const all = stdout.trim().split('\n');
  return { status, problems: all.slice(0, -1).map((line) => line.replace('tree: ', '')) };
};

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'landscar-tree-'));
  write('pnpm-workspace.yaml', 'packages:\n  - packages/*\n');
  write('package.json', manifest('root'));
  write('docs/decisions/0001-a.md', '# 1 A\n\n`flatbush` (ISC).\n');
  write('packages/core/package.json', manifest('@landscar/core', { flatbush: '4' }));
  write('packages/core/src/index.ts', lines(9));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('check-tree', () => {
  it('finds nothing in a tidy tree', () => {
    expect(check()).toEqual({ status: 0, problems: [] });
  });

  it('refuses a dependency without a decision; types go with their package', () => {
    write(
      'packages/core/package.json',
      manifest('@landscar/core', { '@types/flatbush': '1', leftpad: '1', '@landscar/geodata': '*' }),
    );
    expect(check()).toEqual({
      status: 1,
      problems: ['packages/core/package.json depends on leftpad, which no note in docs/decisions names (as `leftpad`)'],
    });
  });

  it('refuses a file over 400 lines, a test too', () => {
    write('packages/core/test/long.test.ts', lines(401));
    expect(check().problems).toEqual([
      'packages/core/test/long.test.ts has 401 lines, 400 are allowed: give its parts files of their own',
    ]);
  });

  it('refuses a median over 100 lines', () => {
    write(
      'packages/core/src/index.ts',
      lines(101, (k) => `export const a${k} = 1;`),
    );
    expect(check().problems).toEqual(['the median file has 101 lines, 100 are allowed']);
  });

  it('refuses ten lines twice, whatever blanks, comments and imports lie between', () => {
    const body = lines(12, (k) => `  total += weigh(${k});`);
    write('packages/core/src/a.ts', `import { weigh } from './weigh.js';\n\n${body}`);
    write('packages/core/src/b.ts', `/**\n * Other words.\n */\n${body.replace('weigh(4);', 'weigh(4);\n\n// why')}`);
    expect(check().problems).toEqual([
      'packages/core/src/a.ts:3 and packages/core/src/b.ts:4 share 12 lines, fewer than 10 are allowed',
    ]);
    write('packages/core/src/b.ts', body.replace('weigh(4)', 'weigh(total)'));
    expect(check().problems).toEqual([]);
  });
});
