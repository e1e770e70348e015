import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { geodesicAreaM2, type Areal, type Position } from '@landscar/core';
import { loadOverlay, mapPositions, prepareRings } from '@landscar/geodata';
import { flatAreaM2, flatten, relate, unflatten } from '../src/match/flat-shape.js';
import { localMetric, planarAreaM2 } from '../src/match/local-metric.js';
import { sharedAreaM2 } from '../src/match/shared-area.js';

const same = (p: Position): Position => p;
/** A star that never crosses itself, with a smaller one as a hole where asked. */
const star = ([x, y]: Position, radii: readonly number[], hole: boolean): Areal => {
  const ring = (scale: number): Position[] => {
    const list = radii.map((r, i): Position => {
      const angle = (2 * Math.PI * i) / radii.length;
      return [x + scale * r * Math.cos(angle), y + scale * r * Math.sin(angle)];
    });
    return [...list, list[0] ?? [x, y]];
  };
  return { type: 'Polygon', coordinates: hole ? [ring(1), ring(0.4).reverse()] : [ring(1)] };
};
const shapes = fc
  .tuple(
    fc.double({ min: -300, max: 300, noNaN: true }),
    fc.double({ min: -300, max: 300, noNaN: true }),
    fc.array(fc.double({ min: 20, max: 250, noNaN: true }), { minLength: 3, maxLength: 24 }),
    fc.boolean(),
  )
  .map(([x, y, radii, hole]) => star([x, y], radii, hole));

describe('quick answers agree with GEOS', () => {
  it('on shared area', async () => {
    const overlay = await loadOverlay();
    fc.assert(
      fc.property(shapes, shapes, (a, b) => {
        const [fa, fb] = [flatten(a, same), flatten(b, same)];
        const want = overlay.sharedM2(a, b);
        expect(Math.abs(sharedAreaM2(fa, fb) - want)).toBeLessThan(1e-6 * Math.max(1, flatAreaM2(fa)));
        expect(Math.abs(flatAreaM2(fa) - planarAreaM2(a))).toBeLessThan(1e-6);
        expect(Math.abs(overlay.sharedM2(prepareRings(fa), b) - want)).toBeLessThan(1e-6);
      }),
      { numRuns: 2_000, seed: 8 },
    );
  });

  it('on inside and apart, and never guess', async () => {
    const overlay = await loadOverlay();
    const seen = { inside: 0, apart: 0, unsure: 0 };
    fc.assert(
      fc.property(shapes, shapes, fc.double({ min: 0.05, max: 1, noNaN: true }), (a, b, scale) => {
        const patch = flatten(a, ([x, y]) => [x * scale, y * scale]);
        const outline = flatten(b, same);
        const how = relate(patch, outline, 10);
        seen[how] += 1;
        const [p, q] = [unflatten(patch), b];
        if (how === 'apart') expect(overlay.distance(p, q)).toBeGreaterThan(10 - 1e-9);
        if (how === 'inside') expect(overlay.difference(p, q)).toBeNull();
      }),
      { numRuns: 4_000, seed: 8 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
  });
});

describe('local plane', () => {
  it.each([
    [1, 5e-7],
    [3, 2e-6],
  ])('gives areas on the ellipsoid, %d° from its centre to %f', (far, limit) => {
    const away = fc.double({ min: -far, max: far, noNaN: true });
    fc.assert(
      fc.property(shapes, away, away, (s, dx, dy) => {
        const plane = localMetric([112.5, 35.5]);
        const there = plane.toMetres([112.5 + dx, 35.5 + (dy * 2) / 3]);
        const metres = mapPositions(s, ([x, y]): Position => [x + there[0], y + there[1]]);
        expect(Math.abs(plane.groundM2(metres) / geodesicAreaM2(plane.lonLat(metres)) - 1)).toBeLessThan(limit);
      }),
      { numRuns: 500, seed: 8 },
    );
  });
});
