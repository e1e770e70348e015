import type { Polygon, Position } from '@landscar/core';
import { geodesicAreaM2, type Grid } from '@landscar/core';
import { PROBABILITY_MAX } from '../decision/scene-margin.js';
import type { Component, PixelRun } from '../polygons/component-scan.js';
import { outlinePolygon } from '../polygons/outline-polygon.js';
import { fillHoles, maskOf, runsOf } from '../polygons/region-mask.js';
import type { GroundArea } from './ground-area.js';

/** An object that is to become a disturbance. */
export interface Region {
  readonly runs: readonly PixelRun[];
  readonly pixelCount: number;
  readonly meanProbability: number;
  readonly peakProbability: number;
  readonly geometry: Polygon;
  readonly geometryLonLat: Polygon;
  readonly areaM2: number;
}

export interface RegionRules {
  readonly seedCode: number;
  readonly minAreaM2: number;
  readonly fillHolesM2: number;
}

/** The object as a region, or why it is none. */
export function regionOf(
  component: Component,
  rules: RegionRules,
  grid: Grid,
  ground: GroundArea,
  toLonLat: (p: Position) => Position,
): Region | 'belowSeed' | 'belowMinArea' {
  if (component.maxCode < rules.seedCode) return 'belowSeed';
  const first = component.runs[0]!;
  const pixelM2 = ground.pixelM2(first.x0, first.y);
  // Filling holes can only add: what is far too small before it can be told without the bitmap.
  if (component.pixelCount * pixelM2 < rules.minAreaM2 / 4) return 'belowMinArea';
  const mask = maskOf(component.runs);
  const pixelCount = component.pixelCount + fillHoles(mask, Math.floor(rules.fillHolesM2 / pixelM2));
  const geometry = outlinePolygon(mask, pixelCount, grid);
  const geometryLonLat: Polygon = {
    type: 'Polygon',
    coordinates: geometry.coordinates.map((ring) => ring.map((p) => toLonLat(p))),
  };
  const areaM2 = geodesicAreaM2(geometryLonLat);
  if (areaM2 < rules.minAreaM2) return 'belowMinArea';
  return {
    runs: runsOf(mask),
    pixelCount,
    meanProbability: component.codeSum / component.pixelCount / PROBABILITY_MAX,
    peakProbability: component.maxCode / PROBABILITY_MAX,
    geometry,
    geometryLonLat,
    areaM2,
  };
}
