import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { evaluate, parsePairs, type Evaluation, type EvaluationPair } from '@landscar/detect';
import { parse } from 'yaml';
import { pairsUnreadable } from './errors.js';

/** Scores the pairs of a YAML file; its paths are relative to it. */
export async function evaluatePairs(pairsFile: string, out: string | undefined): Promise<Evaluation> {
  const raw: unknown = await readFile(pairsFile, 'utf8')
    .then((text): unknown => parse(text))
    .catch((error: unknown) => {
      throw pairsUnreadable(pairsFile, error);
    });
  const folder = dirname(resolve(pairsFile));
  const pairs = parsePairs(raw, pairsFile).map((pair) => absolutePaths(pair, folder));
  return evaluate({ pairs, ...(out !== undefined && { out: resolve(out) }) });
}

function absolutePaths(pair: EvaluationPair, folder: string): EvaluationPair {
  const path = (file: string): string => resolve(folder, file);
  const { flags, probability, label, ignore, before, after, ...rest } = pair;
  return {
    ...rest,
    flags: path(flags),
    label: typeof label === 'string' ? path(label) : { ...label, file: path(label.file) },
    ...(probability !== undefined && { probability: path(probability) }),
    ...(ignore !== undefined && {
      ignore: typeof ignore === 'string' ? path(ignore) : { ...ignore, file: path(ignore.file) },
    }),
    ...(before !== undefined && { before: path(before) }),
    ...(after !== undefined && { after: path(after) }),
  };
}
