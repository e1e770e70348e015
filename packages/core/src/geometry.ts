/** [x, y]: east then north, longitude then latitude. */
export type Position = readonly [number, number];
/** Closed: the last position repeats the first. */
export type Ring = readonly Position[];
/** Outer ring, then holes. */
export type PolygonRings = readonly Ring[];

export interface Polygon {
  readonly type: 'Polygon';
  readonly coordinates: PolygonRings;
}
export interface MultiPolygon {
  readonly type: 'MultiPolygon';
  readonly coordinates: readonly PolygonRings[];
}
export interface LineString {
  readonly type: 'LineString';
  readonly coordinates: readonly Position[];
}
export interface MultiLineString {
  readonly type: 'MultiLineString';
  readonly coordinates: readonly (readonly Position[])[];
}
export interface Point {
  readonly type: 'Point';
  readonly coordinates: Position;
}
export type Areal = Polygon | MultiPolygon;
export type Linear = LineString | MultiLineString;
export type Geometry = Areal | Linear | Point;

export interface Feature<G extends Geometry = Geometry, P = Readonly<Record<string, unknown>>> {
  readonly type: 'Feature';
  readonly id?: string | number;
  readonly geometry: G;
  readonly properties: P;
}

export interface FeatureCollection<G extends Geometry = Geometry, P = Readonly<Record<string, unknown>>> {
  readonly type: 'FeatureCollection';
  readonly features: readonly Feature<G, P>[];
}

/** The polygons of an areal geometry, one or many. */
export const polygonsOf = (g: Areal): readonly PolygonRings[] =>
  g.type === 'Polygon' ? [g.coordinates] : g.coordinates;

/** Every position of a geometry, in order. */
export function* positionsOf(g: Geometry): Generator<Position> {
  if (g.type === 'Point') yield g.coordinates;
  else if (g.type === 'LineString') yield* g.coordinates;
  else if (g.type === 'MultiLineString') for (const line of g.coordinates) yield* line;
  else for (const polygon of polygonsOf(g)) for (const ring of polygon) yield* ring;
}

/** [minX, minY, maxX, maxY]; all infinite for an empty geometry. */
export function bboxOf(g: Geometry): [number, number, number, number] {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of positionsOf(g)) {
    minX = Math.min(minX, x);
    minY = Math.min(minY, y);
    maxX = Math.max(maxX, x);
    maxY = Math.max(maxY, y);
  }
  return [minX, minY, maxX, maxY];
}
