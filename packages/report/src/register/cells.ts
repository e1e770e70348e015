import { bboxOf, type Geometry, type Position } from '@landscar/core';

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

/** Number of the cell that a position in degrees lies in. */
export const cellAt = ([lon, lat]: Position): number => column(lon, 180) * ROWS + column(lat, 90);

/** The same as `cellsOf`, as first and last number of each column: few questions for a large area. */
export function cellColumns(lonLat: Geometry): [number, number][] {
  const [minX, minY, maxX, maxY] = bboxOf(lonLat);
  const columns: [number, number][] = [];
  for (let x = column(minX, 180); x <= column(maxX, 180); x++)
    columns.push([x * ROWS + column(minY, 90), x * ROWS + column(maxY, 90)]);
  return columns;
}

const column = (degrees: number, shift: number): number => Math.floor((degrees + shift) / CELL_DEG);
