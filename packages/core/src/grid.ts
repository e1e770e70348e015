import type { Position } from './geometry.js';
import type { Window } from './window.js';

/**
 * Where the pixels of a raster lie on the ground: the only file that knows edges from centres.
 * The origin is the outer corner of the top left pixel; x grows east, y shrinks south; no rotation.
 */
export interface Grid {
  /** `EPSG:4546`, or WKT where no code is known. Coordinates are x then y whatever the authority says. */
  readonly crs: string;
  readonly originX: number;
  readonly originY: number;
  /** In units of the CRS, both positive. */
  readonly pixelWidth: number;
  readonly pixelHeight: number;
  readonly width: number;
  readonly height: number;
}

export interface Bounds {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

export type GeoTransform = readonly [number, number, number, number, number, number];

export const gridTransform = (g: Grid): GeoTransform => [g.originX, g.pixelWidth, 0, g.originY, 0, -g.pixelHeight];

/** World coordinates of a pixel corner: (0, 0) is the outer top left corner, (0.5, 0.5) the first centre. */
export const pixelToWorld = (g: Grid, xPx: number, yPx: number): Position => [
  g.originX + xPx * g.pixelWidth,
  g.originY - yPx * g.pixelHeight,
];

/** Inverse of `pixelToWorld`; fractions are kept. */
export const worldToPixel = (g: Grid, x: number, y: number): Position => [
  (x - g.originX) / g.pixelWidth,
  (g.originY - y) / g.pixelHeight,
];

export const gridBounds = (g: Grid): Bounds => ({
  minX: g.originX,
  minY: g.originY - g.height * g.pixelHeight,
  maxX: g.originX + g.width * g.pixelWidth,
  maxY: g.originY,
});

/** The part of a grid under a window, as a grid of its own. */
export function windowGrid(g: Grid, w: Window): Grid {
  const [originX, originY] = pixelToWorld(g, w.x, w.y);
  return { ...g, originX, originY, width: w.width, height: w.height };
}
