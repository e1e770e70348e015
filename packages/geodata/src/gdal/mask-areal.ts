import { pixelToWorld, type Areal, type Grid, type Polygon, type Position } from '@landscar/core';
import { unionAreal } from './overlay.js';
import { createTransform } from './transform.js';

export interface Rectangle {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  y1: number;
}

/** Runs of ones in each row; a run that repeats in the next row grows the rectangle above it. They never overlap. */
export function rectanglesOf(mask: Uint8Array, width: number, height: number): Rectangle[] {
  const done: Rectangle[] = [];
  let open = new Map<string, Rectangle>();
  for (let y = 0; y < height; y++) {
    const next = new Map<string, Rectangle>();
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] !== 1) continue;
      const x0 = x;
      while (x < width && mask[y * width + x] === 1) x++;
      const key = `${x0}-${x}`;
      const above = open.get(key);
      if (above === undefined) {
        const fresh = { x0, x1: x, y0: y, y1: y + 1 };
        done.push(fresh);
        next.set(key, fresh);
      } else {
        above.y1 = y + 1;
        next.set(key, above);
      }
    }
    open = next;
  }
  return done;
}

/** Rectangles of the ones of a mask in longitude and latitude, north to south. A cell is `step` × `step` pixels of the grid. */
export async function maskRectangles(mask: Uint8Array, grid: Grid, step = 1): Promise<Polygon[]> {
  const toLonLat = await createTransform(grid.crs, 'EPSG:4326');
  const corner = (x: number, y: number): Position =>
    toLonLat(pixelToWorld(grid, Math.min(x * step, grid.width), Math.min(y * step, grid.height)));
  return rectanglesOf(mask, Math.ceil(grid.width / step), Math.ceil(grid.height / step)).map(({ x0, x1, y0, y1 }) => ({
    type: 'Polygon',
    coordinates: [[corner(x0, y0), corner(x0, y1), corner(x1, y1), corner(x1, y0), corner(x0, y0)]],
  }));
}

/** The ones of a mask as one area, in longitude and latitude; null where there are none. */
export const maskAreal = async (mask: Uint8Array, grid: Grid, step = 1): Promise<Areal | null> =>
  unionAreal(await maskRectangles(mask, grid, step));
