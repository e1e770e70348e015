import type { Areal, Geometry } from '@landscar/core';
import type { Geometry as GdalGeometry } from 'gdal-async';
import { loadGdal } from './open.js';
import { decodeWkb, encodeFlatWkb, encodeWkb, type FlatRings } from './wkb.js';

/**
 * Areal overlays by GEOS (OverlayNG, which falls back to snapping by itself). Operands must be in one metric CRS
 * and valid: make them so with `makeValid` once, not at every operation. Lines and points that two polygons
 * share are no area and are left out; null is the empty result.
 */
export interface Overlay {
  readonly intersect: (a: Operand, b: Operand) => Areal | null;
  /** Area that two polygons share, in the plane, without making its outline. */
  readonly sharedM2: (a: Operand, b: Operand) => number;
  readonly difference: (a: Operand, b: Operand) => Areal | null;
  readonly union: (parts: readonly Operand[]) => Areal | null;
  /** Round buffer of any geometry; `distance` in units of the CRS, negative shrinks; eight segments a quarter circle. */
  readonly buffer: (g: Geometry, distance: number) => Areal | null;
  /** The same with four segments a quarter circle, left as bytes for further operations. */
  readonly bufferPrepared: (g: Operand, distance: number) => Prepared | null;
  readonly isValid: (g: Operand) => boolean;
  /** Self-crossing rings become polygons; what collapses to a line vanishes. */
  readonly makeValid: (g: Operand) => Areal | null;
  /** Shortest distance between two geometries, 0 where they touch. */
  readonly distance: (a: Geometry | Prepared, b: Geometry | Prepared) => number;
  readonly simplify: (g: Areal, tolerance: number) => Areal | null;
}

/** A polygon ready for GDAL, outside of the heap: what many operations use is encoded once. */
export interface Prepared {
  readonly wkb: Buffer;
}
export type Operand = Areal | Prepared;

/** Flat rings as an operand. */
export const prepareRings = (rings: FlatRings): Prepared => ({ wkb: encodeFlatWkb(rings) });

let overlay: Promise<Overlay> | undefined;

/** The overlay operations, once GDAL is loaded. */
export function loadOverlay(): Promise<Overlay> {
  overlay ??= makeOverlay();
  return overlay;
}

const QUARTER_SEGMENTS = 8;

async function makeOverlay(): Promise<Overlay> {
  const gdal = await loadGdal();
  const into = (g: Geometry | Prepared): GdalGeometry => gdal.Geometry.fromWKB('wkb' in g ? g.wkb : encodeWkb(g));
  const ops: Overlay = {
    intersect: (a, b) => areal(into(a).intersection(into(b))),
    sharedM2: (a, b) => areaOf(into(a).intersection(into(b))),
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
    bufferPrepared: (g, distance) => {
      const grown = into(g).buffer(distance, QUARTER_SEGMENTS / 2) as GdalGeometry | null;
      return grown === null || grown.isEmpty() ? null : { wkb: grown.toWKB() };
    },
    isValid: (g) => into(g).isValid(),
    makeValid: (g) => areal(into(g).makeValid()),
    distance: (a, b) => into(a).distance(into(b)),
    simplify: (g, tolerance) => areal(into(g).simplifyPreserveTopology(tolerance)),
  };
  return ops;
}

/** Of polygons, and of what a collection holds of them; shared lines and points have none. */
function areaOf(g: GdalGeometry | null): number {
  if (g === null) return 0;
  return 'getArea' in g && typeof g.getArea === 'function' ? (g.getArea as () => number)() : 0;
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
