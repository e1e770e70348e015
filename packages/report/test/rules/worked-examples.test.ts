import { describe, expect, it } from 'vitest';
import {
  geodesicAreaM2,
  LEAD_CATEGORIES,
  NOTHING_MEASURED,
  type Areal,
  type Disturbance,
  type Linear,
} from '@landscar/core';
import { loadOverlay } from '@landscar/geodata';
import { RULE_SETS, RULES, WORKED_EXAMPLES, judge, type Footprint, type JudgeInput } from '@landscar/report';
import { localMetric } from '../../src/match/local-metric.js';
import type { ExampleFootprint, Rectangle, WorkedExample } from '../../src/rules/worked-examples.js';

const plane = localMetric([112.5, 35.5]);

function rectangle([x, y, width, height]: Rectangle): Areal {
  const corners = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
    [x, y],
  ] as const;
  return plane.lonLat({ type: 'Polygon', coordinates: [corners] });
}

async function footprintOf(f: ExampleFootprint, n: number): Promise<Footprint> {
  const overlay = await loadOverlay();
  const line: Linear | undefined = f.line && plane.lonLat({ type: 'LineString', coordinates: f.line });
  const strip = f.line && overlay.buffer({ type: 'LineString', coordinates: f.line }, 15);
  const outline = f.extent ? rectangle(f.extent) : strip ? plane.lonLat(strip) : null;
  return {
    id: `example#${n}`,
    project: { id: f.project, name: f.project, approvalNumber: null },
    kind: f.line ? 'line' : f.place ? 'list' : f.schematic === true ? 'schematic' : 'extent',
    geometryLonLat: outline,
    ...(line && { lineLonLat: line }),
    position: f.place ? plane.toLonLat(f.place) : null,
    areaM2: outline && geodesicAreaM2(outline),
    statedAreaM2: null,
    accuracyM: 5,
    rightOfWayM: f.line ? 30 : null,
    part: f.part ?? null,
    developer: null,
    projectType: null,
    authority: null,
    approvalDate: f.approved ?? null,
    startDate: f.started ?? null,
    validFrom: f.approved ?? null,
    validTo: null,
    countyText: null,
    marks: [],
  };
}

function disturbanceOf(patch: Rectangle, n: number, { after, kind, sign }: WorkedExample): Disturbance {
  const outline = rectangle(patch);
  return {
    id: `d${n}`,
    geometry: outline,
    geometryLonLat: outline,
    areaM2: geodesicAreaM2(outline),
    dateBefore: `${Number(after.slice(0, 4)) - 1}${after.slice(4)}`,
    dateAfter: after,
    kind: kind ?? 'otherDisturbance',
    kindConfidence: 0.9,
    confidence: 0.9,
    meanProbability: 0.9,
    peakProbability: 0.9,
    evidence: { ...NOTHING_MEASURED, reasons: sign === undefined ? [] : [sign] },
  };
}

const pairOf = (after: string): JudgeInput['stack'] => ({
  grid: { crs: 'EPSG:4326', originX: 112, originY: 36, pixelWidth: 1e-4, pixelHeight: 1e-4, width: 10, height: 10 },
  // Half a pixel of 10 m: the residual part of the tolerance is 5 m.
  shiftPx: { dx: 0, dy: 0, residualMedian: 0.2, residualP90: 0.5, blocks: 20, established: true },
  pixelSizeM: 10,
  seasonGapDays: 0,
  dateBefore: `${Number(after.slice(0, 4)) - 1}${after.slice(4)}`,
  dateAfter: after,
});

describe('worked examples', () => {
  it.each(WORKED_EXAMPLES.map((e) => [e.rule, e.title[1], e] as const))('%s: %s', async (rule, _, example) => {
    const { leads, ruleSet } = await judge({
      disturbances: example.patches.map((p, n) => disturbanceOf(p, n, example)),
      stack: pairOf(example.after),
      footprints: await Promise.all(example.footprints.map(footprintOf)),
      earlier: (projects) =>
        Promise.resolve(
          (example.earlier ?? [])
            .filter((e) => projects.includes(e.project))
            .map((e, n) => ({ eventId: `ev-${n}`, projectId: e.project, geometryLonLat: rectangle(e.patch) })),
        ),
    });
    const lead = leads.find((l) => l.disturbanceId === 'd0');
    expect(ruleSet).toBe(example.ruleSet);
    expect(lead?.category).toBe(example.category);
    if (example.tags !== undefined) expect(lead?.tags).toEqual(example.tags);
    expect(lead?.reasons.length).toBeGreaterThan(0);
    expect(RULES[rule].source).not.toBe('');
  });

  it('there is one for each rule, each category and each rule set', () => {
    expect(new Set(WORKED_EXAMPLES.map((e) => e.rule))).toEqual(new Set(Object.keys(RULES)));
    expect(new Set(WORKED_EXAMPLES.map((e) => e.category))).toEqual(new Set(LEAD_CATEGORIES));
    expect(new Set(WORKED_EXAMPLES.map((e) => e.ruleSet))).toEqual(new Set(RULE_SETS.map((s) => s.id)));
  });
});
