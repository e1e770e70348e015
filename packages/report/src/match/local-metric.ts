import { bboxOf, polygonsOf, type Areal, type Geometry, type Position } from '@landscar/core';
import { mapPositions } from '@landscar/geodata';

/**
 * The plane in which patches and footprints are laid over each other: a transverse Mercator of the ellipsoid of
 * WGS-84, centred on the site, scale 1 on its meridian. Within 50 km of the centre lengths are true to 3e-5 (k = 1 + x²/2R²), so that
 * tolerances in metres mean metres, and zones 37 and 38 meet without a seam. Areas that are reported are geodesic,
 * never taken from this plane. Series: L. Krüger 1912, third order in n (below 0.1 mm); coefficients as in
 * https://en.wikipedia.org/wiki/Transverse_Mercator_projection#Simplified_formulae (Kawase 2011).
 */
export interface LocalMetric {
  readonly toMetres: (lonLat: Position) => Position;
  readonly toLonLat: (metres: Position) => Position;
  /** Area on the ellipsoid of an outline of a few km in the plane: the plane's area by its scale there, true to 5e-7 within 1° of the centre and 2e-6 within 3°. */
  readonly groundM2: (metres: Areal) => number;
  readonly metres: <G extends Geometry>(lonLat: G) => G;
  readonly lonLat: <G extends Geometry>(metres: G) => G;
}

const RADIANS = Math.PI / 180;
const FLATTENING = 1 / 298.257223563;
const N = FLATTENING / (2 - FLATTENING);
const A = (6_378_137 / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const ALPHA = [
  N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3,
  (13 / 48) * N ** 2 - (3 / 5) * N ** 3,
  (61 / 240) * N ** 3,
] as const;
const BETA = [N / 2 - (2 / 3) * N ** 2 + (37 / 96) * N ** 3, N ** 2 / 48 + N ** 3 / 15, (17 / 480) * N ** 3] as const;
const DELTA = [2 * N - (2 / 3) * N ** 2 - 2 * N ** 3, (7 / 3) * N ** 2 - (8 / 5) * N ** 3, (56 / 15) * N ** 3] as const;
const C = (2 * Math.sqrt(N)) / (1 + N);

/** The plane centred on a position in degrees. */
export function localMetric([lon0, lat0]: Position): LocalMetric {
  const north0 = project(0, lat0 * RADIANS)[1];
  const radius = gaussRadius(lat0 * RADIANS);
  const toMetres = ([lon, lat]: Position): Position => {
    const [x, y] = project((lon - lon0) * RADIANS, lat * RADIANS);
    return [x, y - north0];
  };
  const toLonLat = ([x, y]: Position): Position => {
    const [dLon, lat] = unproject(x, y + north0);
    return [lon0 + dLon / RADIANS, lat / RADIANS];
  };
  return {
    toMetres,
    toLonLat,
    groundM2: (metres) => {
      const [minX, , maxX] = bboxOf(metres);
      return planarAreaM2(metres) / scaleAt((minX + maxX) / 2, radius) ** 2;
    },
    metres: (g) => mapPositions(g, toMetres),
    lonLat: (g) => mapPositions(g, toLonLat),
  };
}

/** Scale of the projection beside its meridian: k = 1 + x²/2R² + x⁴/24R⁴, R² = MN (Snyder 1987, p. 61, shortened). */
const scaleAt = (x: number, radius: number): number => 1 + (x / radius) ** 2 / 2 + (x / radius) ** 4 / 24;

/** Mean radius of curvature √(MN). */
function gaussRadius(lat: number): number {
  const e2 = FLATTENING * (2 - FLATTENING);
  return (6_378_137 * Math.sqrt(1 - e2)) / (1 - e2 * Math.sin(lat) ** 2);
}

function project(dLon: number, lat: number): [number, number] {
  const sine = Math.sin(lat);
  const t = Math.sinh(Math.atanh(sine) - C * Math.atanh(C * sine));
  const xi = Math.atan2(t, Math.cos(dLon));
  const eta = Math.atanh(Math.sin(dLon) / Math.sqrt(1 + t * t));
  let [x, y] = [eta, xi];
  for (const [j, a] of ALPHA.entries()) {
    x += a * Math.cos(2 * (j + 1) * xi) * Math.sinh(2 * (j + 1) * eta);
    y += a * Math.sin(2 * (j + 1) * xi) * Math.cosh(2 * (j + 1) * eta);
  }
  return [A * x, A * y];
}

function unproject(x: number, y: number): [number, number] {
  const [xi, eta] = [y / A, x / A];
  let [xi1, eta1] = [xi, eta];
  for (const [j, b] of BETA.entries()) {
    xi1 -= b * Math.sin(2 * (j + 1) * xi) * Math.cosh(2 * (j + 1) * eta);
    eta1 -= b * Math.cos(2 * (j + 1) * xi) * Math.sinh(2 * (j + 1) * eta);
  }
  const chi = Math.asin(Math.sin(xi1) / Math.cosh(eta1));
  let lat = chi;
  for (const [j, d] of DELTA.entries()) lat += d * Math.sin(2 * (j + 1) * chi);
  return [Math.atan2(Math.sinh(eta1), Math.cos(xi1)), lat];
}

/** Area in the plane, for shares and orders of magnitude; what is reported is geodesic. */
export function planarAreaM2(metres: Areal): number {
  let sum = 0;
  for (const rings of polygonsOf(metres)) {
    for (const [i, ring] of rings.entries()) {
      let twice = 0;
      const [x0, y0] = ring[0] ?? [0, 0];
      for (let k = 1; k < ring.length; k++) {
        const [a, b] = [ring[k - 1], ring[k]];
        if (a !== undefined && b !== undefined) twice += (a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0);
      }
      sum += i === 0 ? Math.abs(twice) / 2 : -Math.abs(twice) / 2;
    }
  }
  return sum;
}
