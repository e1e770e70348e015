import { describe, expect, it } from 'vitest';
import { bboxOf, geodesicAreaM2, polygonsOf, type Areal, type Disturbance } from '@landscar/core';
import { judge, type FocusLayer, type Footprint, type JudgeInput, type SmallestAreas } from '@landscar/report';

/** A square in degrees; 0.001° is about 91 m × 111 m here. */
const square = (lon: number, lat: number, size: number): Areal => ({
  type: 'Polygon',
  coordinates: [
    [
      [lon, lat],
      [lon + size, lat],
      [lon + size, lat + size],
      [lon, lat + size],
      [lon, lat],
    ],
  ],
});

let next = 0;
const disturbance = (geometryLonLat: Areal, more: Partial<Disturbance> = {}): Disturbance => ({
  id: `d${String((next += 1)).padStart(6, '0')}`,
  geometry: geometryLonLat,
  geometryLonLat,
  areaM2: geodesicAreaM2(geometryLonLat),
  dateBefore: '2024-04-12',
  dateAfter: '2025-04-20',
  kind: 'otherDisturbance',
  kindConfidence: 0.8,
  confidence: 0.8,
  meanProbability: 0.8,
  peakProbability: 0.9,
  evidence: {
    validShare: 1,
    ndviBefore: 0.5,
    ndviAfter: 0.1,
    bareSoilBefore: -0.2,
    bareSoilAfter: 0.2,
    changeZ: 8,
    slopeDeg: null,
    reasons: [],
  },
  ...more,
});

const footprint = (geometryLonLat: Areal | null, name: string, more: Partial<Footprint> = {}): Footprint => ({
  id: `demo.shp#${name}`,
  project: { id: name, name, approvalNumber: null },
  kind: geometryLonLat === null ? 'list' : 'extent',
  geometryLonLat,
  position: null,
  areaM2: geometryLonLat === null ? null : geodesicAreaM2(geometryLonLat),
  statedAreaM2: null,
  accuracyM: 5,
  rightOfWayM: null,
  part: null,
  developer: null,
  projectType: null,
  authority: null,
  approvalDate: '2024-01-10',
  startDate: '2024-03-01',
  validFrom: '2024-01-10',
  validTo: null,
  countyText: null,
  marks: [],
  ...more,
});

const stack: JudgeInput['stack'] = {
  grid: { crs: 'EPSG:4490', originX: 112, originY: 36, pixelWidth: 1e-4, pixelHeight: 1e-4, width: 10, height: 10 },
  shiftPx: { dx: 0, dy: 0, residualMedian: 0.2, residualP90: 0.4, blocks: 20, established: true },
  pixelSizeM: 10,
  seasonGapDays: 8,
  dateBefore: '2024-04-12',
  dateAfter: '2025-04-20',
};

const one = async (patch: Disturbance, footprints: readonly Footprint[], more: Partial<JudgeInput> = {}) => {
  const { leads } = await judge({ disturbances: [patch], stack, footprints, ...more });
  return leads;
};

describe('judge', () => {
  const home = square(112.5, 35.5, 0.004);

  it('calls a patch inside compliant, with a reason', async () => {
    const [lead] = await one(disturbance(square(112.501, 35.501, 0.001)), [footprint(home, 'A')]);
    expect(lead).toMatchObject({ category: 'compliant', outsideM2: 0, project: { id: 'A' } });
    expect(lead?.reasons[0]?.key).toBe('rule.within');
  });

  it('does not accuse of what the tolerance covers, and does of more', async () => {
    // 0.00005° is 4.5 m: below 5 m accuracy + 5 m residual; 0.001° is 90 m.
    const [near] = await one(disturbance(square(112.49995, 35.501, 0.001)), [footprint(home, 'A')]);
    expect(near?.category).toBe('compliant');
    const [far] = await one(disturbance(square(112.499, 35.501, 0.002)), [footprint(home, 'A')]);
    expect(far?.category).toBe('suspectedBeyondExtent');
    const whole = far?.areaM2 ?? 0;
    // Half of it lies outside, less the 10 m of tolerance.
    expect((far?.outsideM2 ?? 0) / whole).toBeGreaterThan(0.42);
    expect((far?.outsideM2 ?? 0) / whole).toBeLessThan(0.5);
  });

  it('sums what lies outside of a project and hints at a major change from 30 %', async () => {
    const patches = [disturbance(square(112.496, 35.5, 0.0045)), disturbance(square(112.5035, 35.5, 0.004))];
    const { leads } = await judge({ disturbances: patches, stack, footprints: [footprint(home, 'A')] });
    expect(leads.every((l) => l.tags.includes('majorChange'))).toBe(true);
    const [small] = await one(disturbance(square(112.4995, 35.501, 0.001)), [footprint(home, 'A')]);
    expect(small?.category).toBe('suspectedBeyondExtent');
    expect(small?.tags).not.toContain('majorChange');
  });

  it('adds ground of earlier periods to the sum once, and says how much', async () => {
    const now = disturbance(square(112.496, 35.5, 0.0045));
    const lead = (n: number, geometryLonLat: Areal) => ({ eventId: `ev-${n}`, projectId: 'A', geometryLonLat });
    const asked: string[][] = [];
    const withEarlier = async (...leads: ReturnType<typeof lead>[]) => {
      const earlier = (ids: readonly string[]) => {
        asked.push([...ids]);
        return Promise.resolve(leads);
      };
      const [only] = await one(now, [footprint(home, 'A', { areaM2: 1e6 })], { earlier });
      return only?.reasons.find((r) => r.key === 'rule.earlierOutside')?.values;
    };
    // Approved are 100 ha: only what is added from afar reaches 30 %.
    const far = square(112.52, 35.5, 0.006);
    expect(await withEarlier()).toBeUndefined();
    const once = await withEarlier(lead(1, far));
    expect(once).toMatchObject({ project: 'A', leads: 1 });
    expect(Number(once?.['earlierM2']) / geodesicAreaM2(far)).toBeCloseTo(1, 5);
    // Twice the same ground, ground inside of the extent and ground of this run add nothing.
    const same = await withEarlier(
      lead(1, far),
      lead(2, far),
      lead(3, square(112.501, 35.501, 0.001)),
      lead(4, now.geometryLonLat),
    );
    expect(same).toEqual(once);
    expect(asked.every((ids) => ids.join() === 'A')).toBe(true);
  });

  it('knows the categories away from every outline', async () => {
    const big = square(112.6, 35.5, 0.002);
    expect((await one(disturbance(big), [footprint(home, 'A')]))[0]?.category).toBe('suspectedNoApproval');
    expect((await one(disturbance(square(112.6, 35.5, 0.0005)), [footprint(home, 'A')]))[0]?.category).toBe(
      'possiblyExempt',
    );
    const listed = footprint(null, 'L', { position: [112.603, 35.501] });
    expect((await one(disturbance(big), [listed]))[0]).toMatchObject({
      category: 'unlinked',
      nearbyProjects: [{ id: 'L' }],
    });
    const idle = footprint(square(112.605, 35.5, 0.002), 'B', { startDate: null });
    expect((await one(disturbance(big), [idle]))[0]?.category).toBe('suspectedRelocation');
    const farm = disturbance(big, {
      kind: 'unknown',
      evidence: { ...disturbance(big).evidence, reasons: ['farmSeason'] },
    });
    expect((await one(farm, [footprint(home, 'A')]))[0]?.category).toBe('nonProduction');
    const spoil = await one(disturbance(big, { kind: 'spoilGround' }), [footprint(home, 'A')]);
    expect(spoil[0]).toMatchObject({ category: 'suspectedNoApproval', tags: ['suspectedDumping'] });
  });

  it('marks spoil outside of the approved spoil part of its project', async () => {
    const parts = [
      footprint(home, 'A'),
      footprint(square(112.503, 35.503, 0.001), 'A', { id: 'x#2', part: '弃渣场区' }),
    ];
    const [outside] = await one(disturbance(square(112.5005, 35.5005, 0.001), { kind: 'spoilGround' }), parts);
    expect(outside).toMatchObject({ category: 'compliant', tags: ['suspectedDumping'] });
    const [within] = await one(disturbance(square(112.5031, 35.5031, 0.0005), { kind: 'spoilGround' }), parts);
    expect(within?.tags).toEqual([]);
  });

  it('splits a patch over two projects: parts make up the patch', async () => {
    const patch = disturbance(square(112.502, 35.501, 0.004));
    const leads = await one(patch, [footprint(home, 'A'), footprint(square(112.5045, 35.5, 0.004), 'B')]);
    expect(leads.map((l) => l.project?.id)).toEqual(['A', 'B']);
    expect(leads.every((l) => l.parentDisturbanceId === patch.id && l.tags.includes('multipleProjects'))).toBe(true);
    const sum = leads.reduce((s, l) => s + l.areaM2, 0);
    expect(Math.abs(sum / patch.areaM2 - 1)).toBeLessThan(1e-6);
  });

  it('trusts a schematic outline less', async () => {
    const patch = disturbance(square(112.499, 35.501, 0.002));
    const [sure] = await one(patch, [footprint(home, 'A')]);
    const [schematic] = await one(patch, [footprint(home, 'A', { kind: 'schematic' })]);
    expect(schematic?.ruleCertainty.value).toBeLessThan((sure?.ruleCertainty.value ?? 0) / 2);
    expect(schematic?.tags).toContain('schematicFootprint');
  });

  it('takes no outline that was approved later, and tags an approval that lapsed', async () => {
    const patch = disturbance(square(112.501, 35.501, 0.002));
    const [later] = await one(patch, [footprint(home, 'A', { approvalDate: '2025-06-01', validFrom: '2025-06-01' })]);
    expect(later).toMatchObject({ category: 'suspectedNoApproval', nearbyProjects: [{ id: 'A' }] });
    const [lapsed] = await one(patch, [
      footprint(home, 'A', { approvalDate: '2020-01-01', validFrom: '2020-01-01', startDate: null }),
    ]);
    expect(lapsed?.tags).toContain('expiredApproval');
  });

  it('places a lead on a corridor: chainage, side, distance', async () => {
    const focus = [
      {
        kind: 'expressway',
        bufferM: 500,
        minAreaM2: null,
        priority: 3,
        startChainageM: 0,
        features: [
          {
            name: '演示高速',
            geometryLonLat: {
              type: 'LineString' as const,
              coordinates: [
                [112.59, 35.5],
                [112.62, 35.5],
              ] as [number, number][],
            },
          },
        ],
      },
    ];
    const patch = disturbance(square(112.6, 35.502, 0.002));
    const [lead] = await one(patch, [], { focus });
    const [place] = lead?.focus ?? [];
    expect(place).toMatchObject({ kind: 'expressway', name: '演示高速', side: 'left' });
    expect(place?.distanceM).toBeGreaterThan(215);
    expect(place?.distanceM).toBeLessThan(230);
    expect(place?.chainageM).toBeGreaterThan(905);
    expect(place?.chainageM).toBeLessThan(1090);
    expect(bboxOf(patch.geometryLonLat)[0]).toBe(112.6);
    expect(polygonsOf(patch.geometryLonLat)).toHaveLength(1);
  });

  it('leaves out and counts what is too small for its place and kind; of several that say, the smallest holds', async () => {
    const line = (lon: number): FocusLayer['features'] => [
      { name: `演示 ${lon}`, geometryLonLat: { type: 'LineString', coordinates: [[lon, 35.49], [lon, 35.52]] } }, // prettier-ignore
    ];
    const layer = (kind: string, minAreaM2: number | null, lon: number): FocusLayer => ({
      ...{ kind, minAreaM2, bufferM: 300, priority: 1, startChainageM: 0 },
      features: line(lon),
    });
    const focus = [
      layer('river', 1_000, 112.5),
      layer('railway', 9_000, 112.52),
      layer('expressway', null, 112.54),
      layer('mine', 1_000, 112.56),
      layer('mine', 9_000, 112.5601),
    ];
    // About 4 050 m² each.
    const patch = (lon: number, looksLike?: Disturbance['looksLike']): Disturbance =>
      disturbance(square(lon, 35.5, 0.00063), { ...(looksLike && { looksLike }) });
    const quarry = { kind: 'quarry', confidence: 0.9 } as const;
    const farm = { kind: 'farmOrWater', confidence: 0.9 } as const;
    const cases = {
      elsewhere: patch(112.6),
      elsewhereQuarry: patch(112.62, quarry),
      elsewhereFarm: patch(112.64, farm),
      river: patch(112.501),
      riverFarm: patch(112.4985, farm),
      railway: patch(112.521),
      railwayQuarry: patch(112.5185, quarry),
      expressway: patch(112.541),
      mines: patch(112.561),
    };
    const keptBy = async (smallest?: SmallestAreas): Promise<{ kept: string[]; left: number }> => {
      const disturbances = Object.values(cases);
      const { leads, left } = await judge({
        disturbances,
        stack,
        footprints: [],
        focus,
        ...(smallest && { smallest }),
      });
      const ids = leads.map((l) => l.disturbanceId);
      expect(left).toEqual({ belowMinimumArea: disturbances.length - new Set(ids).size });
      return {
        kept: Object.entries(cases).flatMap(([name, d]) => (ids.includes(d.id) ? [name] : [])),
        left: left['belowMinimumArea'] ?? 0,
      };
    };
    expect((await keptBy()).left).toBe(0);
    expect((await keptBy({ m2: 5_000, byKindM2: { quarry: 2_000, farmOrWater: 20_000 } })).kept).toEqual([
      'elsewhereQuarry',
      'river',
      'riverFarm',
      'railwayQuarry',
      'mines',
    ]);
    expect((await keptBy({ m2: 3_000, byKindM2: { farmOrWater: 20_000 } })).kept).toEqual([
      'elsewhere',
      'elsewhereQuarry',
      'river',
      'riverFarm',
      'expressway',
      'mines',
    ]);
  });
});
