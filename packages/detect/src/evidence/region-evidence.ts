import type { DisturbanceEvidence } from '@landscar/core';
import { falseAlarmReasons, type ReasonContext } from './false-alarm-reasons.js';
import type { RegionSums } from './region-sums.js';

/** Sums become the evidence numbers of a disturbance; four digits say all that they are worth. */
export function regionEvidence(sums: RegionSums, context: ReasonContext): DisturbanceEvidence {
  const mean = (sum: number): number | null =>
    sums.observed === 0 || Number.isNaN(sum) ? null : round(sum / sums.observed);
  return {
    validShare: sums.pixels === 0 ? 0 : round(sums.observed / sums.pixels),
    ndviBefore: mean(sums.ndviBefore),
    ndviAfter: mean(sums.ndviAfter),
    bareSoilBefore: mean(sums.bareSoilBefore),
    bareSoilAfter: mean(sums.bareSoilAfter),
    changeZ: mean(sums.changeZ),
    slopeDeg: null,
    reasons: sums.observed === 0 ? [] : falseAlarmReasons(sums, context),
  };
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;
