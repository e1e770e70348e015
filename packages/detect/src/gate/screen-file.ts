import { readFile } from 'node:fs/promises';
import type { LandscarError } from '@landscar/core';
import { z } from 'zod';
import { manifestField } from '../errors.js';
import { AROUND_FEATURES, cellFeatureCount } from './cell-features.js';
import type { CellNet, ScreenWeights } from './cell-net.js';

const cellNet = z.strictObject({
  mean: z.array(z.number()),
  deviation: z.array(z.number().positive()),
  hidden: z.array(z.array(z.number())).min(1),
  output: z.array(z.number()),
});
const screenWeights: z.ZodType<ScreenWeights> = z.strictObject({ looks: z.array(cellNet).min(1) });

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
