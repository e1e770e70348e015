import { readdir } from 'node:fs/promises';
import { join, parse, sep } from 'node:path';

/** Whether a path is a pattern: `*`, `?`, `**`, `{a,b}`. */
export const isPattern = (path: string): boolean => /[*?{]/u.test(path);

/** Paths that match, sorted. Files and folders; names that start with a dot only where the pattern does. */
export async function glob(pattern: string): Promise<string[]> {
  const { root } = parse(pattern);
  const parts = pattern
    .slice(root.length)
    .split(/[/\\]/u)
    .filter((p) => p !== '');
  return [...new Set(await walk(root === '' ? '.' : root, parts))].sort();
}

async function walk(folder: string, [part, ...rest]: readonly string[]): Promise<string[]> {
  if (part === undefined) return [folder];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const deeper = part === '**' ? await walk(folder, rest) : [];
  const below = entries
    .filter((e) => (part === '**' ? e.isDirectory() && !e.name.startsWith('.') : matches(part, e.name)))
    .filter((e) => rest.length === 0 || !e.isFile())
    .map((e) => walk(join(folder, e.name), part === '**' ? [part, ...rest] : rest));
  return [...deeper, ...(await Promise.all(below)).flat()].map((p) => p.replaceAll(sep, '/'));
}

function matches(part: string, name: string): boolean {
  if (name.startsWith('.') && !part.startsWith('.')) return false;
  const source = part
    .replace(/[.+^$()|[\]\\]/gu, '\\$&')
    .replace(/\*/gu, '.*')
    .replace(/\?/gu, '.');
  const alternatives = source.replace(/\{([^{}]*)\}/gu, (_, list: string) => `(?:${list.split(',').join('|')})`);
  return new RegExp(`^${alternatives}$`, 'u').test(name);
}
