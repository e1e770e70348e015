import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LAYERS } from '../../src/import/lower-layers.js';
import { OPERATIONS } from '../../src/import/lower-graph.js';

const page = readFileSync(new URL('../../../../docs/models.md', import.meta.url), 'utf8').replace(/\s+/gu, ' ');
const listAfter = (words: string, end: string): string[] =>
  page
    .slice(page.indexOf(words) + words.length)
    .split(end)[0]!
    .replaceAll('\\', '')
    .split(',')
    .map((name) => name.trim());

test('docs/models.md lists exactly the layers and operations that can be written as ONNX', () => {
  expect(listAfter('Layers that can be written as ONNX:', ';').sort()).toEqual(Object.keys(LAYERS).sort());
  expect(listAfter('Operations of graph models:', '.').sort()).toEqual(Object.keys(OPERATIONS).sort());
});
