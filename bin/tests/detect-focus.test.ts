import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSparseStack } from '@landscar/fixtures';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { differingFiles, landscar, landscarUntil } from './command-line.js';

const dir = mkdtempSync(join(tmpdir(), 'landscar-detect-focus-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const stack = join(dir, 'stack');
const focus = join(dir, 'focus.geojson');
const early = join(dir, 'in-turn', 'preliminary');
const call = (out: string): string[] => [
  ...['detect', stack, '--model', 'landscar-s2', '--workers', '1', '--focus', focus, '--out', join(dir, out)],
];

interface Summary {
  readonly counts: Readonly<Record<string, number>>;
}
const countsOf = (folder: string): Summary['counts'] =>
  (JSON.parse(readFileSync(join(folder, 'detection.json'), 'utf8')) as Summary).counts;

beforeAll(async () => {
  await makeSparseStack(stack, { sizePx: 1300, seed: 3, overviews: false });
  const { grid } = JSON.parse(readFileSync(join(stack, 'stack.json'), 'utf8')) as {
    grid: { originX: number; originY: number };
  };
  // 100 × 100 px in the north-western corner: one of nine blocks.
  const [x, y] = [grid.originX, grid.originY];
  const coordinates = [[[x, y], [x, y - 1000], [x + 1000, y - 1000], [x + 1000, y], [x, y]]]; // prettier-ignore
  const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::32649' } };
  const feature = { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates } };
  writeFileSync(focus, JSON.stringify({ type: 'FeatureCollection', crs, features: [feature] }));
});

it('shows what the focus gave while the rest is looked at, says so, and takes it away at the end', async () => {
  const stopped = await landscarUntil(/先行结果/u, 'SIGKILL', ...call('in-turn'));
  expect(stopped.code).toBe(null);
  expect(stopped.stderr).toMatch(/先行结果.*扰动图斑 \d+ -> .*preliminary\/disturbances\.geojson/u);
  expect(readdirSync(early).sort()).toEqual(['detection.json', 'disturbances.geojson', 'flags.tif', 'probability.tif']);
  const { blocksOutsideFocus, disturbances } = countsOf(early);
  expect(blocksOutsideFocus).toBe(8);
  expect(existsSync(join(dir, 'in-turn', 'detection.json'))).toBe(false);

  expect(landscar(...call('in-turn')).code).toBe(0);
  expect(existsSync(early)).toBe(false);
  expect(landscar(...call('at-once'), '--focus-only').code).toBe(0);
  expect(countsOf(join(dir, 'at-once'))['disturbances']).toBe(disturbances);

  expect(landscar(...call('whole')).code).toBe(0);
  expect(differingFiles(join(dir, 'whole'), join(dir, 'in-turn'))).toEqual([]);
});
