import type { Grid, Polygon, Position } from '@landscar/core';
import { geodesicAreaM2 } from '@landscar/core';
import { sumsOf, type Component, type PixelRun } from '../polygons/component-scan.js';
import { outlinePolygon } from '../polygons/outline-polygon.js';
import { fillHoles, maskOf, runsOf } from '../polygons/region-mask.js';
import type { GroundArea } from './ground-area.js';

/** An object that is to become a disturbance. */
export interface Region {
  readonly runs: readonly PixelRun[];
  readonly pixelCount: number;
  /** How sure it is that the object is one, 0..1. */
  readonly confidence: number;
  readonly meanProbability: number;
  readonly peakProbability: number;
  readonly geometry: Polygon;
  readonly geometryLonLat: Polygon;
  readonly areaM2: number;
}

export interface RegionRules {
  readonly minAreaM2: number;
  readonly fillHolesM2: number;
}

/** An edge-connected object as a region; undefined where it is smaller than the smallest area. */
export function regionOf(
  part: Component,
  confidence: number,
  rules: RegionRules,
  grid: Grid,
  ground: GroundArea,
  toLonLat: (p: Position) => Position,
): Region | undefined {
  const sums = sumsOf(part);
  const pixelM2 = ground.pixelM2(sums.x0, sums.y);
  // Outlines keep the area of the pixels within 2 %, and filling holes can only add: what is too small can be told at once.
  const most = rules.fillHolesM2 > 0 ? 4 : 1.05;
  if (sums.pixelCount * pixelM2 * most < rules.minAreaM2) return undefined;
  const mask = maskOf(part.runs);
  const pixelCount = sums.pixelCount + fillHoles(mask, Math.floor(rules.fillHolesM2 / pixelM2));
  const geometry = outlinePolygon(mask, pixelCount, grid);
  const geometryLonLat: Polygon = {
    type: 'Polygon',
    coordinates: geometry.coordinates.map((ring) => ring.map((p) => toLonLat(p))),
  };
  const areaM2 = geodesicAreaM2(geometryLonLat);
  if (areaM2 < rules.minAreaM2) return undefined;
  return {
    runs: runsOf(mask),
    pixelCount,
    confidence,
    meanProbability: sums.probabilitySum / sums.pixelCount,
    peakProbability: sums.maxProbability,
    geometry,
    geometryLonLat,
    areaM2,
  };
}
