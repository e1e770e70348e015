import { polygonsOf, worldToPixel, type Areal, type Grid, type Position, type Window } from '@landscar/core';
import { createTransform } from '@landscar/geodata';

/** Whether a block lies on or beside the focus; pixels of the stack. */
export type TouchesFocus = (block: Window) => boolean;

/** `focus` in longitude and latitude; a block counts from `marginPx` around it on. */
export async function focusBlocks(grid: Grid, focus: Areal, marginPx: number): Promise<TouchesFocus> {
  const toGrid = await createTransform('EPSG:4326', grid.crs);
  const position = (lonLat: Position): Position => worldToPixel(grid, ...toGrid(lonLat));
  const polygons = polygonsOf(focus).map((rings) => rings.map((ring) => ring.map((p) => position(p))));
  return (block) => {
    const [x0, y0] = [block.x - marginPx, block.y - marginPx];
    const [x1, y1] = [block.x + block.width + marginPx, block.y + block.height + marginPx];
    return polygons.some(
      (rings) =>
        rings.some((ring) => ring.some((p, i) => i > 0 && crosses(ring[i - 1]!, p, x0, y0, x1, y1))) ||
        isInside(rings, [(x0 + x1) / 2, (y0 + y1) / 2]),
    );
  };
}

/** Whether a segment has a point in a rectangle (Liang and Barsky 1984). */
function crosses([ax, ay]: Position, [bx, by]: Position, x0: number, y0: number, x1: number, y1: number): boolean {
  let [from, to] = [0, 1];
  for (const [step, room] of [
    [ax - bx, ax - x0],
    [bx - ax, x1 - ax],
    [ay - by, ay - y0],
    [by - ay, y1 - ay],
  ] as const) {
    if (step === 0) {
      if (room < 0) return false;
    } else if (step < 0) from = Math.max(from, room / step);
    else to = Math.min(to, room / step);
  }
  return from <= to;
}

/** Even-odd over all rings, holes included. */
function isInside(rings: readonly (readonly Position[])[], [x, y]: Position): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [[ax, ay], [bx, by]] = [ring[i - 1]!, ring[i]!];
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
    }
  }
  return inside;
}
