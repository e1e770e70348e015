import { daysBetween, type LandscarError } from '@landscar/core';
import { openRaster, readStackManifest } from '@landscar/geodata';
import { checkFit, loadModel } from '../models/load-model.js';
import { evaluationRefused } from './errors.js';
import type { EvaluationPair } from './evaluation-pair.js';
import { keepProblems, readPlace, readTruth } from './read-place.js';

export interface PairToCheck {
  readonly pair: EvaluationPair;
  /** What the flags are still to be made from; undefined where they are there. */
  readonly detection: { readonly stackDir: string; readonly modelDir: string } | undefined;
}

/**
 * Refuses what could not be scored, before the hours of detection: labels and masks are held against the grid of the flags, or
 * of the stack that they will be made from; models against that stack.
 */
export async function checkPairs(pairs: readonly PairToCheck[]): Promise<void> {
  const problems: LandscarError[] = [];
  for (const one of pairs) problems.push(...(await problemsOf(one)));
  refuseProblems(problems);
}

/** Throws the one problem, or EVALUATE_REFUSED with all of them. */
export function refuseProblems(problems: readonly LandscarError[]): void {
  const [first, ...others] = problems;
  if (first !== undefined) throw others.length === 0 ? first : evaluationRefused(problems);
}

async function problemsOf({ pair, detection }: PairToCheck): Promise<LandscarError[]> {
  const problems: LandscarError[] = [];
  const keep = keepProblems(problems);
  for (const file of [pair.before, pair.after])
    if (file !== undefined) await keep(openRaster(file).then((source) => source.close()));
  if (detection === undefined) {
    const place = await readPlace(pair);
    return Array.isArray(place) ? [...problems, ...place] : problems;
  }
  const stack = await keep(readStackManifest(detection.stackDir));
  const model = await keep(loadModel(detection.modelDir));
  if (stack === undefined) return problems;
  if (model !== undefined) await keep(checkFit(model, stack, daysBetween(stack.dateBefore, stack.dateAfter)));
  await keep(readTruth(pair, stack.grid));
  return problems;
}
