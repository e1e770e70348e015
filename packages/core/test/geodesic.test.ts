import { expect, it } from 'vitest';
import { geodesicAreaM2, geodesicDistanceM, type Ring } from '@landscar/core';

const square = (lon: number, lat: number, size: number): Ring => [
  [lon, lat],
  [lon + size, lat],
  [lon + size, lat + size],
  [lon, lat + size],
  [lon, lat],
];

/** Area between two parallels by the closed formula on the ellipsoid (Snyder 1987, eq. 3-12), meridians dLon apart. */
function authalicAreaM2(lat1: number, lat2: number, dLonDeg: number): number {
  const [a, f] = [6378137, 1 / 298.257223563];
  const e = Math.sqrt(f * (2 - f));
  const q = (latDeg: number): number => {
    const s = Math.sin((latDeg * Math.PI) / 180);
    return (1 - e * e) * (s / (1 - e * e * s * s) - Math.log((1 - e * s) / (1 + e * s)) / (2 * e));
  };
  return ((a * a) / 2) * (q(lat2) - q(lat1)) * ((dLonDeg * Math.PI) / 180);
}

it.each([0, 35.5, -60])('agrees with the closed formula at latitude %d', (lat) => {
  const area = geodesicAreaM2({ type: 'Polygon', coordinates: [square(112.5, lat, 0.01)] });
  expect(area / authalicAreaM2(lat, lat + 0.01, 0.01)).toBeCloseTo(1, 6);
});

it('takes holes away, whatever their direction', () => {
  const outer = square(112.5, 35.5, 0.02);
  const hole = square(112.505, 35.505, 0.005);
  const whole = geodesicAreaM2({ type: 'Polygon', coordinates: [outer] });
  for (const ring of [hole, [...hole].reverse()]) {
    expect(geodesicAreaM2({ type: 'Polygon', coordinates: [outer, ring] })).toBeCloseTo(
      whole - geodesicAreaM2({ type: 'Polygon', coordinates: [hole] }),
      3,
    );
  }
});

it('a degree of latitude at the equator is 110.574 km', () => {
  expect(geodesicDistanceM([0, 0], [0, 1])).toBeCloseTo(110_574.39, 0);
});
