import type { Grid } from '@landscar/core';
import { expect, it } from 'vitest';
import { gridOutline, SAME_GROUND_M2, sharedGroundM2 } from '../src/index.js';

const GRID: Grid = {
  crs: 'EPSG:32649',
  originX: 495_000,
  originY: 4_000_000,
  pixelWidth: 10,
  pixelHeight: 10,
  width: 1000,
  height: 800,
};
const shared = async (a: Grid, b: Grid): Promise<number> => sharedGroundM2(await gridOutline(a), await gridOutline(b));

it('ground of two grids is measured on the ellipsoid, whatever their systems; neighbours share none to speak of', async () => {
  const own = await shared(GRID, GRID);
  // UTM: the ground is a little larger than the map near the central meridian.
  expect(own / (1000 * 800 * 100)).toBeCloseTo(1 / 0.9996 ** 2, 4);
  expect(await shared(GRID, { ...GRID, originX: GRID.originX + 9900 })).toBeCloseTo(own / 100, -3);
  const ring = (await gridOutline(GRID)).coordinates[0]!;
  const [west, east] = [Math.min(...ring.map(([x]) => x)), Math.max(...ring.map(([x]) => x))];
  const [south, north] = [Math.min(...ring.map(([, y]) => y)), Math.max(...ring.map(([, y]) => y))];
  const around = { originX: west, originY: north, pixelWidth: (east - west) / 100, pixelHeight: (north - south) / 100 };
  expect(await shared(GRID, { crs: 'EPSG:4326', ...around, width: 100, height: 100 })).toBeCloseTo(own, 0);
  const neighbour = { ...GRID, originX: GRID.originX + 10_000, originY: GRID.originY + 3210, height: 2000 };
  expect(await shared(GRID, neighbour)).toBeLessThan(SAME_GROUND_M2 / 10);
  expect(await shared(GRID, { ...GRID, crs: 'EPSG:32611' })).toBe(0);
});
