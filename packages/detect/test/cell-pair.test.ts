import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStack, type StackReader } from '@landscar/geodata';
import { PlanePool } from '../src/features/plane-pool.js';
import { CELL_PX, readCells, type CellPair, type CellSource } from '../src/gate/cell-pair.js';
import { makeStack } from './make-stack.js';

const [width, height] = [1101, 1034];
const bandIndexes = [0, 1, 2, 3, 4, 5];
let dir = '';
let stack: StackReader;
let fromOverviews: CellSource;
let fromPixels: CellSource;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cells-'));
  await makeStack(dir, width, height);
  stack = await openStack(dir);
  fromOverviews = { stack, bandIndexes, overviews: await stack.openOverviews(CELL_PX) };
  fromPixels = { stack, bandIndexes, overviews: undefined };
});
afterAll(async () => {
  await stack.close();
  await rm(dir, { recursive: true, force: true });
});

const windows = fc
  .tuple(fc.nat(200), fc.nat(180), fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }))
  .map(([i, j, across, down]) => {
    const [x, y] = [CELL_PX * i, CELL_PX * j];
    return { x, y, width: Math.min(CELL_PX * across, width - x), height: Math.min(CELL_PX * down, height - y) };
  });

const numbersOf = ({ observed, cells }: CellPair): unknown => ({
  observed: [...observed],
  seen: [...cells.observed],
  count: cells.observedCount,
  bands: [...cells.before, ...cells.after].map((plane) => [...plane].map((v, i) => (cells.observed[i] === 1 ? v : 0))),
});

test('cells are the same from overviews and from pixels, at the edge of the raster and beside a cloud too', async () => {
  expect(fromOverviews.overviews).toBeDefined();
  await fc.assert(
    fc.asyncProperty(windows, async (window) => {
      const [a, b] = [
        await readCells(fromOverviews, window, new PlanePool()),
        await readCells(fromPixels, window, new PlanePool()),
      ];
      expect(numbersOf(a)).toEqual(numbersOf(b));
    }),
    { numRuns: 15, seed: 4 },
  );
});

test('a cell is the mean of its observed pixels: what lies under a cloud counts for nothing', async () => {
  // The cloud of the after date: 12 px around.
  const [cx, cy] = [Math.round(width * 0.8), Math.round(height * 0.2)];
  const window = {
    x: CELL_PX * Math.floor((cx - 40) / CELL_PX),
    y: CELL_PX * Math.floor((cy - 40) / CELL_PX),
    width: 80,
    height: 80,
  };
  const { cells, observed } = await readCells(fromOverviews, window, new PlanePool());
  const [blue] = await stack.readDate('after', window);
  let [cut, hidden] = [0, 0];
  for (let i = 0; i < cells.observed.length; i++) {
    const pixels = Array.from({ length: 16 }, (_, k) => {
      const [x, y] = [CELL_PX * (i % 20) + (k % 4), CELL_PX * Math.floor(i / 20) + (k >> 2)];
      return { seen: observed[y * 80 + x] === 1, value: blue![y * 80 + x]! };
    });
    const seen = pixels.filter((pixel) => pixel.seen);
    expect(cells.observed[i]).toBe(seen.length > 0 ? 1 : 0);
    if (seen.length === 0) hidden++;
    else {
      const mean = seen.reduce((sum, { value }) => sum + value, 0) / seen.length;
      // Rounded to whole digital numbers, twice where the cell is whole.
      expect(Math.abs(cells.after[0]![i]! / 1e-4 - mean)).toBeLessThan(1.1);
      if (seen.length < 16) cut++;
    }
  }
  expect(cut).toBeGreaterThan(5);
  expect(hidden).toBeGreaterThan(5);
});
