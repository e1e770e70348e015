import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { manifestField } from '../errors.js';
import { cellFeatureCount } from './cell-features.js';

/** What a weights file of the screen holds: one hidden layer of rectified units over standardised features of a cell. */
const cellNet = z.strictObject({
  mean: z.array(z.number()),
  deviation: z.array(z.number().positive()),
  /** (hidden, features + 1), the last one the bias. */
  hidden: z.array(z.array(z.number())).min(1),
  /** (hidden + 1), the last one the bias. */
  output: z.array(z.number()),
});
export type CellNet = z.infer<typeof cellNet>;

/** The net with its standardisation folded in, as plain arrays. */
export interface FoldedNet {
  readonly features: number;
  readonly hidden: Float64Array;
  readonly output: Float64Array;
}

/** Reads the weights of a screen over so many bands; the hash was checked by `loadModel`. */
export async function readCellNet(dir: string, file: string, bandCount: number): Promise<FoldedNet> {
  const path = join(dir, file);
  const parsed = cellNet.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw manifestField(path, 'gate.weights', parsed.error.issues[0]!.message);
  const { mean, deviation, hidden, output } = parsed.data;
  const count = cellFeatureCount(bandCount);
  const lengths = [mean.length, deviation.length, ...hidden.map((row) => row.length - 1)];
  if (lengths.some((length) => length !== count) || output.length !== hidden.length + 1)
    throw manifestField(path, 'gate.weights', `layers of ${lengths.join(', ')}, for ${count} features`);
  return foldNet(parsed.data);
}

export function foldNet({ mean, deviation, hidden, output }: CellNet): FoldedNet {
  const features = mean.length;
  const rows = hidden.map((row) => {
    const weights = mean.map((_, k) => row[k]! / deviation[k]!);
    const bias = mean.reduce((sum, m, k) => sum - weights[k]! * m, row[features]!);
    return [...weights, bias];
  });
  return { features, hidden: Float64Array.from(rows.flat()), output: Float64Array.from(output) };
}

/** Logits of n cells; features are (feature, n) Float32. Unit by unit, so that each pass runs along one plane. */
export function cellLogits({ features: count, hidden, output }: FoldedNet, features: Float32Array): Float32Array {
  const n = features.length / count;
  const units = output.length - 1;
  const logits = new Float32Array(n).fill(output[units]!);
  const sums = new Float32Array(n);
  for (let u = 0; u < units; u++) {
    const row = u * (count + 1);
    sums.fill(hidden[row + count]!);
    for (let k = 0; k + 1 < count; k += 2)
      addScaledPair(sums, features, k * n, (k + 1) * n, hidden[row + k]!, hidden[row + k + 1]!);
    if (count % 2 === 1) addScaledPair(sums, features, (count - 1) * n, 0, hidden[row + count - 1]!, 0);
    addPositive(logits, sums, output[u]!);
  }
  return logits;
}

// Loops over cells are functions of their own: small ones are compiled once, in a fraction of the time.

function addScaledPair(sums: Float32Array, from: Float32Array, a: number, b: number, v: number, w: number): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += v * from[a + i]! + w * from[b + i]!;
}

function addPositive(logits: Float32Array, sums: Float32Array, weight: number): void {
  for (let i = 0; i < sums.length; i++) if (sums[i]! > 0) logits[i]! += weight * sums[i]!;
}
