import type { ObjectRule } from '../models/manifest.js';
import type { Decision } from './decision.js';
import { logistic } from './probability-code.js';
import { scoreOf } from './score-code.js';

/**
 * `scene-object@1`, the rule of `landscar-s2` (recipes/landscar-s2/spec.md section 5): Q is the score minus a small share
 * of the scene's high scores; objects of pixels with Q ≥ lo and score ≥ floor stay where their mean Q and size suffice.
 * Probabilities are calibrated on the score itself.
 */
export const objectDecision = (rule: ObjectRule): Decision => ({
  changeLengthWeight: rule.changeLengthWeight,
  absoluteFloor: -Infinity,
  quantile: rule.quantile,
  diagonal: true,
  minAreaM2: rule.minAreaM2,
  fillHolesM2: rule.fillHolesM2,
  rank: (code, sceneQuantile) => scoreOf(code) - rule.quantileWeight * sceneQuantile,
  isInside: (rank, code) => rank >= rule.lo && scoreOf(code) >= rule.floor,
  probability: (_rank, code) => logistic(rule.calibration.slope * scoreOf(code) + rule.calibration.intercept),
  keeps: ({ rankSum, pixelCount }) => rankSum / pixelCount >= rule.objectMean && pixelCount >= rule.minPixels,
});
