import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Window } from '@landscar/core';
import { foldNet } from '../src/gate/cell-net.js';
import type { CellPair } from '../src/gate/cell-pair.js';
import { gateWindows, sampleOf } from '../src/gate/gate-windows.js';
import { hotSquares, isHotIn, SQUARE_PX, squaresOf } from '../src/gate/hot-squares.js';

const inside = (w: Window, x: number, y: number): boolean =>
  x >= w.x && x < w.x + w.width && y >= w.y && y < w.y + w.height;

describe('windows of a screened block', () => {
  const area = { x: 1024, y: 512, width: 512, height: 512 };
  const isSampled = sampleOf(2048, 1024);
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
        const gated = gateWindows(block, squares, 89, isSampled);
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
    const whole = gateWindows(area, squares, 89, isSampled);
    const parts = [0, 1, 2, 3].map((k) =>
      gateWindows(
        { x: 1024 + 208 * (k % 2), y: 512 + 208 * (k >> 1), width: k % 2 ? 304 : 208, height: k > 1 ? 304 : 208 },
        squares,
        89,
        isSampled,
      ),
    );
    const keys = (windows: readonly Window[]): string[] => windows.map(({ x, y }) => `${x},${y}`).sort();
    expect(keys(parts.flatMap(({ cold }) => cold))).toEqual(keys(whole.cold));
    expect(whole.cold).toHaveLength(15);
    const pixels = (windows: readonly Window[]): number => windows.reduce((sum, w) => sum + w.width * w.height, 0);
    expect(pixels(parts.flatMap(({ sampled }) => sampled))).toBe(pixels(whole.sampled));
  });

  test('of a large raster one cold window in 128 is sampled, of small ones about 32, and of none more than an eighth', () => {
    const sampledOf = (across: number, down: number): number => {
      const isSampled = sampleOf(128 * across, 128 * down - 5);
      let sampled = 0;
      for (let i = 0; i < across * down; i++) {
        const corner = { x: (i % across) * 128, y: Math.floor(i / across) * 128 };
        if (isSampled({ ...corner, width: 128, height: 128 })) sampled++;
      }
      return sampled;
    };
    const near = (found: number, wanted: number): void => {
      expect(found).toBeGreaterThan(0.6 * wanted);
      expect(found).toBeLessThan(1.5 * wanted);
    };
    near(sampledOf(200, 200), 40_000 / 128);
    near(sampledOf(40, 32), 32);
    near(sampledOf(12, 8), 12);
  });
});

describe('squares', () => {
  const side = 64;
  const window = { x: 512, y: 256, width: 4 * side, height: 4 * side };
  const seen = new Uint8Array(side * side).fill(1);
  const cells: CellPair['cells'] = {
    window: { x: 128, y: 64, width: side, height: side },
    bands: [],
    before: [],
    after: [],
    observed: seen,
    observedCount: seen.length,
  };
  const grid = { window, cells };
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
    seen[middle] = 0;
    expect(lookedAt({ [middle]: 2 })).toBe(0);
    seen[middle] = 1;
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

test('weights of a net carry its standardisation', () => {
  const net = {
    mean: [1, 2],
    deviation: [2, 4],
    hidden: [
      [1, -1, 0.5],
      [3, 0, 0],
    ],
    output: [2, -3, 0.25],
  };
  // Unit 0 at (3, 6): 1 · (3 − 1) / 2 − 1 · (6 − 2) / 4 + 0.5 = 0.5, as bias + 0.5 · 3 − 0.25 · 6.
  expect([...foldNet(net)]).toEqual([0.25, 0.5, 0.5, -0.25, 2, -1.5, 1.5, 0, -3]);
  const odd = { ...net, hidden: net.hidden.slice(0, 1), output: [2, 0.25] };
  expect([...foldNet(odd)]).toEqual([0.25, 0.5, 0.5, -0.25, 2, 0, 0, 0, 0]);
});
