import type { PlaceMeasure } from './measure-place.js';
import { binError } from './calibration.js';
import { TRUTH, type Place } from './read-place.js';

/** Bins of 1/64 over the scores ±32. */
const BINS = 4096;
const BINS_A_UNIT = 64;

/** Judged, observed pixels by score. */
export interface ScoreCounts {
  readonly changed: Float64Array;
  readonly all: Float64Array;
}

/** Probability = 1 / (1 + exp(−(slope × score + intercept))), as `decision.calibration` of a manifest has it. */
interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** The calibration that the labels ask for. */
export interface CalibrationFit extends Line {
  /** Expected calibration error where each fold's line was fitted on the other folds; null with one fold. */
  readonly eceHeldOut: number | null;
  readonly folds: number;
}

export function countScores({ truth, score }: Place): ScoreCounts | undefined {
  if (score === undefined) return undefined;
  const counts = emptyCounts();
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] === TRUTH.ignored || Number.isNaN(score[i]!)) continue;
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(score[i]! * BINS_A_UNIT) + BINS / 2));
    counts.all[bin]!++;
    counts.changed[bin]! += truth[i]!;
  }
  return counts;
}

/** Null without the scores of every place, and where they tell no slope: one class alone, or the two apart. */
export function fitCalibration(places: readonly PlaceMeasure[]): CalibrationFit | null {
  const parts = places.flatMap(({ fold, scores }) => (scores === undefined ? [] : [{ fold, scores }]));
  if (parts.length < places.length) return null;
  const fitted = fitLine(addScores(parts));
  if (fitted === null) return null;
  const folds = [...new Set(parts.map(({ fold }) => fold))];
  return { ...fitted, eceHeldOut: heldOutError(parts, folds), folds: folds.length };
}

type Part = { readonly fold: string; readonly scores: ScoreCounts };

function heldOutError(parts: readonly Part[], folds: readonly string[]): number | null {
  const said: { probability: number; changed: number; all: number }[] = [];
  for (const fold of folds) {
    const line = fitLine(addScores(parts.filter((part) => part.fold !== fold)));
    if (line === null) return null;
    const { changed, all } = addScores(parts.filter((part) => part.fold === fold));
    for (let bin = 0; bin < BINS; bin++)
      if (all[bin]! > 0) said.push({ probability: probabilityOf(line, bin), changed: changed[bin]!, all: all[bin]! });
  }
  return binError(said);
}

const emptyCounts = (): ScoreCounts => ({ changed: new Float64Array(BINS), all: new Float64Array(BINS) });

function addScores(parts: readonly Part[]): ScoreCounts {
  const sum = emptyCounts();
  for (const { scores } of parts) {
    for (let bin = 0; bin < BINS; bin++) {
      sum.changed[bin]! += scores.changed[bin]!;
      sum.all[bin]! += scores.all[bin]!;
    }
  }
  return sum;
}

const middle = (bin: number): number => (bin + 0.5 - BINS / 2) / BINS_A_UNIT;
const probabilityOf = ({ slope, intercept }: Line, bin: number): number =>
  1 / (1 + Math.exp(-(slope * middle(bin) + intercept)));

/** Logistic regression of changed on the score, by Newton's method. */
function fitLine({ changed, all }: ScoreCounts): Line | null {
  let line: Line = { slope: 0, intercept: 0 };
  for (let round = 0; round < 60; round++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    for (let bin = 0; bin < BINS; bin++) {
      const n = all[bin]!;
      if (n === 0) continue;
      const [x, p] = [middle(bin), probabilityOf(line, bin)];
      const [wrong, weight] = [changed[bin]! - n * p, n * p * (1 - p)];
      g0 += wrong;
      g1 += wrong * x;
      h00 += weight;
      h01 += weight * x;
      h11 += weight * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    // Without both classes side by side the curvature goes as the line steepens.
    if (!(determinant > 1e-6)) return null;
    const [up, steeper] = [(g0 * h11 - g1 * h01) / determinant, (g1 * h00 - g0 * h01) / determinant];
    line = { slope: line.slope + steeper, intercept: line.intercept + up };
    if (Math.max(Math.abs(up), Math.abs(steeper)) < 1e-9) return line.slope > 0 ? line : null;
  }
  return null;
}
