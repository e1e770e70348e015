import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ERROR_WORDS } from '../src/error-words.js';

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
/** Warnings have their words in the report's catalogue; internal codes never reach a person. */
const WARNINGS = new Set(
  [
    ...readFileSync(new URL('../../packages/report/src/messages/report-phrases.ts', import.meta.url), 'utf8').matchAll(
      /'warning\.([A-Z0-9_]+)'/gu,
    ),
  ].map((m) => m[1] ?? ''),
);

it('every error that a person can meet is said in Chinese too', () => {
  const codes = [...page.matchAll(/^\| `([A-Z0-9_]+)`/gmu)].map((m) => m[1] ?? '');
  expect(codes.length).toBeGreaterThan(80);
  expect(codes.filter((code) => !(code in ERROR_WORDS) && !WARNINGS.has(code))).toEqual([]);
  expect(Object.keys(ERROR_WORDS).filter((code) => !codes.includes(code))).toEqual([]);
});
