import { pixelToWorld, type Areal, type Grid, type Polygon, type Position } from '@landscar/core';
import { createTransform, differenceAreal, openStack, unionAreal } from '@landscar/geodata';
import { unobservedAreas } from '@landscar/report';

/** Points a side of the stack's outline: a straight side of a projected grid is a curve in longitude and latitude. */
const SIDE_POINTS = 32;

/** The ground that a stack shows clearly on both dates, in longitude and latitude; null where there is none. */
export async function observedGround(stackDir: string): Promise<Areal | null> {
  const stack = await openStack(stackDir);
  try {
    const outline = await outlineOf(stack.manifest.grid);
    const hidden = await unionAreal(await unobservedAreas(stack));
    return hidden === null ? outline : await differenceAreal(outline, hidden);
  } finally {
    await stack.close();
  }
}

/** Outline of a grid in longitude and latitude. */
export async function outlineOf(grid: Grid): Promise<Polygon> {
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
