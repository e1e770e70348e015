import { bboxOf, type Areal, type Geometry, type Linear, type Position } from '@landscar/core';
import type { Overlay } from '@landscar/geodata';
import { localMetric } from '../match/local-metric.js';
import type { FileProblems } from './file-problems.js';
import { checkOutline } from './outline.js';
import type { Footprint } from './types.js';

/** Full width of a right-of-way of which nothing is known. A guess: a two-lane road with its slopes. */
export const DEFAULT_RIGHT_OF_WAY_M = 30;

export interface MadeOutline {
  readonly outline: Areal | null;
  readonly repaired: boolean;
}

/** The valid outline in degrees; lines become their right-of-way. Checked in a metric plane at the feature itself. */
export function makeOutline(
  geometry: Geometry,
  footprint: Footprint,
  { number, repair, problems, overlay }: { number: number; repair: boolean; problems: FileProblems; overlay: Overlay },
): MadeOutline {
  const nothing = { outline: null, repaired: false };
  const plane = localMetric(middleOf(geometry));
  if (isLine(geometry)) {
    if (footprint.kind !== 'line') {
      problems.add('NOT_POLYGON', 'error', number, { found: geometry.type, allowed: 'Polygon' });
      return nothing;
    }
    const widthM = footprint.rightOfWayM ?? DEFAULT_RIGHT_OF_WAY_M;
    if (footprint.rightOfWayM === null) problems.add('LINE_WITHOUT_WIDTH', 'warning', number, { widthM });
    const strip = overlay.buffer(plane.metres(geometry), widthM / 2);
    return { outline: strip === null ? null : plane.lonLat(strip), repaired: false };
  }
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') {
    problems.add('NOT_POLYGON', 'error', number, { found: geometry.type, allowed: 'Polygon' });
    return nothing;
  }
  const check = checkOutline(plane.metres(geometry), overlay);
  const unasked = check.outline === null && check.repaired !== null && repair;
  for (const f of check.findings) problems.add(f.code, unasked ? 'warning' : f.severity, number, f.values);
  if (!check.wasRepaired) return { outline: check.outline === null ? null : geometry, repaired: false };
  const repaired = check.outline ?? (repair ? check.repaired : null);
  return { outline: repaired === null ? null : plane.lonLat(repaired), repaired: repaired !== null };
}

export const isLine = (g: Geometry): g is Linear => g.type === 'LineString' || g.type === 'MultiLineString';

export function middleOf(geometry: Geometry): Position {
  const [minX, minY, maxX, maxY] = bboxOf(geometry);
  return [(minX + maxX) / 2, (minY + maxY) / 2];
}
