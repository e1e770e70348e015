import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bboxOf, geodesicAreaM2, type Areal, type Position, type Ring } from '@landscar/core';
import { createTransform, loadOverlay, mapPositions, readVector, type Overlay } from '@landscar/geodata';
import type { Footprint } from '@landscar/report';
import { buildFootprintIndex } from '../src/match/footprint-index.js';
import { localMetric, type LocalMetric } from '../src/match/local-metric.js';
import { matchPatch } from '../src/match/match-patch.js';

const footprint = (geometryLonLat: Areal, i: number): Footprint => ({
  id: `f#${i}`,
  project: { id: `p${i}`, name: `p${i}`, approvalNumber: null },
  kind: 'extent',
  geometryLonLat,
  position: null,
  areaM2: geodesicAreaM2(geometryLonLat),
  statedAreaM2: null,
  accuracyM: 5,
  rightOfWayM: null,
  part: null,
  developer: null,
  projectType: null,
  authority: null,
  approvalDate: null,
  startDate: null,
  validFrom: null,
  validTo: null,
  countyText: null,
  marks: [],
});

interface Tally {
  worstInOut: number;
  worstParts: number;
  pairs: number;
  split: number;
  matched: number;
}
const start = (): Tally => ({ worstInOut: 0, worstParts: 0, pairs: 0, split: 0, matched: 0 });

/** Lays patches over projects and checks each: inside + outside = part, parts = patch, no ground in two parts, no patch lost. */
function checkPatches(
  patches: readonly Areal[],
  projects: readonly Areal[],
  plane: LocalMetric,
  overlay: Overlay,
  tally: Tally,
): void {
  const index = buildFootprintIndex(projects.map(footprint), '2025-04-20', 5, plane, overlay);
  for (const patch of patches) {
    const { metres, parts } = matchPatch(patch, { index, plane, overlay, minOverlapM2: 100 });
    const whole = geodesicAreaM2(plane.lonLat(metres));
    expect(parts.length).toBeGreaterThan(0);
    // Of a split, ground within another project's tolerance is inside of that one: all grown outlines count.
    const all =
      parts.length > 1 ? overlay.union(parts.flatMap((p) => p.match?.footprints.map((f) => f.grown()) ?? [])) : null;
    let sum = 0;
    for (const [i, { match, partMetres, outsideM2 }] of parts.entries()) {
      const part = partMetres ?? metres;
      const partM2 = geodesicAreaM2(plane.lonLat(part));
      sum += partM2;
      for (const other of parts.slice(i + 1))
        expect(overlay.sharedM2(part, other.partMetres ?? metres)).toBeLessThan(1e-6 * whole);
      if (match === null) continue;
      tally.matched += 1;
      const grown = all ?? overlay.union(match.footprints.map((f) => f.grown()));
      const inside = grown === null ? null : overlay.intersect(part, grown);
      const insideM2 = inside === null ? 0 : geodesicAreaM2(plane.lonLat(inside));
      tally.worstInOut = Math.max(tally.worstInOut, Math.abs(insideM2 + outsideM2 - partM2) / whole);
    }
    tally.worstParts = Math.max(tally.worstParts, Math.abs(sum / whole - 1));
    tally.pairs += 1;
    tally.split += parts.length - 1;
  }
}

/** A star around a position: radii 20 to 400 m, never crossing itself. */
const star = (centre: Position, radii: readonly number[]): Areal => {
  const ring = radii.map((r, i): Position => {
    const angle = (2 * Math.PI * i) / radii.length;
    return [centre[0] + (r / 90_500) * Math.cos(angle), centre[1] + (r / 111_000) * Math.sin(angle)];
  });
  return { type: 'Polygon', coordinates: [[...ring, ring[0] ?? centre]] };
};
const radii = fc.array(fc.double({ min: 20, max: 400, noNaN: true }), { minLength: 3, maxLength: 30 });
const offset = fc.double({ min: -0.004, max: 0.004, noNaN: true });

describe('areas are conserved', () => {
  it('over 10 000 random patches laid over two projects', async () => {
    const overlay = await loadOverlay();
    const plane = localMetric([112.5, 35.5]);
    const tally = start();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(radii, radii, radii, offset, offset), { minLength: 100, maxLength: 100 }),
        (cases) => {
          // Each case at a place of its own, on both sides of the seam at 112.5°E.
          const at = (i: number): Position => [112.25 + (i % 10) * 0.05, 35.3 + Math.floor(i / 10) * 0.05];
          const patches = cases.map(([r], i) => star(at(i), r));
          const projects = cases.flatMap(([, a, b, dx, dy], i) => [
            star([at(i)[0] + dx / 2, at(i)[1] + dy / 2], a),
            star([at(i)[0] - dx, at(i)[1] - dy], b),
          ]);
          checkPatches(patches, projects, plane, overlay, tally);
          expect(tally.worstInOut).toBeLessThan(1e-6);
          expect(tally.worstParts).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 100, seed: 8 },
    );
    console.log(
      `${tally.pairs} random patches, ${tally.matched} parts of projects, ${tally.split} split off, ` +
        `worst |in + out − whole| ${tally.worstInOut.toExponential(1)}, worst sum of parts ${tally.worstParts.toExponential(1)}`,
    );
    expect(tally.pairs).toBe(10_000);
  });

  const file = new URL('../../../../shared/data/polygons/mine_sectors_chile.geojson', import.meta.url).pathname;
  if (!existsSync(file)) console.log(`NOT RUN: real mine shapes, ${file} is not here`);
  it.skipIf(!existsSync(file))('over 1 000 nasty pairs made of real mine parts', async () => {
    const overlay = await loadOverlay();
    const layer = await readVector(file);
    const shapes = layer.features.flatMap((f) =>
      (f.geometry?.type === 'Polygon' || f.geometry?.type === 'MultiPolygon') && geodesicAreaM2(f.geometry) > 1_000
        ? [f.geometry]
        : [],
    );
    const tally = start();
    const kinds = Object.keys(NASTY);
    for (let i = 0; tally.pairs < 1_000; i++) {
      const shape = shapes[i % shapes.length]!;
      const [minX, minY, maxX, maxY] = bboxOf(shape);
      const plane = localMetric([(minX + maxX) / 2, (minY + maxY) / 2]);
      const metres = plane.metres(shape);
      if (!overlay.isValid(metres)) continue;
      // Two projects at once, of which one is nearly the other.
      const projects = [i, i + 5].map((k) => plane.lonLat(NASTY[kinds[k % kinds.length]!]!(metres)));
      const patch = i % 3 === 0 ? plane.lonLat(NASTY.stairs!(metres)) : shape;
      checkPatches(
        [patch],
        projects.filter((p) => overlay.isValid(plane.metres(p))),
        plane,
        overlay,
        tally,
      );
    }
    console.log(
      `${tally.pairs} nasty pairs, ${tally.matched} parts of projects, ${tally.split} split off, ` +
        `worst |in + out − whole| ${tally.worstInOut.toExponential(1)}, worst sum of parts ${tally.worstParts.toExponential(1)}`,
    );
    expect(tally.worstInOut).toBeLessThan(1e-6);
    expect(tally.worstParts).toBeLessThan(1e-6);
    expect(tally.matched).toBeGreaterThan(900);
  });
});

const moved =
  (x: number, y: number) =>
  (g: Areal): Areal =>
    mapPositions(g, (p): Position => [p[0] + x, p[1] + y]);
const scaled =
  (factor: number) =>
  (g: Areal): Areal =>
    mapPositions(g, (p): Position => [p[0] * factor, p[1] * factor]);
const rings =
  (change: (ring: Ring) => Ring) =>
  (g: Areal): Areal =>
    g.type === 'Polygon'
      ? { type: 'Polygon', coordinates: g.coordinates.map(change) }
      : { type: 'MultiPolygon', coordinates: g.coordinates.map((p) => p.map(change)) };

/** What overlays stumble over: equal and nearly equal edges, shifts of exactly the tolerance, stairs of pixels, doubled vertices. */
const NASTY: Readonly<Record<string, (metres: Areal) => Areal>> = {
  equal: (g) => g,
  tenthOfMillimetre: moved(1e-4, -1e-4),
  metre: moved(1, -1),
  tolerance: moved(10, 0),
  thirtyMetres: moved(30, -30),
  larger: scaled(1.2),
  smaller: scaled(0.8),
  reversed: rings((ring) => [...ring].reverse()),
  doubled: rings((ring) => ring.flatMap((p) => [p, p])),
  stairs: rings((ring) => {
    const snapped = ring.map(([x, y]): Position => [Math.round(x / 10) * 10, Math.round(y / 10) * 10]);
    return snapped.flatMap((p, i) => (i === 0 ? [p] : [[p[0], snapped[i - 1]![1]] as Position, p]));
  }),
};

const surveyed = fc.array(fc.double({ min: 100, max: 2_000, noNaN: true }), { minLength: 5, maxLength: 30 });

describe('areas across the seam at 112.5°E', () => {
  it.each(['EPSG:4546', 'EPSG:4547', 'EPSG:4525', 'EPSG:4526', 'EPSG:4508', 'EPSG:4490'])(
    'of footprints in %s agree with the ellipsoid to 1e-4',
    async (crs) => {
      const [to, back] = [await createTransform('EPSG:4326', crs), await createTransform(crs, 'EPSG:4326')];
      let worst = 0;
      fc.assert(
        fc.property(surveyed, fc.double({ min: 35.2, max: 36, noNaN: true }), offset, (r, lat, dx) => {
          const outline = star([112.5 + dx / 4, lat], r);
          // As a file in this system would hold it: millimetres, or 1e-8 degrees.
          const unit = crs === 'EPSG:4490' ? 1e-8 : 0.001;
          const filed = mapPositions(to.geometry(outline), (p): Position => [
            Math.round(p[0] / unit) * unit,
            Math.round(p[1] / unit) * unit,
          ]);
          worst = Math.max(worst, Math.abs(geodesicAreaM2(back.geometry(filed)) / geodesicAreaM2(outline) - 1));
        }),
        { numRuns: 300, seed: 8 },
      );
      console.log(`300 outlines in ${crs} across 112.5°E: worst relative difference ${worst.toExponential(1)}`);
      expect(worst).toBeLessThan(1e-4);
    },
  );
});
