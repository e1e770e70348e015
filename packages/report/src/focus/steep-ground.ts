import { bboxOf, pixelToWorld, polygonsOf, worldToPixel, type Areal, type Grid, type Position } from '@landscar/core';
import { createTransform, isGeographicCrs, openRaster } from '@landscar/geodata';
import { containsPosition } from '../match/planar.js';

/** 水土保持法 第20条: no farming on slopes of 25° and more; 实施方案 (domain 0) counts them as sensitive ground. */
export const STEEP_DEG = 25;

/** How much of a patch lies on steep ground. */
export interface SteepGround {
  /** Share 0..1 of the pixels inside with a slope of `STEEP_DEG` or more; null where the elevation is not known. */
  readonly share: (lonLat: Areal) => Promise<number | null>;
  readonly close: () => void;
}

/** Opens an elevation raster (metres, any CRS) for slopes. One patch is read at a time, whatever the size of the raster. */
export async function openSteepGround(demFile: string): Promise<SteepGround> {
  const source = await openRaster(demFile);
  const { grid, noData } = source.info;
  const toGrid = await createTransform('EPSG:4326', grid.crs);
  const geographic = await isGeographicCrs(grid.crs);
  return {
    share: async (lonLat) => {
      const outline = toGrid.geometry(lonLat);
      const window = windowOf(outline, grid);
      if (window === null) return null;
      const [heights] = await source.read({ window, bands: [1] });
      if (heights === undefined) return null;
      const size = pixelMetres(grid, window.y + window.height / 2, geographic);
      let [inside, steep] = [0, 0];
      for (let y = 1; y + 1 < window.height; y++) {
        for (let x = 1; x + 1 < window.width; x++) {
          const centre = pixelToWorld(grid, window.x + x + 0.5, window.y + y + 0.5);
          if (!containsPosition(outline, centre)) continue;
          const slope = slopeDeg(heights, window.width, x, y, size, noData);
          if (slope === null) continue;
          inside += 1;
          if (slope >= STEEP_DEG) steep += 1;
        }
      }
      return inside === 0 ? null : steep / inside;
    },
    close: () => source.close(),
  };
}

/** Pixels under the outline and one around them; null where that is outside of the raster or the patch is smaller than a pixel. */
function windowOf(outline: Areal, grid: Grid): { x: number; y: number; width: number; height: number } | null {
  const [minX, minY, maxX, maxY] = bboxOf(outline);
  const [left, top] = worldToPixel(grid, minX, maxY);
  const [right, bottom] = worldToPixel(grid, maxX, minY);
  const x = Math.max(0, Math.floor(left) - 1);
  const y = Math.max(0, Math.floor(top) - 1);
  const width = Math.min(grid.width, Math.ceil(right) + 1) - x;
  const height = Math.min(grid.height, Math.ceil(bottom) + 1) - y;
  return width < 3 || height < 3 || polygonsOf(outline).length === 0 ? null : { x, y, width, height };
}

/** Sides of a pixel on the ground; degrees by the length of a degree on the sphere, exact to half a percent. */
function pixelMetres(grid: Grid, row: number, geographic: boolean): Position {
  if (!geographic) return [grid.pixelWidth, grid.pixelHeight];
  const lat = pixelToWorld(grid, 0, row)[1];
  return [grid.pixelWidth * 111_320 * Math.cos((lat * Math.PI) / 180), grid.pixelHeight * 110_950];
}

/** Horn's slope over 3 × 3 pixels (Horn 1981, Proc. IEEE 69), as GDAL's gdaldem; null beside a pixel without height. */
function slopeDeg(
  heights: ArrayLike<number>,
  width: number,
  x: number,
  y: number,
  [dx, dy]: Position,
  noData: number | null,
): number | null {
  const at = (i: number, k: number): number => heights[(y + k) * width + x + i] ?? NaN;
  const around = [at(-1, -1), at(0, -1), at(1, -1), at(-1, 0), at(1, 0), at(-1, 1), at(0, 1), at(1, 1)];
  if (around.some((h) => !Number.isFinite(h) || h === noData)) return null;
  const [a = 0, b = 0, c = 0, d = 0, f = 0, g = 0, h = 0, i = 0] = around;
  const east = (c + 2 * f + i - (a + 2 * d + g)) / (8 * dx);
  const south = (g + 2 * h + i - (a + 2 * b + c)) / (8 * dy);
  return (Math.atan(Math.hypot(east, south)) * 180) / Math.PI;
}
