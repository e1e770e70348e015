import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Window } from '@landscar/core';
import { cutWindows } from '../src/gate/cut-windows.js';
import { SQUARE_PX, squaresOf, type Squares } from '../src/gate/hot-squares.js';

const squaresWith = (sizePx: number, hot: readonly (readonly [x: number, y: number])[]): Squares => {
  const squares = squaresOf({ x: 0, y: 0, width: sizePx, height: sizePx });
  for (const [x, y] of hot) squares.hot[y * squares.across + x] = 1;
  return squares;
};
const areaOf = ({ across, down }: Squares): Window => ({ x: 0, y: 0, width: across, height: down });
const pixels = ({ width, height }: Window): number => width * height * SQUARE_PX ** 2;

/** The box around what is hot, or undefined. */
function boxOf({ across, hot }: Squares, area: Window): Window | undefined {
  const [xs, ys]: [number[], number[]] = [[], []];
  for (let y = area.y; y < area.y + area.height; y++) {
    for (let x = area.x; x < area.x + area.width; x++) {
      if (hot[y * across + x] !== 1) continue;
      xs.push(x);
      ys.push(y);
    }
  }
  if (xs.length === 0) return undefined;
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) + 1 - x, height: Math.max(...ys) + 1 - y };
}

/** Network pixels with a halo of 32 px. */
const costPx = ({ width, height }: Window): number => (width * SQUARE_PX + 64) * (height * SQUARE_PX + 64);

/** The least that any cutting costs, by trying all of them. */
function leastCost(squares: Squares, area: Window, part: number): number {
  const box = boxOf(squares, area);
  if (box === undefined) return 0;
  let least = costPx(box);
  const { x, y, width, height } = area;
  for (let k = part; k < width; k += part)
    least = Math.min(
      least,
      leastCost(squares, { x, y, width: k, height }, part) +
        leastCost(squares, { x: x + k, y, width: width - k, height }, part),
    );
  for (let k = part; k < height; k += part)
    least = Math.min(
      least,
      leastCost(squares, { x, y, width, height: k }, part) +
        leastCost(squares, { x, y: y + k, width, height: height - k }, part),
    );
  return least;
}

describe('windows cut around hot squares', () => {
  test('cost the least that cuts along the lattice can have', () => {
    const side = 256 / SQUARE_PX;
    const places = fc.array(fc.tuple(fc.nat({ max: side - 1 }), fc.nat({ max: side - 1 })), { maxLength: 12 });
    fc.assert(
      fc.property(places, (hot) => {
        const squares = squaresWith(256, hot);
        const windows = cutWindows(squares, areaOf(squares), 32);
        expect(windows.reduce((sum, w) => sum + costPx(w), 0)).toBe(leastCost(squares, areaOf(squares), 8));
      }),
      { seed: 30, numRuns: 40 },
    );
  });

  test('see what a cut is good for only after the next one', () => {
    // An H: no single cut saves anything, those along the bars and the bridge together do.
    const bar = (x: number): (readonly [number, number])[] => Array.from({ length: 128 }, (_, y) => [x, y]);
    const bridge = Array.from({ length: 126 }, (_, x) => [x + 1, 64] as const);
    const squares = squaresWith(1024, [...bar(0), ...bar(127), ...bridge]);
    const windows = cutWindows(squares, areaOf(squares), 32);
    const cost = windows.reduce((sum, w) => sum + costPx(w), 0);
    expect(cost).toBeLessThan(0.3 * costPx(areaOf(squares)));
  });

  test.each([1024, 8192])('none is larger than 100 000 px, in an area of %i px that is hot all over', (sizePx) => {
    const squares = squaresOf({ x: 0, y: 0, width: sizePx, height: sizePx });
    squares.hot.fill(1);
    const windows = cutWindows(squares, areaOf(squares), 32);
    expect(Math.max(...windows.map(pixels))).toBeLessThanOrEqual(100_000);
    expect(windows.reduce((sum, w) => sum + pixels(w), 0)).toBe(sizePx ** 2);
  });

  test('a part of the squares is cut as if it were alone, and nothing hot is nothing', () => {
    const squares = squaresWith(1024, [
      [3, 5],
      [60, 60],
    ]);
    expect(cutWindows(squares, { x: 50, y: 50, width: 20, height: 30 }, 32)).toEqual([
      { x: 60, y: 60, width: 1, height: 1 },
    ]);
    expect(cutWindows(squares, { x: 10, y: 10, width: 20, height: 30 }, 32)).toEqual([]);
  });
});
