import { bboxOf, type Geometry } from '@landscar/core';

/** Whether these can be degrees at all: a file may say degrees and hold metres (a GeoJSON without `crs` always says degrees). */
export function onEarth(geometry: Geometry): boolean {
  const [minX, minY, maxX, maxY] = bboxOf(geometry);
  return minX >= -180 && maxX <= 180 && minY >= -90 && maxY <= 90;
}
