import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Window } from '@landscar/core';
import { boxMeans } from '../src/gate/cell-math.js';
import { cellLogits, foldNet } from '../src/gate/cell-net.js';
import { gateWindows, isSampled, SAMPLE_EVERY } from '../src/gate/gate-windows.js';
import { hotSquares, isHotIn, SQUARE_PX, squaresOf } from '../src/gate/hot-squares.js';

const inside = (w: Window, x: number, y: number): boolean =>
  x >= w.x && x < w.x + w.width && y >= w.y && y < w.y + w.height;

describe('windows of a screened block', () => {
  const area = { x: 1024, y: 512, width: 512, height: 512 };
  const blocks = fc.record({
    hot: fc.array(fc.nat({ max: 64 * 64 - 1 }), { maxLength: 40 }),
    left: fc.integer({ min: 0, max: 16 }),
    top: fc.integer({ min: 0, max: 16 }),
    width: fc.integer({ min: 1, max: 256 }),
    height: fc.integer({ min: 1, max: 256 }),
  });

  test('every hot square is looked at, nothing twice, and cold windows hold none', () => {
    fc.assert(
      fc.property(blocks, ({ hot, left, top, width, height }) => {
        const squares = squaresOf(area);
        for (const at of hot) squares.hot[at] = 1;
        const block = { x: area.x + 16 * left, y: area.y + 16 * top, width, height };
        const gated = gateWindows(block, squares, 89);
        for (let y = block.y; y < block.y + height; y += 7) {
          for (let x = block.x; x < block.x + width; x += 5) {
            const isHot = isHotIn(squares, { x, y, width: 1, height: 1 });
            const looks = gated.hot.filter((w) => inside(w, x, y)).length;
            if (isHot) expect(looks).toBe(1);
            expect(looks).toBeLessThanOrEqual(1);
            if (gated.cold.some((w) => inside(w, x, y))) expect(isHot).toBe(false);
          }
        }
        for (const w of [...gated.hot, ...gated.sampled]) {
          expect(inside(block, w.x, w.y) && inside(block, w.x + w.width - 1, w.y + w.height - 1)).toBe(true);
        }
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  test('blocks share the cold windows out: each is counted once, sampled ones are run whole', () => {
    const squares = squaresOf(area);
    squares.hot[0] = 1;
    const whole = gateWindows(area, squares, 89);
    const parts = [0, 1, 2, 3].map((k) =>
      gateWindows(
        { x: 1024 + 208 * (k % 2), y: 512 + 208 * (k >> 1), width: k % 2 ? 304 : 208, height: k > 1 ? 304 : 208 },
        squares,
        89,
      ),
    );
    const keys = (windows: readonly Window[]): string[] => windows.map(({ x, y }) => `${x},${y}`).sort();
    expect(keys(parts.flatMap(({ cold }) => cold))).toEqual(keys(whole.cold));
    expect(whole.cold).toHaveLength(15);
    const pixels = (windows: readonly Window[]): number => windows.reduce((sum, w) => sum + w.width * w.height, 0);
    expect(pixels(parts.flatMap(({ sampled }) => sampled))).toBe(pixels(whole.sampled));
  });

  test('about one cold window in SAMPLE_EVERY is sampled, always the same ones', () => {
    let sampled = 0;
    for (let i = 0; i < 40_000; i++) {
      if (isSampled({ x: (i % 200) * 128, y: Math.floor(i / 200) * 128, width: 128, height: 128 })) sampled++;
    }
    expect((sampled * SAMPLE_EVERY) / 40_000).toBeGreaterThan(0.8);
    expect((sampled * SAMPLE_EVERY) / 40_000).toBeLessThan(1.2);
  });
});

describe('squares', () => {
  const side = 64;
  const window = { x: 512, y: 256, width: 4 * side, height: 4 * side };
  const grid = { window, across: side, down: side, seen: new Uint8Array(side * side).fill(16) };
  const lookedAt = (cells: Record<number, number>): number => {
    const logits = new Float32Array(side * side).fill(-9);
    for (const [at, value] of Object.entries(cells)) logits[Number(at)] = value;
    return hotSquares(grid, logits, { bar: 0, seedBar: 2 }, window).hot.reduce((sum, one) => sum + one, 0);
  };

  test('a faint cell counts beside a seed and not alone; a cell that nobody saw never does', () => {
    const middle = 32 * side + 32;
    expect(lookedAt({ [middle]: 1 })).toBe(0);
    expect(lookedAt({ [middle]: 2 })).toBe(9);
    expect(lookedAt({ [middle]: 2, [middle + 8]: 1 })).toBe(9 + 9);
    expect(lookedAt({ [middle]: 2, [middle + 12]: 1 })).toBe(9);
    grid.seen[middle] = 0;
    expect(lookedAt({ [middle]: 2 })).toBe(0);
    grid.seen[middle] = 16;
  });

  test('are the same in whatever window they are found', () => {
    const part = { x: window.x + 64, y: window.y + 72, width: 96, height: 80 };
    const logits = Float32Array.from({ length: side * side }, (_, i) => ((i * 7919) % 101) / 20 - 2.8);
    const all = hotSquares(grid, logits, { bar: 0, seedBar: 2 }, window);
    const some = hotSquares(grid, logits, { bar: 0, seedBar: 2 }, part);
    for (let y = part.y; y < part.y + part.height; y += SQUARE_PX) {
      for (let x = part.x; x < part.x + part.width; x += SQUARE_PX) {
        const pixel = { x, y, width: 1, height: 1 };
        expect(isHotIn(some, pixel)).toBe(isHotIn(all, pixel));
      }
    }
  });
});

test('means over boxes leave out what nobody saw, and are cut at the edge', () => {
  const [across, down] = [7, 5];
  const values = Float32Array.from({ length: 35 }, (_, i) => Math.fround(Math.sin(i) * 5));
  const seen = Uint8Array.from(values, (_, i) => (i % 4 === 0 ? 0 : 3));
  const means = boxMeans(values, seen, across, down, 2);
  for (let at = 0; at < 35; at++) {
    const [x, y] = [at % across, Math.floor(at / across)];
    const near = [...values.keys()].filter(
      (k) => seen[k]! > 0 && Math.abs((k % across) - x) <= 2 && Math.abs(Math.floor(k / across) - y) <= 2,
    );
    expect(means[at]).toBeCloseTo(near.reduce((sum, k) => sum + values[k]!, 0) / near.length, 4);
  }
});

test('the net is its formula', () => {
  const net = {
    mean: [1, 2, 3],
    deviation: [2, 1, 4],
    hidden: [
      [1, -1, 2, 0.5],
      [-1, 0, 1, 0],
    ],
    output: [2, -3, 0.25],
  };
  const cells = [
    [3, 1, 7],
    [-1, 4, 3],
  ];
  const features = Float32Array.from([0, 1, 2].flatMap((k) => cells.map((cell) => cell[k]!)));
  const expected = cells.map((cell) => {
    const z = cell.map((v, k) => (v - net.mean[k]!) / net.deviation[k]!);
    const units = net.hidden.map((row) =>
      Math.max(
        0,
        z.reduce((sum, v, k) => sum + row[k]! * v, row[3]!),
      ),
    );
    return units.reduce((sum, h, u) => sum + net.output[u]! * h, net.output[2]!);
  });
  expect([...cellLogits(foldNet(net), features)]).toEqual(expected);
});
