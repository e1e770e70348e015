import { pixelToWorld, type Areal, type Grid, type Polygon, type Position } from '@landscar/core';
import { loadOverlay } from './overlay.js';
import { createTransform, mapPositions } from './transform.js';

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
  const place = await placeCells(grid, step);
  return inCells(mask, grid, step).map((rectangle) => mapPositions(rectangle, place));
}

/**
 * The ones of a mask as one area in longitude and latitude; null where there are none. `tolerance`, cells: steps smaller than
 * that are drawn straight. Joined on the grid, where rectangles meet exactly; in another system straight sides would gape.
 */
export async function maskAreal(mask: Uint8Array, grid: Grid, step = 1, tolerance = 0): Promise<Areal | null> {
  const overlay = await loadOverlay();
  const joined = overlay.union(inCells(mask, grid, step));
  if (joined === null) return null;
  const drawn = tolerance === 0 ? joined : (overlay.simplify(joined, tolerance) ?? joined);
  return mapPositions(drawn, await placeCells(grid, step));
}

/** Positions are cells: x right, y down. */
const inCells = (mask: Uint8Array, grid: Grid, step: number): Polygon[] =>
  rectanglesOf(mask, Math.ceil(grid.width / step), Math.ceil(grid.height / step)).map(({ x0, x1, y0, y1 }) => ({
    type: 'Polygon',
    coordinates: [[[x0, y0], [x0, y1], [x1, y1], [x1, y0], [x0, y0]]], // prettier-ignore
  }));

/** From cells to longitude and latitude; the last cells end with the grid. */
async function placeCells(grid: Grid, step: number): Promise<(position: Position) => Position> {
  const toLonLat = await createTransform(grid.crs, 'EPSG:4326');
  return ([x, y]) => toLonLat(pixelToWorld(grid, Math.min(x * step, grid.width), Math.min(y * step, grid.height)));
}
