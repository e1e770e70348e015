import type { Areal, Geometry } from '@landscar/core';
import type { Geometry as GdalGeometry } from 'gdal-async';
import { loadGdal } from './open.js';
import { decodeWkb, encodeWkb } from './wkb.js';

/**
 * Areal overlays by GEOS (OverlayNG, which falls back to snapping by itself). Operands must be in one metric CRS
 * and valid: make them so with `makeValid` once, not at every operation. Lines and points that two polygons
 * share are no area and are left out; null is the empty result.
 */
export interface Overlay {
  readonly intersect: (a: Areal, b: Areal) => Areal | null;
  readonly difference: (a: Areal, b: Areal) => Areal | null;
  readonly union: (parts: readonly Areal[]) => Areal | null;
  /** Round buffer of any geometry; `distance` in units of the CRS, negative shrinks; eight segments a quarter circle. */
  readonly buffer: (g: Geometry, distance: number) => Areal | null;
  readonly isValid: (g: Areal) => boolean;
  /** Self-crossing rings become polygons; what collapses to a line vanishes. */
  readonly makeValid: (g: Areal) => Areal | null;
  /** Shortest distance between two geometries, 0 where they touch. */
  readonly distance: (a: Geometry, b: Geometry) => number;
  readonly simplify: (g: Areal, tolerance: number) => Areal | null;
}

let overlay: Promise<Overlay> | undefined;

/** The overlay operations, once GDAL is loaded. */
export function loadOverlay(): Promise<Overlay> {
  overlay ??= makeOverlay();
  return overlay;
}

const QUARTER_SEGMENTS = 8;

async function makeOverlay(): Promise<Overlay> {
  const gdal = await loadGdal();
  const into = (g: Geometry): GdalGeometry => gdal.Geometry.fromWKB(encodeWkb(g));
  const ops: Overlay = {
    intersect: (a, b) => areal(into(a).intersection(into(b))),
    difference: (a, b) => areal(into(a).difference(into(b))),
    union: (parts) => {
      // Pairwise up a balanced tree: cost grows with the result, not with the square of the count.
      let level = parts.map(into);
      while (level.length > 1) {
        const next: GdalGeometry[] = [];
        for (let i = 0; i < level.length; i += 2) {
          const [a, b] = [level[i], level[i + 1]];
          if (a !== undefined) next.push(b === undefined ? a : a.union(b));
        }
        level = next;
      }
      return level[0] === undefined ? null : areal(level[0]);
    },
    buffer: (g, distance) => areal(into(g).buffer(distance, QUARTER_SEGMENTS)),
    isValid: (g) => into(g).isValid(),
    makeValid: (g) => areal(into(g).makeValid()),
    distance: (a, b) => into(a).distance(into(b)),
    simplify: (g, tolerance) => areal(into(g).simplifyPreserveTopology(tolerance)),
  };
  return ops;
}

// GEOS answers null where nothing is left, whatever the declared type says.
function areal(g: GdalGeometry | null): Areal | null {
  if (g === null) return null;
  const { polygons } = decodeWkb(g.toWKB());
  const [first] = polygons;
  if (first === undefined) return null;
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: first }
    : { type: 'MultiPolygon', coordinates: polygons };
}

/** Shared area of two polygons in one metric CRS; null where they share none. */
export const intersectAreal = async (a: Areal, b: Areal): Promise<Areal | null> =>
  (await loadOverlay()).intersect(a, b);
/** `a` without `b`. */
export const differenceAreal = async (a: Areal, b: Areal): Promise<Areal | null> =>
  (await loadOverlay()).difference(a, b);
export const unionAreal = async (parts: readonly Areal[]): Promise<Areal | null> => (await loadOverlay()).union(parts);
export const bufferAreal = async (g: Geometry, distance: number): Promise<Areal | null> =>
  (await loadOverlay()).buffer(g, distance);
export const makeValidAreal = async (g: Areal): Promise<Areal | null> => (await loadOverlay()).makeValid(g);
