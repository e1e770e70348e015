import { geodesicAreaM2, pixelToWorld, type Grid } from '@landscar/core';
import { createTransform } from '@landscar/geodata';

/** A strip this wide is measured, so that rounding of Karney's sum (about 0.1 m²) does not matter for one pixel. */
const STRIP_PX = 64;

/** Geodesic area in m² of a pixel of each row, measured in the middle of the row. */
export async function rowPixelAreasM2(grid: Grid): Promise<Float64Array> {
  const toLonLat = await createTransform(grid.crs, 'EPSG:4326');
  const left = Math.floor(grid.width / 2) - STRIP_PX / 2;
  const corner = (x: number, y: number) => toLonLat(pixelToWorld(grid, x, y));
  const areas = new Float64Array(grid.height);
  for (let y = 0; y < grid.height; y++) {
    const first = corner(left, y);
    const ring = [first, corner(left, y + 1), corner(left + STRIP_PX, y + 1), corner(left + STRIP_PX, y), first];
    areas[y] = geodesicAreaM2({ type: 'Polygon', coordinates: [ring] }) / STRIP_PX;
  }
  return areas;
}
