import type { DetectionSummary } from '@landscar/core';
import { bootstrapOverPlaces, type Interval } from './bootstrap.js';
import { calibration, type Calibration } from './calibration.js';
import { fitCalibration, type CalibrationFit } from './fit-calibration.js';
import type { PlaceMeasure } from './measure-place.js';
import type { SeenPlace } from './seen-places.js';
import { isFalse, isFound, MIN_OBJECT_M2 } from './object-scores.js';
import { addLevels, averagePrecision, pixelScores } from './pixel-scores.js';
import {
  rankedTradeOff,
  recallAtFalse,
  thresholdTradeOff,
  type RecallAtFalse,
  type TradeOffPoint,
} from './trade-off.js';

/** Headline figures, ratios 0..1; null where not defined. */
export interface Figures {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  readonly iou: number | null;
  readonly averagePrecision: number | null;
  /** Share of labelled objects ≥ 0.2 ha that are flagged to 30 % or more; the same for ≥ 1 ha. */
  readonly objectRecall: number | null;
  readonly largeObjectRecall: number | null;
  readonly falsePer100Km2: number;
}

export interface PlaceFigures extends Figures {
  readonly name: string;
  readonly judgedKm2: number;
  readonly unobservedKm2: number;
  readonly unobservedChangedPx: number;
  readonly ignoredPx: number;
  readonly labelledObjects: number;
  readonly falseObjects: number;
}

export interface SizeClass {
  readonly fromM2: number;
  /** Null: no upper end. */
  readonly toM2: number | null;
  readonly labelled: number;
  readonly found: number;
  readonly falseObjects: number;
}

export interface Evaluation {
  readonly version: 1;
  /** What made the flags; absent where they were given. */
  readonly model?: DetectionSummary['model'];
  /** Scored places that the model was made from: their figures say nothing of unseen ground. */
  readonly seen: readonly SeenPlace[];
  /** Names of scored places of which that is not known: the maker of the flags is not, or names no places. */
  readonly seenUnknown: readonly string[];
  readonly judgedKm2: number;
  readonly places: readonly PlaceFigures[];
  /** All pixels and objects of all places together: large and dense places weigh most. */
  readonly pooled: Figures;
  /** Mean over the places where the figure is defined: every place weighs the same. */
  readonly meanOverPlaces: Omit<Figures, 'falsePer100Km2'> & { readonly falsePer100Km2: number | null };
  /** 95 %, places drawn with replacement; of the pooled figures and of the mean F1. */
  readonly intervals: Readonly<Record<keyof Figures | 'meanF1', Interval | null>>;
  readonly sizeClasses: readonly SizeClass[];
  /** By a probability asked of pixels, and by ranking the flagged objects; empty without probabilities. */
  readonly tradeOff: { readonly thresholds: readonly TradeOffPoint[]; readonly ranked: readonly TradeOffPoint[] };
  readonly recallAtFalse: { readonly thresholds: readonly RecallAtFalse[]; readonly ranked: readonly RecallAtFalse[] };
  readonly calibration: Calibration | null;
  readonly calibrationFit: CalibrationFit | null;
}

const SIZE_EDGES_M2 = [MIN_OBJECT_M2, 5_000, 10_000, 50_000] as const;
const FALSE_LIMITS = [1, 10, 25, 50, 100] as const;

/** All figures; what made the flags, and what it had seen, is not in the counts. */
export function summarise(places: readonly PlaceMeasure[]): Omit<Evaluation, 'model' | 'seen' | 'seenUnknown'> {
  const pooled = figuresOf(places);
  const each = places.map((place) => ({ place, figures: figuresOf([place]) }));
  const withLevels = places.every((place) => place.levels !== undefined);
  const thresholds = withLevels ? thresholdTradeOff(places) : [];
  const ranked = withLevels ? rankedTradeOff(places) : [];
  const levels = withLevels ? addLevels(places.map((place) => place.levels!)) : undefined;
  return {
    version: 1,
    judgedKm2: places.reduce((sum, place) => sum + place.judgedKm2, 0),
    places: each.map(({ place, figures }) => ({
      name: place.name,
      judgedKm2: place.judgedKm2,
      unobservedKm2: place.unobservedKm2,
      unobservedChangedPx: place.pixels.unobservedChanged,
      ignoredPx: place.pixels.ignored,
      labelledObjects: place.counts.labelled,
      falseObjects: place.counts.falseObjects,
      ...figures,
    })),
    pooled,
    meanOverPlaces: meanFigures(each.map(({ figures }) => figures)),
    intervals: bootstrapOverPlaces(each, (drawn) => ({
      ...figuresOf(drawn.map(({ place }) => place)),
      meanF1: meanOf(drawn.map(({ figures }) => figures.f1)),
    })),
    sizeClasses: sizeClasses(places),
    tradeOff: { thresholds, ranked },
    recallAtFalse: {
      thresholds: withLevels ? recallAtFalse(thresholds, FALSE_LIMITS) : [],
      ranked: withLevels ? recallAtFalse(ranked, FALSE_LIMITS) : [],
    },
    calibration: levels === undefined ? null : calibration(levels),
    calibrationFit: fitCalibration(places),
  };
}

function figuresOf(places: readonly PlaceMeasure[]): Figures {
  const add = (of: (place: PlaceMeasure) => number): number => places.reduce((sum, place) => sum + of(place), 0);
  const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  const levels = places.map((place) => place.levels).filter((one) => one !== undefined);
  return {
    ...pixelScores({
      found: add((p) => p.pixels.found),
      falselyFlagged: add((p) => p.pixels.falselyFlagged),
      missed: add((p) => p.pixels.missed),
    }),
    averagePrecision: levels.length === places.length ? averagePrecision(addLevels(levels)) : null,
    objectRecall: ratio(
      add((p) => p.counts.found),
      add((p) => p.counts.labelled),
    ),
    largeObjectRecall: ratio(
      add((p) => p.counts.foundLarge),
      add((p) => p.counts.labelledLarge),
    ),
    falsePer100Km2: (100 * add((p) => p.counts.falseObjects)) / add((p) => p.judgedKm2),
  };
}

function meanFigures(each: readonly Figures[]): Evaluation['meanOverPlaces'] {
  const of = (name: keyof Figures): number | null => meanOf(each.map((figures) => figures[name]));
  return {
    precision: of('precision'),
    recall: of('recall'),
    f1: of('f1'),
    iou: of('iou'),
    averagePrecision: of('averagePrecision'),
    objectRecall: of('objectRecall'),
    largeObjectRecall: of('largeObjectRecall'),
    falsePer100Km2: of('falsePer100Km2'),
  };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const there = values.filter((value) => value !== null);
  return there.length === 0 ? null : there.reduce((sum, value) => sum + value, 0) / there.length;
}

function sizeClasses(places: readonly PlaceMeasure[]): SizeClass[] {
  const labelled = places.flatMap((place) => place.objects.labelled);
  const wrong = places.flatMap((place) => place.objects.flagged.filter(isFalse));
  return SIZE_EDGES_M2.map((fromM2, k) => {
    const toM2 = SIZE_EDGES_M2[k + 1] ?? null;
    const inside = ({ areaM2 }: { areaM2: number }): boolean => areaM2 >= fromM2 && (toM2 === null || areaM2 < toM2);
    const of = labelled.filter(inside);
    return {
      fromM2,
      toM2,
      labelled: of.length,
      found: of.filter(isFound).length,
      falseObjects: wrong.filter(inside).length,
    };
  });
}
