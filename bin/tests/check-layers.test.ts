import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../check-layers.mjs', import.meta.url));
let root: string;

const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};

/** A package whose declared dependencies, references and one source file's imports can differ. */
const writePackage = (
  room: string,
  { dependencies = [], references = dependencies, source = '' }: Record<string, string[] | string> = {},
): void => {
  const list = (value: string[] | string): string[] => (typeof value === 'string' ? [value] : value);
  const names = list(dependencies).map((name): [string, string] => [name.length > 8 ? name : `@landscar/${name}`, '*']);
  write(
    `packages/${room}/package.json`,
    JSON.stringify({ name: `@landscar/${room}`, dependencies: Object.fromEntries(names) }),
  );
  write(
    `packages/${room}/tsconfig.json`,
    JSON.stringify({ references: list(references).map((name) => ({ path: `../${name}` })) }),
  );
  write(`packages/${room}/src/index.ts`, list(source).join('\n'));
};

const check = (): { status: number | null; problems: string[] } => {
  const { status, stdout } = spawnSync(process.execPath, [script, '--root', root], { encoding: 'utf8' });
  const lines = stdout.trim().split('\n');
  return { status, problems: lines.slice(0, -1).map((line) => line.replace('layers: ', '')) };
};

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'landscar-layers-'));
  write('pnpm-workspace.yaml', 'packages:\n  - packages/*\n  - bin\nonlyBuiltDependencies:\n  - x\n');
  writePackage('core');
  writePackage('geodata', { dependencies: ['core'], source: "import { a } from '@landscar/core';" });
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('check-layers', () => {
  it('finds nothing in a workspace that keeps the rule', () => {
    expect(check()).toEqual({ status: 0, problems: [] });
  });

  it('refuses a sibling, with the sentence of the architecture page', () => {
    writePackage('detect');
    writePackage('report', { dependencies: ['detect'], source: "export { b } from '@landscar/detect';" });
    const { status, problems } = check();
    expect(status).toBe(1);
    expect(problems).toEqual([
      'packages/report/src/index.ts imports @landscar/detect; report may import core, geodata. ' +
        'core <- geodata <- {ingest, detect, report, jobs} <- pipeline <- bin: siblings never import one another ' +
        '(ARCHITECTURE.md, section 2)',
    ]);
  });

  it('sees type imports, dynamic imports and re-exports', () => {
    writePackage('ingest', {
      source: [
        "import type { A } from '@landscar/core';",
        "const b = await import('@landscar/geodata');",
        "export { c } from 'flatbush';",
        "import { d } from 'node:fs';",
      ],
    });
    expect(check().problems).toEqual([
      'packages/ingest/src/index.ts imports @landscar/core, which packages/ingest/package.json does not declare in dependencies',
      'packages/ingest/src/index.ts imports @landscar/geodata, which packages/ingest/package.json does not declare in dependencies',
      'packages/ingest/src/index.ts imports flatbush, which packages/ingest/package.json does not declare in dependencies',
    ]);
  });

  it('refuses a declared dependency that nothing imports, and references that differ from dependencies', () => {
    writePackage('ingest', { dependencies: ['core'], references: ['geodata'] });
    expect(check().problems).toEqual([
      'packages/ingest/package.json declares @landscar/core, which nothing in packages/ingest/src imports',
      'packages/ingest/tsconfig.json lacks the reference to packages/core',
      'packages/ingest/tsconfig.json refers to packages/geodata, which packages/ingest/package.json does not depend on',
    ]);
  });

  it('refuses deep imports and relative paths out of the package, in tests too', () => {
    writePackage('ingest', { dependencies: ['core'], source: "import { a } from '@landscar/core/dist/a.js';" });
    write('packages/ingest/test/a.test.ts', "import { b } from '../../geodata/src/b.js';\nimport '../src/index.js';");
    expect(check().problems).toEqual([
      'packages/ingest/src/index.ts imports @landscar/core/dist/a.js: only @landscar/core itself is public',
      'packages/ingest/test/a.test.ts reaches out of its package with ../../geodata/src/b.js',
    ]);
  });

  it('names a cycle in the declared dependencies', () => {
    writePackage('core', { dependencies: ['geodata'], source: "import '@landscar/geodata';" });
    expect(check().problems).toContain('cycle: @landscar/core -> @landscar/geodata -> @landscar/core');
  });

  it('refuses a package that has no place in the rule', () => {
    writePackage('newroom');
    expect(check().problems[0]).toMatch(/^packages\/newroom is not in the import rule/);
  });
});
