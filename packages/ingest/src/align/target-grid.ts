import {
  IMAGERY_PATCH_PX,
  bboxOf,
  geodesicDistanceM,
  gridBounds,
  growWindow,
  pixelToWorld,
  worldToPixel,
  type Areal,
  type Bounds,
  type Grid,
  type Window,
} from '@landscar/core';
import { openProjection, overviewFactors, projectAreal } from '@landscar/geodata';
import { areaOutside, pixelSizeInvalid } from '../errors.js';
import { coarseFactor } from '../mask/coarse-pixels.js';
import type { Scene } from '../scenes/scene.js';

/**
 * The grid of the whole imagery, and the part of it that becomes the stack. Everything is measured on the whole grid,
 * so that the same ground gets the same numbers whatever area was asked for.
 */
export interface TargetGrid {
  readonly base: Grid;
  readonly window: Window;
  /** Median of the two sides of a pixel on the ground, metres. */
  readonly pixelSizeM: number;
}

/** The after scenes' ground on the first one's grid, or on a configured CRS and pixel size snapped to its multiples. */
export async function planGrid(
  after: readonly [Scene, ...Scene[]],
  wanted: { crs: string; pixelSize: number } | undefined,
  area: Areal | undefined,
): Promise<TargetGrid> {
  const first = after[0].info.grid;
  const crs = wanted?.crs ?? first.crs;
  const size = wanted?.pixelSize;
  if (size !== undefined && !(size > 0 && Number.isFinite(size))) throw pixelSizeInvalid(String(size));
  const step: Grid =
    size === undefined ? first : { ...first, crs, originX: 0, originY: 0, pixelWidth: size, pixelHeight: size };
  const boxes: Bounds[] = [];
  for (const scene of after) boxes.push(await boundsIn(scene.info.grid, crs));
  const base = snap(step, union(boxes), size === undefined && after.length === 1 ? first : undefined);
  if (base.width > 2e6 || base.height > 2e6 || base.width < 1 || base.height < 1) {
    throw pixelSizeInvalid(`${base.pixelWidth} makes ${base.width} × ${base.height} px`);
  }
  const pixelSizeM = await sideM(base);
  const window =
    area === undefined
      ? { x: 0, y: 0, width: base.width, height: base.height }
      : onCoarsePixel(await clip(base, area, after), Math.max(IMAGERY_PATCH_PX, coarseFactor(pixelSizeM)));
  return { base, window, pixelSizeM };
}

/** Around an area: what features and networks see around a pixel, so that its edge is not one of the imagery. */
export const CONTEXT_PX = 96;

const union = (boxes: readonly Bounds[]): Bounds => ({
  minX: Math.min(...boxes.map((b) => b.minX)),
  minY: Math.min(...boxes.map((b) => b.minY)),
  maxX: Math.max(...boxes.map((b) => b.maxX)),
  maxY: Math.max(...boxes.map((b) => b.maxY)),
});

function snap(step: Grid, box: Bounds, exact: Grid | undefined): Grid {
  if (exact !== undefined) return exact;
  const nearly = 1e-6;
  const [left, top] = worldToPixel(step, box.minX, box.maxY);
  const [right, bottom] = worldToPixel(step, box.maxX, box.minY);
  const [x0, y0] = [Math.floor(left + nearly), Math.floor(top + nearly)];
  const [originX, originY] = pixelToWorld(step, x0, y0);
  return { ...step, originX, originY, width: Math.ceil(right - nearly) - x0, height: Math.ceil(bottom - nearly) - y0 };
}

/** Bounds of a grid in another CRS: its edge is followed, since straight lines bend. */
export async function boundsIn(grid: Grid, crs: string): Promise<Bounds> {
  const { minX, minY, maxX, maxY } = gridBounds(grid);
  if (crs === grid.crs) return { minX, minY, maxX, maxY };
  const project = await openProjection(grid.crs, crs);
  const points = Array.from({ length: 33 }, (_, i) => i / 32).flatMap((t) => {
    const [x, y] = [minX + t * (maxX - minX), minY + t * (maxY - minY)];
    return [project([x, minY]), project([x, maxY]), project([minX, y]), project([maxX, y])];
  });
  const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
  return { minX: Math.min(...xs), minY: Math.min(...ys), maxX: Math.max(...xs), maxY: Math.max(...ys) };
}

async function clip(base: Grid, area: Areal, after: readonly Scene[]): Promise<Window> {
  const [minX, minY, maxX, maxY] = bboxOf(await projectAreal(area, 'EPSG:4326', base.crs));
  const [left, top] = worldToPixel(base, minX, maxY);
  const [right, bottom] = worldToPixel(base, maxX, minY);
  const [x0, y0] = [Math.max(0, Math.floor(left)), Math.max(0, Math.floor(top))];
  const [x1, y1] = [Math.min(base.width, Math.ceil(right)), Math.min(base.height, Math.ceil(bottom))];
  if (!(x1 > x0 && y1 > y0))
    throw areaOutside(boxText(bboxOf(area)), after.map((s) => boxText(s.lonLatBox)).join('; '));
  return growWindow({ x: x0, y: y0, width: x1 - x0, height: y1 - y0 }, CONTEXT_PX, base.width, base.height);
}

/**
 * Grown to the left and top by less than a patch, a pixel of the coarsest overview, or one that cloud is looked for in: then
 * every block is made of whole ones.
 */
function onCoarsePixel({ x, y, width, height }: Window, least: number): Window {
  const coarsest = (w: Pick<Window, 'width' | 'height'>): number => Math.max(least, overviewFactors(w).at(-1) ?? 1);
  const [left, top] = [x % coarsest({ width, height }), y % coarsest({ width, height })];
  const grown = { x: x - left, y: y - top, width: width + left, height: height + top };
  return coarsest(grown) === coarsest({ width, height }) ? grown : onCoarsePixel(grown, least);
}

export const boxText = (box: readonly number[]): string => box.map((v) => v.toFixed(5)).join(', ');

async function sideM(grid: Grid): Promise<number> {
  const project = await openProjection(grid.crs, 'EPSG:4326');
  const at = (x: number, y: number): readonly [number, number] => project(pixelToWorld(grid, x, y));
  const [x, y] = [grid.width / 2, grid.height / 2];
  return (geodesicDistanceM(at(x, y), at(x + 1, y)) + geodesicDistanceM(at(x, y), at(x, y + 1))) / 2;
}
