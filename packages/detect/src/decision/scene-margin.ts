import type { DecisionRule } from '../models/manifest.js';
import { isOverFloor, scoreOf } from './score-code.js';

/** Highest code of probability 1; 255 is unobserved. */
export const PROBABILITY_MAX = 254;
export const UNOBSERVED = 255;

/** Against rounding of the logistic: a pixel at the bar is at the bar. */
const EXACT = 1e-6;

/** How far below the bar a pixel is put whose change in reflectance is under the floor. */
const UNDER_FLOOR_MARGIN = -0.25;

/** Distance of a score from the bar of its scene; ≥ 0 is flagged. `sceneQuantile` is the score quantile around it. */
export function marginOf(rule: DecisionRule, score: number, overFloor: boolean, sceneQuantile: number): number {
  const margin = Math.min(score - rule.quantileWeight * sceneQuantile - rule.threshold, score - rule.scoreFloor);
  return overFloor ? margin : Math.min(margin, UNDER_FLOOR_MARGIN);
}

/** Probability 0..1 of a margin: logistic, `probabilityAtBar` at the bar. */
export function probabilityOf(rule: DecisionRule, margin: number): number {
  const atBar = Math.min(0.999, Math.max(0.001, rule.probabilityAtBar));
  return 1 / (1 + Math.exp(-(rule.slope * margin + Math.log(atBar / (1 - atBar)))));
}

/** 0..254 for a score code of `encodeScore`. */
export function probabilityCode(rule: DecisionRule, code: number, sceneQuantile: number): number {
  const margin = marginOf(rule, scoreOf(code), isOverFloor(code), sceneQuantile);
  return Math.min(PROBABILITY_MAX, Math.floor(probabilityOf(rule, margin) * PROBABILITY_MAX + EXACT));
}

/** The lowest code that is at or over a probability. */
export const codeAtLeast = (probability: number): number => Math.ceil(probability * PROBABILITY_MAX - EXACT);
