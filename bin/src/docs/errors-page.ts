import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A code, and the sentence that follows it where the error is made. */
const CODE =
  /'((?:CORE|GEODATA|INGEST|DETECT|EVALUATE|REPORT|JOBS|PIPELINE|TRAIN)_[A-Z0-9_]+)'(?:,\s*(?:\{\s*what:\s*)?(?:'([^']+)'|`([^`]+)`))?/g;

/** docs/errors.md from the places where errors are made: every code with what it says failed. */
export function errorsPage(root: string): string {
  const meanings = new Map<string, string>();
  for (const file of sourcesOf(root)) {
    for (const [, code = '', single, template] of readFileSync(file, 'utf8').matchAll(CODE)) {
      const what = single ?? template ?? '';
      if (!meanings.get(code)) meanings.set(code, what.replace(/\$\{[^}]*\}/g, '…'));
    }
  }
  const rows = [...meanings].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, what]) => `| \`${code}\` | ${what} |`);
  return [
    '# Errors',
    '',
    'Generated from the sources: `pnpm run docs`. Every error says what failed, where, what was found, what is allowed and what to do next. Bad input leaves with exit code 3; a failed window or record with 4.',
    '',
    '| code | what failed |',
    '| --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function sourcesOf(root: string): string[] {
  return readdirSync(join(root, 'packages'))
    .sort()
    .flatMap((name) => typescriptIn(join(root, 'packages', name, 'src')));
}

function typescriptIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return typescriptIn(path);
      return entry.name.endsWith('.ts') ? [path] : [];
    });
}
