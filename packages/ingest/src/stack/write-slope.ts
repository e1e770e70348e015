import {
  IMAGERY_BLOCK_PX,
  STACK_FILES,
  geodesicDistanceM,
  growWindow,
  pixelToWorld,
  tileWindows,
  windowGrid,
  type Grid,
} from '@landscar/core';
import { createRaster, openProjection, openWarpSource } from '@landscar/geodata';
import { interrupted } from '../errors.js';
import { cutBand } from './blocks.js';
import type { WorkFolder } from './work-folder.js';

/** Where there is no elevation. */
export const NO_SLOPE = -1;
const NO_HEIGHT = -32_768;

/** Slope in degrees on the stack's grid, Float32, from an elevation raster in metres; slope.tif. */
export async function writeSlope(dem: string, grid: Grid, work: WorkFolder, signal?: AbortSignal): Promise<void> {
  if (await work.has(STACK_FILES.slope)) return;
  const source = await openWarpSource(dem, [1]);
  const sink = await createRaster(work.file(STACK_FILES.slope), {
    grid,
    dataType: 'Float32',
    bandCount: 1,
    bandNames: ['slope'],
    noData: NO_SLOPE,
    tiled: true,
    overviews: 'AVERAGE',
  });
  const project = await openProjection(grid.crs, 'EPSG:4326');
  try {
    for (const window of tileWindows(grid.width, grid.height, IMAGERY_BLOCK_PX)) {
      if (signal?.aborted === true) throw interrupted();
      const grown = growWindow(window, 1, grid.width, grid.height);
      const [heights] = await source.warp(windowGrid(grid, grown), {
        resampling: 'cubic',
        dataType: 'Float32',
        noData: NO_HEIGHT,
      });
      const at = (x: number, y: number): readonly [number, number] => project(pixelToWorld(grid, x, y));
      const [x, y] = [grown.x + grown.width / 2, grown.y + grown.height / 2];
      const sides = { x: geodesicDistanceM(at(x, y), at(x + 1, y)), y: geodesicDistanceM(at(x, y), at(x, y + 1)) };
      const slope = slopeOf(heights as Float32Array, grown.width, grown.height, sides);
      const inner = { ...window, x: window.x - grown.x, y: window.y - grown.y };
      await sink.write(window, [cutBand(slope, grown.width, inner)]);
    }
    await sink.finish();
  } catch (error) {
    await sink.abort();
    throw error;
  } finally {
    source.close();
  }
}

/**
 * Degrees by Horn's third-order differences (Proc. IEEE 69, 1981, as gdaldem uses it); at the edge of the raster the missing
 * neighbours repeat. `sides`: metres of a pixel.
 */
export function slopeOf(
  heights: Float32Array,
  width: number,
  height: number,
  sides: { readonly x: number; readonly y: number },
): Float32Array {
  const out = new Float32Array(heights.length).fill(NO_SLOPE);
  for (let y = 0; y < height; y++) {
    const rows = [Math.max(0, y - 1), y, Math.min(height - 1, y + 1)].map((r) => r * width);
    for (let x = 0; x < width; x++) {
      const columns = [Math.max(0, x - 1), x, Math.min(width - 1, x + 1)];
      const z = rows.flatMap((r) => columns.map((c) => heights[r + c] ?? NO_HEIGHT));
      if (z.some((v) => v === NO_HEIGHT || Number.isNaN(v))) continue;
      const [a = 0, b = 0, c = 0, d = 0, , f = 0, g = 0, h = 0, i = 0] = z;
      const across = columns[2] === columns[0] ? 1 : (columns[2] ?? 0) - (columns[0] ?? 0);
      const down = ((rows[2] ?? 0) - (rows[0] ?? 0)) / width || 1;
      const dzdx = (c + 2 * f + i - (a + 2 * d + g)) / (4 * across * sides.x);
      const dzdy = (g + 2 * h + i - (a + 2 * b + c)) / (4 * down * sides.y);
      out[y * width + x] = (Math.atan(Math.hypot(dzdx, dzdy)) * 180) / Math.PI;
    }
  }
  return out;
}
