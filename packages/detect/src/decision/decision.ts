import type { DecisionRule } from '../models/manifest.js';
import { objectDecision } from './scene-object.js';
import { marginDecision } from './scene-margin.js';

/** What the pixels of an object sum up to. */
export interface ObjectSums {
  readonly pixelCount: number;
  readonly areaM2: number;
  readonly maxRank: number;
  readonly rankSum: number;
  readonly scoreSum: number;
  readonly probabilitySum: number;
  /** Sums of the planes that the decision asked for, in its order. */
  readonly planeSums: readonly number[];
}

/** An object that stays. */
export interface Verdict {
  /** How sure it is, 0..1. */
  readonly confidence: number;
  /** Its outline is drawn around pixels of this rank and more. */
  readonly outlineRank: number;
}

/** How scores become probabilities and objects; one file a rule, constants from the manifest. */
export interface Decision {
  /** The score is the logit plus this times the log change-vector length above its scene median. */
  readonly changeLengthWeight: number;
  /** Channels whose means over an object it is judged by; they are kept with the scores. */
  readonly planes: readonly string[];
  /** Floor of the channel `lengthAbsolute` that is kept as one bit with the score; −Infinity for none. */
  readonly absoluteFloor: number;
  /** Quantile of the scene's scores that `rank` is told; undefined where its bar does not hang on the scene, and it is told 0. */
  readonly quantile: number | undefined;
  /** Diagonal neighbours belong to one object while it is judged. */
  readonly diagonal: boolean;
  readonly minAreaM2: number;
  readonly fillHolesM2: number;
  /** What pixels are judged by, a score above the scene's bar. */
  rank(code: number, sceneQuantile: number): number;
  /** Whether a pixel can belong to an object. */
  isInside(rank: number, code: number): boolean;
  /** Probability 0..1. */
  probability(rank: number, code: number): number;
  /** What becomes of an object; undefined where it is none. */
  judge(sums: ObjectSums): Verdict | undefined;
}

export const decisionOf = (rule: DecisionRule): Decision =>
  rule.rule === 'scene-object@2' ? objectDecision(rule) : marginDecision(rule);
