import type { LandscarError } from '@landscar/core';
import { scoresWorse } from '../errors.js';
import type { ModelScores } from './score-model.js';

/** F1 that may be lost on the rest: below what two runs of the same recipe differ by (2 to 4 points). */
const MAY_FORGET = 0.01;
const MAY_STRAY = 0.1;

/** A model between the old one and the tuned one. */
export interface Tried {
  readonly share: number;
  readonly scores: ModelScores;
}

/** Gained on decisions that it did not learn from, and forgot next to nothing. */
export function isBetter(old: ModelScores, tuned: ModelScores): boolean {
  const gained = tuned.decided !== null && tuned.decided > (old.decided ?? 0);
  // Without kept places the old model agrees with itself: what counts is that the new one hardly strays from it.
  const may = old.kept === 1 ? MAY_STRAY : MAY_FORGET;
  return gained && (tuned.kept === null || old.kept === null || tuned.kept >= old.kept - may);
}

export function refused(old: ModelScores, tried: readonly Tried[]): LandscarError {
  const say = (value: number | null): string => (value === null ? 'nothing to score' : value.toFixed(3));
  const found = tried.map(
    ({ share, scores }) => `at ${share}: ${say(scores.decided)} on decisions, ${say(scores.kept)} on the rest`,
  );
  return scoresWorse(
    `F1 of the old model ${say(old.decided)} and ${say(old.kept)}; ${found.join('; ')}`,
    `a gain on decisions that it did not learn from, and at most ${MAY_FORGET} lost on the places to keep (${MAY_STRAY} against the old flags where there are none)`,
  );
}
