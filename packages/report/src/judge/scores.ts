import { daysBetween, type Disturbance, type Reason, type Score, type StackManifest } from '@landscar/core';
import { reason } from '../rules/reason.js';

/** The facts of the pair of dates that every lead of a run shares. */
export type PairFacts = Pick<
  StackManifest,
  'grid' | 'shiftPx' | 'pixelSizeM' | 'seasonGapDays' | 'dateBefore' | 'dateAfter'
>;

/** A score that starts at 1 and remembers what lowered it. */
export class LoweredScore {
  private readonly reasons: Reason[] = [];
  constructor(private current = 1) {}
  lower(factor: number, why: Reason): void {
    this.current *= Math.min(1, Math.max(0, factor));
    this.reasons.push(why);
  }
  done(): Score {
    return { value: Math.round(this.current * 1e4) / 1e4, lowered: this.reasons };
  }
}

/** How sure the model is: its mean probability over the patch. */
export function confidenceOf(d: Disturbance): Score {
  const score = new LoweredScore();
  if (d.confidence < 1) score.lower(d.confidence, reason('confidence.probability', { probability: d.confidence }));
  if (d.kind === 'unknown') score.lower(1, reason('confidence.unclassified', {}));
  return score.done();
}

const SEASON_FREE_DAYS = 30;
const DATE_FREE_DAYS = 400;
const SMALL_PIXELS = 10;

/** How good the imagery is under this patch. The factors are ours ([PROPOSED], domain 1.11), not from a standard. */
export function evidenceOf(d: Disturbance, pair: PairFacts): Score {
  const score = new LoweredScore();
  const { validShare } = d.evidence;
  if (validShare < 0.999) score.lower(validShare, reason('evidence.validShare', { ratio: validShare }));
  const px = pair.shiftPx.residualP90 ?? pair.shiftPx.residualMedian;
  if (!pair.shiftPx.established || px === null) score.lower(0.7, reason('evidence.shiftUnknown', {}));
  else if (px > 0.5) score.lower(1 - 0.2 * Math.min(2, px), reason('evidence.shift', { px }));
  if (pair.seasonGapDays > SEASON_FREE_DAYS) {
    score.lower(
      1 - (0.4 * (pair.seasonGapDays - SEASON_FREE_DAYS)) / (183 - SEASON_FREE_DAYS),
      reason('evidence.season', { days: pair.seasonGapDays }),
    );
  }
  const gapDays = daysBetween(d.dateBefore, d.dateAfter);
  if (gapDays > DATE_FREE_DAYS) score.lower(0.9, reason('evidence.dateGap', { days: gapDays }));
  const pixels = d.areaM2 / pair.pixelSizeM ** 2;
  if (pixels < SMALL_PIXELS) score.lower(0.5 + 0.05 * pixels, reason('evidence.small', { pixels: Math.round(pixels) }));
  for (const falseAlarm of d.evidence.reasons) score.lower(0.7, reason('evidence.falseAlarm', { reason: falseAlarm }));
  return score.done();
}

/** Registration residual on the ground, metres: 90 % of the blocks lie below it; never under half a pixel, the accuracy of an outline made of pixels. */
export function residualMetres(pair: PairFacts, unknownPx: number): number {
  const measured = pair.shiftPx.residualP90 ?? pair.shiftPx.residualMedian;
  const px = pair.shiftPx.established && measured !== null ? Math.max(0.5, measured) : unknownPx;
  return px * pair.pixelSizeM;
}
