import { geodesicAreaM2, pixelToWorld, type Areal, type Grid, type Polygon, type Position } from '@landscar/core';
import { intersectAreal } from './overlay.js';
import { createTransform } from './transform.js';

/** Points a side: a straight side of a projected grid is a curve in longitude and latitude. */
const SIDE_POINTS = 32;

/** Outline of a grid in longitude and latitude. */
export async function gridOutline(grid: Grid): Promise<Polygon> {
  const toLonLat = await createTransform(grid.crs, 'EPSG:4326');
  const corners = [
    [0, 0],
    [0, grid.height],
    [grid.width, grid.height],
    [grid.width, 0],
  ] as const;
  const ring = corners.flatMap((from, i): Position[] => {
    const to = corners[(i + 1) % corners.length] ?? from;
    return Array.from({ length: SIDE_POINTS }, (_, k) => {
      const t = k / SIDE_POINTS;
      return toLonLat(pixelToWorld(grid, from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])));
    });
  });
  return { type: 'Polygon', coordinates: [[...ring, ...ring.slice(0, 1)]] };
}

/** Ground of two outlines in longitude and latitude, m² on the ellipsoid. */
export async function sharedGroundM2(a: Areal, b: Areal): Promise<number> {
  const shared = await intersectAreal(a, b);
  return shared === null ? 0 : geodesicAreaM2(shared);
}

/** Neighbours share less: outlines in longitude and latitude are not exact. */
export const SAME_GROUND_M2 = 10_000;
