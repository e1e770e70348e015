import type { Position, Ring } from '@landscar/core';

/** Share of the area that corner cutting may take or give. */
const AREA_SHARE = 0.01;

/**
 * Stairs of pixel edges become slopes: each corner is cut off between points `t` px before and behind it. Inside corners
 * give back what outside corners take, so a ring's area changes by 2t² only; t is at most half a pixel and small where
 * the object is. Cuts stay inside their own pixel corner: rings neither cross nor touch, also where two objects or two
 * parts of one meet in a corner.
 */
export function cutCorners(rings: readonly (readonly Position[])[], pixelCount: number): Ring[] {
  const t = Math.min(0.5, Math.sqrt((AREA_SHARE * pixelCount) / (2 * rings.length)));
  return rings.map((ring) => cutRing(ring, t));
}

function cutRing(ring: readonly Position[], t: number): Ring {
  const points: Position[] = [];
  const count = ring.length - 1;
  for (let i = 0; i < count; i++) {
    const corner = ring[i]!;
    for (const other of [ring[(i + count - 1) % count]!, ring[(i + 1) % count]!]) {
      const length = Math.abs(other[0] - corner[0]) + Math.abs(other[1] - corner[1]);
      push(points, [
        corner[0] + ((other[0] - corner[0]) / length) * t,
        corner[1] + ((other[1] - corner[1]) / length) * t,
      ]);
    }
  }
  if (same(points[0]!, points.at(-1)!)) points.pop();
  const kept = points.filter(
    (p, i) => !isStraight(points[(i + points.length - 1) % points.length]!, p, points[(i + 1) % points.length]!),
  );
  return [...kept, kept[0]!];
}

function push(points: Position[], p: Position): void {
  const last = points.at(-1);
  if (last === undefined || !same(last, p)) points.push(p);
}

const same = (a: Position, b: Position): boolean => Math.abs(a[0] - b[0]) < 1e-9 && Math.abs(a[1] - b[1]) < 1e-9;

const isStraight = (a: Position, b: Position, c: Position): boolean =>
  Math.abs((b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])) < 1e-9;
