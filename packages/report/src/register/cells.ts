import { bboxOf, type Geometry } from '@landscar/core';

/** Side of a cell, degrees: about 2 km. */
const CELL_DEG = 0.02;
const ROWS = 10_000;

/** Numbers of the cells that the box of a geometry in degrees meets. */
export function cellsOf(lonLat: Geometry): number[] {
  const [minX, minY, maxX, maxY] = bboxOf(lonLat);
  const cells: number[] = [];
  for (let x = column(minX, 180); x <= column(maxX, 180); x++)
    for (let y = column(minY, 90); y <= column(maxY, 90); y++) cells.push(x * ROWS + y);
  return cells;
}

const column = (degrees: number, shift: number): number => Math.floor((degrees + shift) / CELL_DEG);
