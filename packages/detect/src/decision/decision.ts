import type { DecisionRule } from '../models/manifest.js';
import { objectDecision } from './scene-object.js';
import { marginDecision } from './scene-margin.js';

/** Sums over the pixels of an object. */
export interface ObjectSums {
  readonly pixelCount: number;
  readonly rankSum: number;
  readonly maxRank: number;
}

/** How scores become probabilities and objects; one file a rule, constants from the manifest. */
export interface Decision {
  /** The score is the logit plus this times the log change-vector length above its scene median. */
  readonly changeLengthWeight: number;
  /** Floor of the channel `lengthAbsolute` that is kept as one bit with the score; −Infinity for none. */
  readonly absoluteFloor: number;
  /** Quantile of the scene's scores that `rank` is told. */
  readonly quantile: number;
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
  /** Whether an object is one. */
  keeps(sums: ObjectSums): boolean;
}

export const decisionOf = (rule: DecisionRule): Decision =>
  rule.rule === 'scene-object@1' ? objectDecision(rule) : marginDecision(rule);
