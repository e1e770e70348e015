import { LEVELS, NO_LEVEL, TRUTH, type Place } from './read-place.js';

/** Pixels of a place by truth and flag. An unobserved changed pixel is missed, an unobserved unchanged one is not flagged. */
export interface PixelCounts {
  readonly found: number;
  readonly falselyFlagged: number;
  readonly missed: number;
  readonly quiet: number;
  readonly ignored: number;
  readonly unobserved: number;
  readonly unobservedChanged: number;
}

/** Ratios 0..1; null where they are not defined (nothing flagged, nothing changed). */
export interface PixelScores {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  readonly iou: number | null;
}

/** Judged pixels per probability level. */
export interface LevelCounts {
  readonly changed: Float64Array;
  readonly all: Float64Array;
}

export function countPixels({ truth, flags }: Place): PixelCounts {
  const counts = [0, 0, 0, 0];
  let [ignored, unobserved, unobservedChanged] = [0, 0, 0];
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] === TRUTH.ignored) {
      ignored++;
      continue;
    }
    if (flags[i] === 255) {
      unobserved++;
      unobservedChanged += truth[i]!;
    }
    counts[truth[i]! * 2 + (flags[i] === 1 ? 1 : 0)]!++;
  }
  const [quiet = 0, falselyFlagged = 0, missed = 0, found = 0] = counts;
  return { found, falselyFlagged, missed, quiet, ignored, unobserved, unobservedChanged };
}

/** Precision, recall, F1 and intersection over union of the class changed. */
export function pixelScores(c: Pick<PixelCounts, 'found' | 'falselyFlagged' | 'missed'>): PixelScores {
  const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  return {
    precision: share(c.found, c.found + c.falselyFlagged),
    recall: share(c.found, c.found + c.missed),
    f1: share(2 * c.found, 2 * c.found + c.falselyFlagged + c.missed),
    iou: share(c.found, c.found + c.falselyFlagged + c.missed),
  };
}

/** Counts per level of observed, judged pixels; changed pixels that were not observed are added to `changed[0]`. */
export function countLevels({ truth, levels }: Place): LevelCounts | undefined {
  if (levels === undefined) return undefined;
  const changed = new Float64Array(LEVELS);
  const all = new Float64Array(LEVELS);
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] === TRUTH.ignored) continue;
    const level = levels[i] === NO_LEVEL ? 0 : levels[i]!;
    all[level]!++;
    changed[level]! += truth[i]!;
  }
  return { changed, all };
}

/** Area under precision over recall, pixels of one level taken together (step-wise, no interpolation). */
export function averagePrecision({ changed, all }: LevelCounts): number | null {
  const total = changed.reduce((sum, n) => sum + n, 0);
  if (total === 0) return null;
  let [found, flagged, sum] = [0, 0, 0];
  for (let level = all.length - 1; level >= 0; level--) {
    if (all[level] === 0) continue;
    found += changed[level]!;
    flagged += all[level]!;
    sum += (changed[level]! / total) * (found / flagged);
  }
  return sum;
}

export function addLevels(parts: readonly LevelCounts[]): LevelCounts {
  const sum = { changed: new Float64Array(LEVELS), all: new Float64Array(LEVELS) };
  for (const part of parts) {
    for (let i = 0; i < LEVELS; i++) {
      sum.changed[i]! += part.changed[i]!;
      sum.all[i]! += part.all[i]!;
    }
  }
  return sum;
}
