import { polygonsOf, type Areal, type Position, type Ring } from '@landscar/core';

/** Even-odd rule over all rings; a position on the edge may go either way. */
export function containsPosition(areal: Areal, [x, y]: Position): boolean {
  let inside = false;
  for (const rings of polygonsOf(areal)) for (const ring of rings) if (ringParity(ring, x, y)) inside = !inside;
  return inside;
}

function ringParity(ring: Ring, x: number, y: number): boolean {
  let odd = false;
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1], ring[i]];
    if (a === undefined || b === undefined) continue;
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) odd = !odd;
  }
  return odd;
}

/**
 * A position inside: the area centroid where it lies inside, else the middle of the longest stretch of the
 * horizontal line through the centroid of the largest polygon.
 */
export function interiorPosition(areal: Areal): Position {
  let best: { area: number; ring: Ring } | undefined;
  let [sumX, sumY, sum] = [0, 0, 0];
  for (const rings of polygonsOf(areal)) {
    for (const [i, ring] of rings.entries()) {
      const { area, x, y } = ringCentroid(ring);
      const weight = i === 0 ? area : -area;
      [sumX, sumY, sum] = [sumX + weight * x, sumY + weight * y, sum + weight];
      if (i === 0 && (best === undefined || area > best.area)) best = { area, ring };
    }
  }
  const centroid: Position = [sumX / sum, sumY / sum];
  if (best === undefined || (Number.isFinite(sumX / sum) && containsPosition(areal, centroid))) return centroid;
  return widestMiddle(areal, ringCentroid(best.ring).y) ?? best.ring[0] ?? centroid;
}

function ringCentroid(ring: Ring): { area: number; x: number; y: number } {
  const [x0, y0] = ring[0] ?? [0, 0];
  let [twice, cx, cy] = [0, 0, 0];
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1], ring[i]];
    if (a === undefined || b === undefined) continue;
    const cross = (a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0);
    twice += cross;
    cx += (a[0] + b[0] - 2 * x0) * cross;
    cy += (a[1] + b[1] - 2 * y0) * cross;
  }
  return { area: Math.abs(twice) / 2, x: x0 + cx / (3 * twice), y: y0 + cy / (3 * twice) };
}

function widestMiddle(areal: Areal, y: number): Position | null {
  const crossings: number[] = [];
  for (const rings of polygonsOf(areal)) {
    for (const ring of rings) {
      for (let i = 1; i < ring.length; i++) {
        const [a, b] = [ring[i - 1], ring[i]];
        if (a === undefined || b === undefined || a[1] > y === b[1] > y) continue;
        crossings.push(a[0] + ((y - a[1]) * (b[0] - a[0])) / (b[1] - a[1]));
      }
    }
  }
  crossings.sort((a, b) => a - b);
  let middle: { width: number; x: number } | null = null;
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [left, right] = [crossings[i] ?? 0, crossings[i + 1] ?? 0];
    if (middle === null || right - left > middle.width) middle = { width: right - left, x: (left + right) / 2 };
  }
  return middle === null ? null : [middle.x, y];
}

/** The nearest position of segment ab to p, as share of the segment (0..1), and the distance. */
export function nearestOnSegment(p: Position, a: Position, b: Position): { share: number; distance: number } {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length2 = dx * dx + dy * dy;
  const share = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2));
  return { share, distance: Math.hypot(p[0] - a[0] - share * dx, p[1] - a[1] - share * dy) };
}

/** Whether two segments share a position. */
export function segmentsMeet(a: Position, b: Position, c: Position, d: Position): boolean {
  const side = (p: Position, q: Position, r: Position): number =>
    Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  const within = (p: Position, q: Position, r: Position): boolean =>
    Math.min(p[0], q[0]) <= r[0] &&
    r[0] <= Math.max(p[0], q[0]) &&
    Math.min(p[1], q[1]) <= r[1] &&
    r[1] <= Math.max(p[1], q[1]);
  const [s1, s2, s3, s4] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (s1 !== s2 && s3 !== s4) return true;
  return (
    (s1 === 0 && within(a, b, c)) ||
    (s2 === 0 && within(a, b, d)) ||
    (s3 === 0 && within(c, d, a)) ||
    (s4 === 0 && within(c, d, b))
  );
}
