import type { Grid } from '@landscar/core';
import {
  isFalse,
  isFound,
  matchObjects,
  MIN_OBJECT_M2,
  truthObjects,
  type LabelledObject,
  type PlaceObjects,
} from './object-scores.js';
import { countScores, type ScoreCounts } from './fit-calibration.js';
import { countLevels, countPixels, type LevelCounts, type PixelCounts } from './pixel-scores.js';
import { LEVELS, NO_LEVEL, TRUTH, type Place } from './read-place.js';

export const LARGE_OBJECT_M2 = 10_000;
const M2_PER_KM2 = 1e6;

/** Objects counted at one setting of a place; sums over places are again counts. */
export interface ObjectCounts {
  /** Labelled objects ≥ 0.2 ha, and how many were found; the same for ≥ 1 ha. */
  readonly labelled: number;
  readonly found: number;
  readonly labelledLarge: number;
  readonly foundLarge: number;
  readonly falseObjects: number;
}

/** What a place gives when everything with at least `probability` is flagged. */
export interface ThresholdCounts extends ObjectCounts {
  readonly probability: number;
  readonly pixelsFound: number;
  readonly pixelsFlagged: number;
}

/** All that is counted in one place; figures are made from sums of these. */
export interface PlaceMeasure {
  readonly name: string;
  readonly grid: Grid;
  readonly judgedKm2: number;
  readonly unobservedKm2: number;
  readonly pixels: PixelCounts;
  readonly levels: LevelCounts | undefined;
  readonly fold: string;
  readonly scores: ScoreCounts | undefined;
  readonly objects: PlaceObjects;
  readonly counts: ObjectCounts;
  readonly thresholds: readonly ThresholdCounts[];
}

/** Probabilities at equal steps of the logit: rare change lives far from one half. */
export const THRESHOLDS: readonly number[] = Array.from({ length: 27 }, (_, k) => 1 / (1 + Math.exp(5.2 - 0.4 * k)));

export function measurePlace(place: Place): PlaceMeasure {
  const labels = truthObjects(place);
  const objects = matchObjects(place, labels, place.flags);
  const pixels = countPixels(place);
  const { judgedKm2, unobservedKm2 } = areas(place);
  const levels = countLevels(place);
  const thresholds: ThresholdCounts[] = [];
  if (place.levels !== undefined) {
    for (const probability of THRESHOLDS) {
      const lowest = Math.ceil(probability * (LEVELS - 1));
      const flags = Uint8Array.from(place.levels, (level) => (level !== NO_LEVEL && level >= lowest ? 1 : 0));
      const counted = countPixels({ ...place, flags });
      thresholds.push({
        probability,
        pixelsFound: counted.found,
        pixelsFlagged: counted.found + counted.falselyFlagged,
        ...countObjects(matchObjects(place, labels, flags)),
      });
    }
  }
  const { name, grid, pair } = place;
  const counted = { pixels, levels, scores: countScores(place), objects, counts: countObjects(objects), thresholds };
  return { name, grid, fold: pair.fold ?? name, judgedKm2, unobservedKm2, ...counted };
}

export function countObjects({ labelled, flagged }: PlaceObjects): ObjectCounts {
  const large = labelled.filter((object) => object.areaM2 >= LARGE_OBJECT_M2);
  const count = (list: readonly LabelledObject[]): number => list.filter(isFound).length;
  return {
    labelled: labelled.length,
    found: count(labelled),
    labelledLarge: large.length,
    foundLarge: count(large),
    falseObjects: flagged.filter((object) => object.areaM2 >= MIN_OBJECT_M2 && isFalse(object)).length,
  };
}

function areas({ truth, flags, grid, rowAreaM2 }: Place): { judgedKm2: number; unobservedKm2: number } {
  let [judged, unobserved] = [0, 0];
  for (let y = 0, i = 0; y < grid.height; y++) {
    for (let x = 0; x < grid.width; x++, i++) {
      if (truth[i] === TRUTH.ignored) continue;
      judged += rowAreaM2[y]!;
      if (flags[i] === 255) unobserved += rowAreaM2[y]!;
    }
  }
  return { judgedKm2: judged / M2_PER_KM2, unobservedKm2: unobserved / M2_PER_KM2 };
}
