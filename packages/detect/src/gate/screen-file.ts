import { readFile } from 'node:fs/promises';
import type { LandscarError } from '@landscar/core';
import { z } from 'zod';
import { manifestField } from '../errors.js';
import { AROUND_FEATURES, cellFeatureCount } from './cell-features.js';

/** One hidden layer of rectified units over standardised features of a cell. */
const cellNet = z.strictObject({
  mean: z.array(z.number()),
  deviation: z.array(z.number().positive()),
  /** (hidden, features + 1), the last one the bias. */
  hidden: z.array(z.array(z.number())).min(1),
  /** (hidden + 1), the last one the bias. */
  output: z.array(z.number()),
});
export type CellNet = z.infer<typeof cellNet>;

/** What a weights file of the screen holds: a look at each cell, then looks that know what the one before says around it. */
const screenWeights = z.strictObject({ looks: z.array(cellNet).min(1) });
export type ScreenWeights = z.infer<typeof screenWeights>;

/** What is wrong with a weights file of the screen, for imagery of so many bands. */
export async function screenProblems(path: string, bandCount: number): Promise<LandscarError[]> {
  const raw = await readFile(path, 'utf8')
    .then((text) => JSON.parse(text) as unknown)
    .catch((error: unknown) => (error as Error).message);
  const parsed = screenWeights.safeParse(raw);
  if (!parsed.success) return [manifestField(path, 'gate.weights', parsed.error.issues[0]!.message)];
  const count = cellFeatureCount(bandCount);
  return parsed.data.looks.flatMap((look, i) => shapeProblems(path, look, i === 0 ? count : count + AROUND_FEATURES));
}

function shapeProblems(path: string, { mean, deviation, hidden, output }: CellNet, count: number): LandscarError[] {
  const lengths = [mean.length, deviation.length, ...hidden.map((row) => row.length - 1)];
  const fits = lengths.every((length) => length === count) && output.length === hidden.length + 1;
  return fits ? [] : [manifestField(path, 'gate.weights', `layers of ${lengths.join(', ')}, for ${count} features`)];
}
