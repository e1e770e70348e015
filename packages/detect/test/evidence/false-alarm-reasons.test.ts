import { describe, expect, it } from 'vitest';
import { FALSE_ALARM_REASONS, type FalseAlarmReason } from '@landscar/core';
import { falseAlarmReasons, type ReasonContext } from '../../src/evidence/false-alarm-reasons.js';
import type { RegionSums } from '../../src/evidence/region-sums.js';
import { FEATURE_BANDS } from '../../src/features/feature-bands.js';
import { bareSoilIndex, ndvi } from '../../src/features/indices.js';

/** Mean reflectances: blue, green, red, nir, swir16, swir22. */
type Spectrum = readonly [number, number, number, number, number, number];
const WOODS: Spectrum = [0.03, 0.05, 0.035, 0.35, 0.16, 0.08];
const CROPS: Spectrum = [0.04, 0.07, 0.05, 0.4, 0.2, 0.1];
const SOIL: Spectrum = [0.08, 0.1, 0.13, 0.2, 0.26, 0.22];
const QUARRY: Spectrum = [0.16, 0.2, 0.25, 0.3, 0.36, 0.33];
const WATER: Spectrum = [0.06, 0.06, 0.04, 0.02, 0.01, 0.01];
const SNOW: Spectrum = [0.7, 0.72, 0.7, 0.65, 0.1, 0.08];
const FILM: Spectrum = [0.28, 0.29, 0.29, 0.33, 0.24, 0.2];
const BURNT: Spectrum = [0.04, 0.045, 0.05, 0.09, 0.17, 0.18];

const PIXELS = 50;
const CONTEXT: ReasonContext = {
  seasonGapDays: 5,
  shiftResidualPx: 0.2,
  mosaicked: false,
  lasting: null,
  widthPx: 12,
  longestEdgeShare: 0.1,
};

function reasonsOf(
  before: Spectrum,
  after: Spectrum,
  context: Partial<ReasonContext> = {},
  sums: Partial<RegionSums> = {},
): FalseAlarmReason[] {
  const total = (s: Spectrum): Float64Array => Float64Array.from(s, (v) => v * PIXELS);
  const greenness = (s: Spectrum): number => PIXELS * ndvi(s[2], s[3]);
  const bareness = (s: Spectrum): number => PIXELS * bareSoilIndex(s[0], s[2], s[3], s[4]);
  return falseAlarmReasons(
    {
      bands: FEATURE_BANDS,
      pixels: PIXELS,
      observed: PIXELS,
      before: total(before),
      after: total(after),
      redSquaredBefore: PIXELS * before[2] ** 2,
      redSquaredAfter: PIXELS * after[2] ** 2,
      ndviBefore: greenness(before),
      ndviAfter: greenness(after),
      bareSoilBefore: bareness(before),
      bareSoilAfter: bareness(after),
      changeZ: 5 * PIXELS,
      nearby: 20,
      nearbyHidden: 0,
      ...sums,
    },
    { ...CONTEXT, ...context },
  );
}

const dimmed = (s: Spectrum, factor: number): Spectrum => s.map((v) => v * factor) as unknown as Spectrum;

describe('reasons for a false alarm', () => {
  it('are none for woods and fields that became a quarry, in one season', () => {
    expect(reasonsOf(WOODS, QUARRY)).toEqual([]);
    expect(reasonsOf(SOIL, QUARRY)).toEqual([]);
  });

  const CASES: Readonly<Record<FalseAlarmReason, () => FalseAlarmReason[]>> = {
    farmSeason: () => reasonsOf(SOIL, CROPS),
    plasticFilm: () => reasonsOf(SOIL, FILM),
    forestry: () => reasonsOf([0.02, 0.04, 0.025, 0.4, 0.15, 0.07], [0.04, 0.06, 0.06, 0.24, 0.18, 0.1]),
    fire: () => reasonsOf(WOODS, BURNT),
    waterLevel: () => reasonsOf(WATER, SOIL),
    snow: () => reasonsOf(SOIL, SNOW),
    terrainShadow: () => reasonsOf(WOODS, dimmed(WOODS, 0.35)),
    hazeEdge: () => reasonsOf(WOODS, QUARRY, {}, { nearbyHidden: 5 }),
    misregistrationEdge: () => reasonsOf(WOODS, QUARRY, { widthPx: 1.1 }),
    mosaicSeam: () => reasonsOf(WOODS, QUARRY, { mosaicked: true, longestEdgeShare: 0.5 }),
    notLasting: () => reasonsOf(WOODS, QUARRY, { lasting: false }),
  };

  it.each(FALSE_ALARM_REASONS)('%s is told', (reason) => {
    expect(CASES[reason]()).toContain(reason);
  });

  it('farm seasons: crops that went are told only where the seasons lie apart, and the soil is no brighter', () => {
    expect(reasonsOf(CROPS, SOIL, { seasonGapDays: 60 })).toContain('farmSeason');
    expect(reasonsOf(CROPS, SOIL, { seasonGapDays: 10 })).not.toContain('farmSeason');
    expect(reasonsOf(CROPS, QUARRY, { seasonGapDays: 60 })).not.toContain('farmSeason');
  });

  it('come in the order of the list', () => {
    const many = reasonsOf(SOIL, SNOW, { lasting: false, widthPx: 1 });
    expect(many).toEqual(FALSE_ALARM_REASONS.filter((reason) => many.includes(reason)));
  });

  it('that need shortwave infrared are not told without it', () => {
    const four = { bands: FEATURE_BANDS.slice(0, 4) };
    expect(reasonsOf(SOIL, SNOW, {}, four)).not.toContain('snow');
    expect(reasonsOf(WATER, SOIL, {}, four)).not.toContain('waterLevel');
  });
});
