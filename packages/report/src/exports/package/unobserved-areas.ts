import type { Polygon } from '@landscar/core';
import { maskRectangles } from '@landscar/geodata';
import { naturalComposite, type ChipSource } from '../chips/chip-source.js';
import { readPlanes } from '../chips/read-planes.js';

/** Cells across the longer side: coarse enough to stay a small layer, fine enough to plan a second look. */
const CELLS = 800;

/** Ground without a clear observation on either date, as rectangles of whole cells in EPSG:4326, north to south. */
export async function unobservedAreas(source: ChipSource): Promise<Polygon[]> {
  const { grid, bands } = source.manifest;
  const window = { x: 0, y: 0, width: grid.width, height: grid.height };
  const planes = await readPlanes(source, window, naturalComposite(bands), CELLS, []);
  const step = Math.max(1, Math.floor(Math.max(grid.width, grid.height) / CELLS));
  return maskRectangles(planes.unobserved, grid, step);
}
