import { join } from 'node:path';
import { canonicalJson, type DetectionSummary, type LandscarError } from '@landscar/core';
import { makeFolder, writeWhole } from '@landscar/geodata';
import { refuseProblems } from './check-pairs.js';
import type { EvaluationPair } from './evaluation-pair.js';
import { measurePlace, type PlaceMeasure } from './measure-place.js';
import { objectPictures, placeMap, type ObjectPicture } from './pictures.js';
import { readPlace } from './read-place.js';
import type { LearnedPlace } from '../models/manifest.js';
import { reportHtml } from './report-html.js';
import type { ReportLanguage } from './report-words.js';
import { seenPlaces, type SeenPlace } from './seen-places.js';
import { summarise, type Evaluation } from './summarise.js';

export interface EvaluateOptions {
  readonly pairs: readonly EvaluationPair[];
  /** What made the flags, where that is known: goes into the report with its licence. */
  readonly model?: DetectionSummary['model'];
  /** By name of a pair, the places that the maker of its flags learned from; a pair that is not there: not known. */
  readonly learnedFrom?: ReadonlyMap<string, readonly LearnedPlace[]>;
  /** Folder for `evaluation.json` and `evaluation.html`; nothing is written without it. */
  readonly out?: string;
  /** Of the report; Chinese by default. */
  readonly language?: ReportLanguage;
  /** Objects of each outcome shown per place; 4 by default. */
  readonly picturesPerPlace?: number;
  readonly onPlace?: (name: string, done: number, total: number) => void;
}

/**
 * Scores detections against labels: pixels, objects, trade-off, calibration, intervals over places (docs/evaluation.md).
 * Places are read one after the other. Problems of all pairs are collected: EVALUATE_REFUSED holds every one.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const measures: PlaceMeasure[] = [];
  const maps: { place: string; map: string }[] = [];
  const pictures: ObjectPicture[] = [];
  const problems: LandscarError[] = [];
  const seen: SeenPlace[] = [];
  const seenUnknown: string[] = [];
  for (const [done, pair] of options.pairs.entries()) {
    options.onPlace?.(pair.name, done, options.pairs.length);
    const place = await readPlace(pair);
    if (Array.isArray(place)) {
      problems.push(...place);
      continue;
    }
    if (problems.length > 0) continue;
    const measure = measurePlace(place);
    measures.push(measure);
    const learned = options.learnedFrom?.get(pair.name);
    if (learned === undefined) seenUnknown.push(pair.name);
    else seen.push(...(await seenPlaces(pair.name, place.grid, learned)));
    if (options.out === undefined) continue;
    maps.push({ place: pair.name, map: placeMap(place) });
    pictures.push(...(await objectPictures(place, measure.objects, options.picturesPerPlace ?? 4)));
  }
  refuseProblems(problems);
  const { model } = options;
  const evaluation = { ...summarise(measures), seen, seenUnknown, ...(model !== undefined && { model }) };
  if (options.out !== undefined) {
    makeFolder(options.out);
    await writeWhole(join(options.out, 'evaluation.json'), `${canonicalJson(evaluation)}\n`);
    const html = reportHtml({ evaluation, maps, pictures }, options.language ?? 'zh');
    await writeWhole(join(options.out, 'evaluation.html'), html);
  }
  return evaluation;
}
