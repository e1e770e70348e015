import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isRecord, type DetectionSummary, type StackWarning } from '@landscar/core';
import {
  checkPairs,
  evaluate,
  parsePairs,
  placesUnknownWarning,
  readModel,
  seenPlacesWarning,
  type Evaluation,
  type EvaluationPair,
  type LearnedPlace,
} from '@landscar/detect';
import { DETECTION_FILES, makeFolder } from '@landscar/geodata';
import { parse } from 'yaml';
import { detect } from './detect.js';
import { pairsUnreadable, stacksNeedOut } from './errors.js';
import { listShippedModels, modelFolder } from './models-folder.js';
import type { RunContext } from './run-context.js';

export interface EvaluateCall {
  /** YAML with `pairs`; its paths are relative to it. */
  readonly pairsFile: string;
  /** Folder of the report, and of the detections of pairs that name a stack. */
  readonly out?: string | undefined;
  /** Model for pairs that name a stack and no `model` of their own. */
  readonly model: string;
  readonly language: 'zh' | 'en';
}

/**
 * Scores the pairs of a YAML file; one that names `stack` instead of `flags` is detected first, by the engine itself.
 * Windows that failed there count as unobserved.
 */
export async function evaluatePairs(
  call: EvaluateCall,
  context: RunContext,
): Promise<{ readonly evaluation: Evaluation; readonly failedWindows: number }> {
  const { pairsFile, language } = call;
  const raw: unknown = await readFile(pairsFile, 'utf8')
    .then((text): unknown => parse(text))
    .catch((error: unknown) => {
      throw pairsUnreadable(pairsFile, error);
    });
  const folder = dirname(resolve(pairsFile));
  const out = call.out === undefined ? undefined : resolve(call.out);
  if (out !== undefined) makeFolder(out);
  const detections = new Map<string, Detection>();
  const withFlags = mapPairs(raw, (pair) => {
    const { stack, model = call.model, ...rest } = pair;
    if (typeof stack !== 'string' || typeof model !== 'string' || typeof pair['name'] !== 'string') return pair;
    if (out === undefined) throw stacksNeedOut(pairsFile, stack);
    const dir = join(out, 'detections', String(detections.size));
    const from = resolve(folder, stack);
    // A name of a model, or its folder as seen from the list.
    const isName = model === call.model || ['default', ...listShippedModels()].includes(model);
    detections.set(pair['name'], {
      dir,
      stackDir: from,
      modelDir: modelFolder(isName ? model : resolve(folder, model)),
    });
    const file = (name: string): string => join(dir, name);
    const { flags, probability, score } = DETECTION_FILES;
    const made = { flags: file(flags), probability: file(probability), score: file(score) };
    return { before: join(from, 'before.tif'), after: join(from, 'after.tif'), ...rest, ...made };
  });
  const pairs = parsePairs(withFlags, pairsFile).map((pair) => absolutePaths(pair, folder));
  await checkPairs(pairs.map((pair) => ({ pair, detection: detections.get(pair.name) })));
  let failedWindows = 0;
  const made = new Map<string, DetectionSummary['model']>();
  for (const { dir, stackDir, modelDir } of detections.values()) {
    const call = { stack: stackDir, out: dir, model: modelDir, writeScore: true };
    const { value, failures } = await detect(call, context);
    made.set(value.summary.model.hash, value.summary.model);
    failedWindows += failures.length;
  }
  // Several models, each on places that it did not see, are none of them.
  const [model, ...others] = made.values();
  const facts = { ...(out !== undefined && { out }), ...(model !== undefined && others.length === 0 && { model }) };
  const models = [call.model, ...[...detections.values()].map((one) => one.modelDir)];
  const learnedFrom = await learnedPlaces(pairs, models);
  const evaluation = await evaluate({ pairs, language, learnedFrom, ...facts });
  const { seen, seenUnknown } = evaluation;
  const warn = (warning: StackWarning): void => context.onEvent({ event: 'warning', stage: 'evaluate', ...warning });
  if (seen.length > 0) warn(seenPlacesWarning(seen));
  if (seenUnknown.length > 0) warn(placesUnknownWarning(seenUnknown));
  return { evaluation, failedWindows };
}

/** A detection to be made for a pair that names a stack. */
interface Detection {
  readonly dir: string;
  readonly stackDir: string;
  readonly modelDir: string;
}

/** What the models that made the flags were made from, as the `detection.json` beside the flags and the models that are here tell. */
async function learnedPlaces(
  pairs: readonly EvaluationPair[],
  given: readonly string[],
): Promise<Map<string, readonly LearnedPlace[]>> {
  const learned = new Map<string, readonly LearnedPlace[]>();
  for (const { name, flags } of pairs) {
    // Flags may be of anybody, and so may be the file beside them.
    const made = await readFile(join(dirname(flags), DETECTION_FILES.summary), 'utf8')
      .then((text) => (JSON.parse(text) as Partial<DetectionSummary>).model)
      .catch(() => undefined);
    if (made === undefined) continue;
    const { id, hash } = made;
    const here = [...given, ...listShippedModels().filter((one) => one === id)];
    const models = await Promise.all(here.map((one) => readModel(modelFolder(one))));
    const places = models.find((one) => one.hash === hash)?.manifest.provenance.places;
    if (places !== undefined) learned.set(name, places);
  }
  return learned;
}

type RawPair = Readonly<Record<string, unknown>>;

/** Changes the entries of `pairs` that are mappings; whatever else there is stays for the schema to refuse. */
function mapPairs(raw: unknown, change: (pair: RawPair) => RawPair): unknown {
  if (!isRecord(raw) || !Array.isArray(raw['pairs'])) return raw;
  return { ...raw, pairs: raw['pairs'].map((pair: unknown) => (isRecord(pair) ? change(pair) : pair)) };
}

function absolutePaths(pair: EvaluationPair, folder: string): EvaluationPair {
  const path = (file: string): string => resolve(folder, file);
  const { flags, probability, score, label, ignore, before, after, ...rest } = pair;
  return {
    ...rest,
    flags: path(flags),
    label: typeof label === 'string' ? path(label) : { ...label, file: path(label.file) },
    ...(probability !== undefined && { probability: path(probability) }),
    ...(score !== undefined && { score: path(score) }),
    ...(ignore !== undefined && {
      ignore: typeof ignore === 'string' ? path(ignore) : { ...ignore, file: path(ignore.file) },
    }),
    ...(before !== undefined && { before: path(before) }),
    ...(after !== undefined && { after: path(after) }),
  };
}
