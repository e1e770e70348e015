import type { Geometry, PolygonRings, Position } from '@landscar/core';
import { transformFailed } from '../errors.js';
import { parseCrs } from './crs.js';
import { loadGdal } from './open.js';

/** From one CRS to another; x then y on both sides, whatever the authority's axis order. */
export interface Transform {
  /** GEODATA_TRANSFORM where the position has no image in the target CRS. */
  (position: Position): Position;
  readonly geometry: <G extends Geometry>(geometry: G) => G;
  readonly fromCrs: string;
  readonly toCrs: string;
}

/**
 * A transform by PROJ. The same CRS twice gives the positions back unchanged.
 * EPSG:4490 to 4326 is PROJ's null transform: sub-metre, below any pixel used here (domain 1.10).
 */
export function createTransform(fromCrs: string, toCrs: string): Promise<Transform> {
  const key = `${fromCrs}\n${toCrs}`;
  const known = transforms.get(key) ?? makeTransform(fromCrs, toCrs);
  // PROJ takes about 70 ms to work a transform out; few different ones occur.
  transforms.set(key, known);
  known.catch(() => transforms.delete(key));
  return known;
}

const transforms = new Map<string, Promise<Transform>>();

async function makeTransform(fromCrs: string, toCrs: string): Promise<Transform> {
  const gdal = await loadGdal();
  const [from, to] = [parseCrs(gdal, fromCrs), parseCrs(gdal, toCrs)];
  const native = from.isSame(to) ? null : new gdal.CoordinateTransformation(from, to);
  const apply = (p: Position): Position => {
    if (native === null) return p;
    try {
      const { x, y } = native.transformPoint(p[0], p[1]);
      if (Number.isFinite(x) && Number.isFinite(y)) return [x, y];
    } catch (error) {
      throw transformFailed(p, fromCrs, toCrs, error);
    }
    throw transformFailed(p, fromCrs, toCrs, 'no finite result');
  };
  return Object.assign((p: Position): Position => apply(p), {
    geometry: <G extends Geometry>(g: G): G => mapPositions(g, apply),
    fromCrs,
    toCrs,
  });
}

/** The geometry with every position replaced; its structure is kept. */
export function mapPositions<G extends Geometry>(geometry: G, move: (p: Position) => Position): G;
export function mapPositions(geometry: Geometry, move: (p: Position) => Position): Geometry {
  const polygon = (rings: PolygonRings): PolygonRings => rings.map((ring) => ring.map(move));
  switch (geometry.type) {
    case 'Point':
      return { type: 'Point', coordinates: move(geometry.coordinates) };
    case 'LineString':
      return { type: 'LineString', coordinates: geometry.coordinates.map(move) };
    case 'MultiLineString':
      return { type: 'MultiLineString', coordinates: geometry.coordinates.map((line) => line.map(move)) };
    case 'Polygon':
      return { type: 'Polygon', coordinates: polygon(geometry.coordinates) };
    case 'MultiPolygon':
      return { type: 'MultiPolygon', coordinates: geometry.coordinates.map(polygon) };
  }
}
