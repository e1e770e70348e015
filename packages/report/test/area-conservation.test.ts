import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { geodesicAreaM2, type Areal, type Disturbance, type Position } from '@landscar/core';
import { loadOverlay, readVector } from '@landscar/geodata';
import { judge, type Footprint, type JudgeInput } from '@landscar/report';

const stack: JudgeInput['stack'] = {
  grid: { crs: 'EPSG:4490', originX: 112, originY: 36, pixelWidth: 1e-4, pixelHeight: 1e-4, width: 10, height: 10 },
  shiftPx: { dx: 0, dy: 0, residualMedian: 0.2, residualP90: 0.4, blocks: 20, established: true },
  pixelSizeM: 10,
  seasonGapDays: 8,
  dateBefore: '2024-04-12',
  dateAfter: '2025-04-20',
};
const disturbance = (geometry: Areal, i: number): Disturbance => ({
  id: `d${i}`,
  geometry,
  geometryLonLat: geometry,
  areaM2: geodesicAreaM2(geometry),
  dateBefore: '2024-04-12',
  dateAfter: '2025-04-20',
  kind: 'otherDisturbance',
  kindConfidence: 0.8,
  confidence: 0.8,
  meanProbability: 0.8,
  peakProbability: 0.9,
  evidence: {
    validShare: 1,
    ndviBefore: null,
    ndviAfter: null,
    bareSoilBefore: null,
    bareSoilAfter: null,
    changeZ: null,
    slopeDeg: null,
    reasons: [],
  },
});
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

/** Largest relative error of the sum of the parts over all patches; also that each patch is there. */
async function worstError(
  patches: readonly Areal[],
  footprints: readonly Areal[],
): Promise<{ worst: number; split: number }> {
  const disturbances = patches.map(disturbance);
  const { leads } = await judge({ disturbances, stack, footprints: footprints.map(footprint) });
  const sums = new Map<string, number>();
  for (const lead of leads) {
    expect(lead.outsideM2).toBeLessThanOrEqual(lead.areaM2 * (1 + 1e-9));
    sums.set(lead.disturbanceId, (sums.get(lead.disturbanceId) ?? 0) + lead.areaM2);
  }
  expect(sums.size).toBe(patches.length);
  return {
    worst: Math.max(...disturbances.map((d) => Math.abs((sums.get(d.id) ?? 0) / d.areaM2 - 1))),
    split: leads.length - patches.length,
  };
}

describe('areas are conserved', () => {
  it('over 10 000 random patches laid over two projects', async () => {
    let [worst, pairs, split] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(radii, radii, radii, offset, offset), { minLength: 100, maxLength: 100 }),
        async (cases) => {
          // Each case at a place of its own, on both sides of the seam at 112.5°E.
          const at = (i: number): Position => [112.25 + (i % 10) * 0.05, 35.3 + Math.floor(i / 10) * 0.05];
          const patches = cases.map(([r], i) => star(at(i), r));
          const projects = cases.flatMap(([, a, b, dx, dy], i) => [
            star([at(i)[0] + dx / 2, at(i)[1] + dy / 2], a),
            star([at(i)[0] - dx, at(i)[1] - dy], b),
          ]);
          const result = await worstError(patches, projects);
          [worst, pairs, split] = [Math.max(worst, result.worst), pairs + patches.length, split + result.split];
          expect(result.worst).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 100, seed: 8 },
    );
    console.log(`${pairs} random patches, ${split} split off, worst relative error ${worst.toExponential(1)}`);
    expect(pairs).toBe(10_000);
  });

  const file = new URL('../../../../shared/data/polygons/mine_sectors_chile.geojson', import.meta.url).pathname;
  if (!existsSync(file)) console.log(`NOT RUN: real mine shapes, ${file} is not here`);
  it.skipIf(!existsSync(file))(
    'over 1 000 nasty pairs: real mine parts against moved, touching and equal copies',
    async () => {
      const overlay = await loadOverlay();
      const layer = await readVector(file);
      const shapes = layer.features
        .flatMap((f) => (f.geometry?.type === 'Polygon' || f.geometry?.type === 'MultiPolygon' ? [f.geometry] : []))
        .filter((g) => overlay.isValid(g) && geodesicAreaM2(g) > 1_000);
      const nasty = [0, 1e-9, 1e-5, 3e-4]; // equal, 0.1 mm, 1 m, 30 m
      let [worst, pairs] = [0, 0];
      for (const shape of shapes) {
        if (pairs >= 1_000) break;
        const moved = nasty.map((d): Areal => {
          const move = (p: Position): Position => [p[0] + d, p[1] - d];
          return shape.type === 'Polygon'
            ? { type: 'Polygon', coordinates: shape.coordinates.map((r) => r.map(move)) }
            : { type: 'MultiPolygon', coordinates: shape.coordinates.map((p) => p.map((r) => r.map(move))) };
        });
        // Two projects at once, of which one is nearly the other.
        const result = await worstError([shape], [moved[pairs % 4] ?? shape, moved[(pairs + 2) % 4] ?? shape]);
        worst = Math.max(worst, result.worst);
        pairs += 1;
      }
      console.log(`${pairs} real shapes, worst relative error ${worst.toExponential(1)}`);
      expect(pairs).toBe(1_000);
      expect(worst).toBeLessThan(1e-6);
    },
  );
});
