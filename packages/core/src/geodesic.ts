import geodesic from 'geographiclib-geodesic';
import { polygonsOf, type Areal, type Position, type Ring } from './geometry.js';

/**
 * Areas and distances on the ellipsoid by C. F. F. Karney, "Algorithms for geodesics", J. Geodesy 87 (2013).
 * CGCS2000 and WGS-84 differ by 0.1 mm in the semi-minor axis: one ellipsoid serves both.
 */
const ellipsoid = geodesic.Geodesic.WGS84;

/** Geodesic area in m² of a polygon in longitude and latitude (degrees); holes are taken away. */
export function geodesicAreaM2(lonLat: Areal): number {
  let sum = 0;
  for (const [outer, ...holes] of polygonsOf(lonLat)) {
    if (outer === undefined) continue;
    sum += ringAreaM2(outer);
    for (const hole of holes) sum -= ringAreaM2(hole);
  }
  return sum;
}

function ringAreaM2(ring: Ring): number {
  const polygon = ellipsoid.Polygon(false);
  for (const [lon, lat] of ring.slice(0, -1)) polygon.AddPoint(lat, lon);
  return Math.abs(polygon.Compute(false, true).area ?? 0);
}

/** Length in metres of the geodesic between two positions in longitude and latitude. */
export function geodesicDistanceM(a: Position, b: Position): number {
  return ellipsoid.Inverse(a[1], a[0], b[1], b[0]).s12 ?? 0;
}
