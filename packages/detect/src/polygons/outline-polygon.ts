import { pixelToWorld, type Grid, type Polygon, type Position, type Ring } from '@landscar/core';
import { cutCorners } from './cut-corners.js';
import type { RegionMask } from './region-mask.js';
import { traceOutline } from './trace-outline.js';

/** The outline of an object in the CRS of the grid; outer ring counter-clockwise, holes clockwise (RFC 7946). */
export function outlinePolygon(mask: RegionMask, pixelCount: number, grid: Grid): Polygon {
  const rings = cutCorners(traceOutline(mask), pixelCount);
  return { type: 'Polygon', coordinates: rings.map((ring) => toWorld(ring, grid)) };
}

/** Inside is on the right of traced rings on the screen; with y turned up it has to be on the left: reversed. */
function toWorld(ring: Ring, grid: Grid): Ring {
  return ring.map(([x, y]): Position => pixelToWorld(grid, x, y)).reverse();
}
