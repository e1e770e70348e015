import type { MarginRule } from '../models/manifest.js';
import type { Decision } from './decision.js';
import { logistic } from './probability-code.js';
import { isOverFloor, scoreOf } from './score-code.js';

/** How far below the bar a pixel is put whose change in reflectance is under the floor. */
const UNDER_FLOOR = -0.25;

/**
 * `scene-margin@1`, the pilot's rule: the score over a bar that follows the scene's own high scores, and over two floors
 * that keep quiet scenes quiet. Rank is the distance from the bar; objects are grown from a lower bar (hysteresis).
 */
export function marginDecision(rule: MarginRule): Decision {
  const atBar = Math.min(0.999, Math.max(0.001, rule.probabilityAtBar));
  const logitAtBar = Math.log(atBar / (1 - atBar));
  const rankOf = (probability: number): number => (Math.log(probability / (1 - probability)) - logitAtBar) / rule.slope;
  const [grow, seed] = [rankOf(rule.grow), rankOf(rule.seed)];
  return {
    changeLengthWeight: rule.addChangeLength ? 1 : 0,
    planes: [],
    absoluteFloor: rule.absoluteFloor,
    quantile: rule.quantileWeight === 0 ? undefined : rule.quantile,
    diagonal: false,
    minAreaM2: rule.minAreaM2,
    fillHolesM2: rule.fillHolesM2,
    rank: (code, sceneQuantile) => {
      const score = scoreOf(code);
      const margin = Math.min(score - rule.quantileWeight * sceneQuantile - rule.threshold, score - rule.scoreFloor);
      return isOverFloor(code) ? margin : Math.min(margin, UNDER_FLOOR);
    },
    isInside: (rank) => rank >= grow,
    probability: (rank) => logistic(rule.slope * rank + logitAtBar),
    judge: ({ maxRank, probabilitySum, pixelCount }) =>
      maxRank >= seed ? { confidence: probabilitySum / pixelCount, outlineRank: -Infinity } : undefined,
  };
}
