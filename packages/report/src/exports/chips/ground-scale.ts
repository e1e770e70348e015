import { geodesicDistanceM, gridBounds, type Grid } from '@landscar/core';

export interface GroundScale {
  readonly pixelWidthM: number;
  readonly pixelHeightM: number;
}

/** Degrees, told by the numbers: no projected raster has half-unit pixels within ±180 of its origin. */
export function isDegreeGrid(grid: Grid): boolean {
  const b = gridBounds(grid);
  return grid.pixelWidth < 0.5 && b.minX >= -361 && b.maxX <= 361 && b.minY >= -91 && b.maxY <= 91;
}

/**
 * Sides of a pixel on the ground, metres, near the row `yPx`. On a grid in degrees a pixel is not square on the
 * ground (9.6 m × 10.4 m at Rio); elsewhere the projection is taken as conformal, scaled to `pixelSizeM`.
 */
export function groundScale(grid: Grid, pixelSizeM: number, yPx: number): GroundScale {
  if (!isDegreeGrid(grid)) {
    const unit = pixelSizeM / Math.sqrt(grid.pixelWidth * grid.pixelHeight);
    return { pixelWidthM: grid.pixelWidth * unit, pixelHeightM: grid.pixelHeight * unit };
  }
  const y = Math.max(-89, Math.min(89, grid.originY - yPx * grid.pixelHeight));
  return {
    pixelWidthM: geodesicDistanceM([grid.originX, y], [grid.originX + grid.pixelWidth, y]),
    pixelHeightM: geodesicDistanceM([grid.originX, y], [grid.originX, y - grid.pixelHeight]),
  };
}
