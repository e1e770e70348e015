import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gridBounds, growWindow, pixelToWorld, tileWindows, windowGrid, worldToPixel, type Grid } from '@landscar/core';

const grid: Grid = {
  crs: 'EPSG:4546',
  originX: 500_000,
  originY: 3_950_000,
  pixelWidth: 10,
  pixelHeight: 12,
  width: 300,
  height: 200,
};

it('the outer corner is pixel (0, 0) and the first centre lies half a pixel in', () => {
  expect(pixelToWorld(grid, 0, 0)).toEqual([500_000, 3_950_000]);
  expect(pixelToWorld(grid, 0.5, 0.5)).toEqual([500_005, 3_949_994]);
  expect(gridBounds(grid)).toEqual({ minX: 500_000, minY: 3_947_600, maxX: 503_000, maxY: 3_950_000 });
});

it('pixel to world and back is the identity', () => {
  const px = fc.double({ min: -1e4, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(px, px, (x, y) => {
      const [backX, backY] = worldToPixel(grid, ...pixelToWorld(grid, x, y));
      expect(backX).toBeCloseTo(x, 6);
      expect(backY).toBeCloseTo(y, 6);
    }),
  );
});

it('a window of a grid keeps its place', () => {
  const part = windowGrid(grid, { x: 30, y: 20, width: 5, height: 6 });
  expect(pixelToWorld(part, 1, 2)).toEqual(pixelToWorld(grid, 31, 22));
});

it('tiles cover every pixel exactly once, whatever the sizes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 40 }),
      (w, h, size) => {
        const covered = new Uint8Array(w * h);
        for (const t of tileWindows(w, h, size)) {
          for (let y = t.y; y < t.y + t.height; y++) for (let x = t.x; x < t.x + t.width; x++) covered[y * w + x]! += 1;
        }
        expect(covered.every((n) => n === 1)).toBe(true);
      },
    ),
  );
});

it('a halo is cut at the edge of the raster only', () => {
  expect(growWindow({ x: 0, y: 10, width: 20, height: 20 }, 5, 100, 30)).toEqual({ x: 0, y: 5, width: 25, height: 25 });
});
