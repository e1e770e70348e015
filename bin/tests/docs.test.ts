import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSite } from '@landscar/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// What the pages say is held against the program: example site files are read, commands and options looked up in the
// generated command page, links followed.
const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = [
  ...['README.md', 'README.zh-CN.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].sort();
const read = (page: string): string => readFileSync(path.join(root, page), 'utf8');

interface Block {
  readonly page: string;
  readonly line: number;
  readonly text: string;
}
const blocks = (...languages: string[]): Block[] =>
  pages.flatMap((page) => {
    const text = read(page);
    return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
      .filter(([, language]) => languages.includes(language ?? ''))
      .map((match) => ({
        page,
        line: text.slice(0, match.index).split('\n').length,
        text: match[2] ?? '',
      }));
  });
const at = (block: Block): string => `${block.page}:${block.line}`;

describe('example site files', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'landscar-docs-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const sites = blocks('yaml').filter((block) => /^scenes:/m.test(block.text));
  it.each(sites.map((block) => [at(block), block.text]))('%s is a site file', (_where, text) => {
    const file = path.join(folder, 'landscar.yaml');
    writeFileSync(file, text);
    expect(readSite(file).config.scenes.length).toBeGreaterThanOrEqual(2);
  });
  it('are there', () => {
    expect(sites.length).toBeGreaterThanOrEqual(7);
  });
});

describe('commands on the pages', () => {
  const known = new Map(
    [...read('docs/cli.md').matchAll(/^## landscar (.+)\n\n```text\n([\s\S]*?)^```$/gm)].map(([, name, help]) => [
      name ?? '',
      new Set([...(help ?? '').matchAll(/--[a-z0-9-]+/g)].map(([option]) => option)),
    ]),
  );
  const calls = blocks('sh', 'text')
    .filter((block) => block.page !== 'docs/cli.md')
    .flatMap((block) =>
      [...block.text.matchAll(/(?:^|&& )\.\/bin\/landscar (.+)$/gm)].map((m) => ({
        where: at(block),
        call: m[1] ?? '',
      })),
    );

  it.each(calls.map(({ where, call }) => [call.replace(/ *#.*/, ''), where]))('%s (%s)', (call) => {
    const words = call.split(/\s+/);
    const name = [words.slice(0, 2).join(' '), words[0] ?? ''].find((one) => known.has(one));
    expect(name, `${call}: a command of docs/cli.md`).toBeDefined();
    const used = words.filter((word) => /^--[a-z]/.test(word));
    expect(used.filter((option) => known.get(name ?? '')?.has(option) !== true)).toEqual([]);
  });
  it('are there', () => {
    expect(calls.length).toBeGreaterThan(20);
  });
});

it('every relative link and picture leads to a file', () => {
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map((match) => match[1] ?? '')
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => !existsSync(path.join(root, path.dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});

it('pictures of the pages stay under 200 kB', () => {
  const folder = path.join(root, 'docs/images');
  const heavy = readdirSync(folder).filter((name) => statSync(path.join(folder, name)).size > 200_000);
  expect(heavy).toEqual([]);
});
