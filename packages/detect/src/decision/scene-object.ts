import type { ObjectRule } from '../models/manifest.js';
import type { Decision, ObjectSums } from './decision.js';
import { logistic } from './probability-code.js';
import { scoreOf } from './score-code.js';

/**
 * `scene-object@2`, the rule of `landscar-s2` (recipes/landscar-s2/spec.md section 5). Objects are drawn from pixels down
 * to a low score, so that large ones are covered and count once; then each is judged whole: its mean score, less what
 * speaks against opened ground (green on both dates, edges that stayed where they were), plus a little for its size. One that
 * stays is outlined closer, by its own strength: the halo that smoothing draws around strong change is not its ground.
 * Probabilities of pixels are calibrated on the score, confidences of objects on the object's score.
 */
export function objectDecision(rule: ObjectRule): Decision {
  const planes = [...new Set(rule.penalties.flatMap((p) => p.channels))];
  const against = rule.penalties.map(({ channels, above, weight }) => ({
    indexes: channels.map((name) => planes.indexOf(name)),
    above,
    weight,
  }));
  const objectScore = ({ pixelCount, areaM2, scoreSum, planeSums }: ObjectSums): number => {
    const hectares = Math.min(Math.max(areaM2 / 1e4, rule.size.minHa), rule.size.maxHa);
    let score = scoreSum / pixelCount + rule.size.weight * Math.log(hectares);
    for (const { indexes, above, weight } of against) {
      const least = Math.min(...indexes.map((i) => planeSums[i]! / pixelCount));
      score -= weight * Math.max(0, least - above);
    }
    return score;
  };
  return {
    changeLengthWeight: rule.changeLengthWeight,
    planes,
    absoluteFloor: -Infinity,
    quantile: rule.quantileWeight === 0 ? undefined : rule.quantile,
    diagonal: true,
    minAreaM2: rule.minAreaM2,
    fillHolesM2: rule.fillHolesM2,
    rank: (code, sceneQuantile) => scoreOf(code) - rule.quantileWeight * Math.max(0, sceneQuantile),
    isInside: (rank) => rank >= rule.lo,
    probability: (_rank, code) => logistic(rule.calibration.slope * scoreOf(code) + rule.calibration.intercept),
    judge: (sums) => {
      // A tenth of a square metre: ground areas of whole pixels carry rounding.
      if (sums.areaM2 < rule.minObjectM2 - 0.1) return undefined;
      const score = objectScore(sums);
      if (score < rule.bar) return undefined;
      return {
        confidence: logistic(rule.confidence.slope * score + rule.confidence.intercept),
        outlineRank: Math.min(sums.rankSum / sums.pixelCount - rule.outline.belowMean, rule.outline.highest),
      };
    },
  };
}
