import type { Position, Polygon } from '@landscar/core';
import { pixelToWorld } from '@landscar/core';
import { createTransform } from '@landscar/geodata';
import { naturalComposite, type ChipSource } from '../chips/chip-source.js';
import { readPlanes } from '../chips/read-planes.js';

/** Cells across the longer side: coarse enough to stay a small layer, fine enough to plan a second look. */
const CELLS = 800;

/** Ground without a clear observation on either date, as rectangles of whole cells in EPSG:4326, north to south. */
export async function unobservedAreas(source: ChipSource): Promise<Polygon[]> {
  const { grid, bands } = source.manifest;
  const window = { x: 0, y: 0, width: grid.width, height: grid.height };
  const planes = await readPlanes(source, window, naturalComposite(bands), CELLS);
  const step = Math.max(1, Math.floor(Math.max(grid.width, grid.height) / CELLS));
  const toLonLat = await createTransform(grid.crs, 'EPSG:4326');
  const corner = (x: number, y: number): Position =>
    toLonLat(pixelToWorld(grid, Math.min(x * step, grid.width), Math.min(y * step, grid.height)));
  return rectanglesOf(planes.unobserved, planes.width, planes.height).map(({ x0, x1, y0, y1 }) => ({
    type: 'Polygon',
    coordinates: [[corner(x0, y0), corner(x0, y1), corner(x1, y1), corner(x1, y0), corner(x0, y0)]],
  }));
}

interface Rectangle {
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
