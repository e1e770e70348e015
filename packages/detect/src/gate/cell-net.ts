import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanePool } from '../features/plane-pool.js';
import { WindowPlanes } from '../features/window-planes.js';
import type { StatisticsField } from '../statistics/statistics-field.js';
import { AROUND_HALO_CELLS, aroundFeatures, cellFeatures, FEATURE_HALO_CELLS } from './cell-features.js';
import { CELL_PX, type CellPair } from './cell-pair.js';
import type { CellNet, ScreenWeights } from './screen-file.js';

/** The weights of each look with their standardisation folded in, as `PlaneKernels.dense` wants them. */
export type ScreenNet = readonly Float32Array[];

/** Cells around a cell that its logit depends on. */
export const screenHaloCells = (net: ScreenNet): number => FEATURE_HALO_CELLS + (net.length - 1) * AROUND_HALO_CELLS;

/** Reads the weights of a screen, which `loadModel` checked. */
export async function readScreenNet(dir: string, file: string): Promise<ScreenNet> {
  const { looks } = JSON.parse(await readFile(join(dir, file), 'utf8')) as ScreenWeights;
  return looks.map(foldNet);
}

/** The answer's bias, then for each unit its bias, its weights, its share of the answer; a unit of zeros where their number is odd. */
export function foldNet({ mean, deviation, hidden, output }: CellNet): Float32Array {
  const rows = hidden.map((row, u) => {
    const weights = mean.map((_, k) => row[k]! / deviation[k]!);
    const bias = mean.reduce((sum, m, k) => sum - weights[k]! * m, row[mean.length]!);
    return [bias, ...weights, output[u]!];
  });
  if (rows.length % 2 === 1) rows.push(new Array<number>(mean.length + 2).fill(0));
  return Float32Array.from([output[hidden.length]!, ...rows.flat()]);
}

/** (down, across): logits of the cells of a pair, whose planes are given back with all others of the window. */
export function cellLogits(net: ScreenNet, { cells }: CellPair, field: StatisticsField, pool: PlanePool): Float32Array {
  const w = new WindowPlanes(cells, pool);
  const features = cellFeatures(w, field.coarser(CELL_PX));
  let logits: Float32Array | undefined;
  for (const look of net) logits = lookAgain(w, look, features, logits);
  return logits!;
}

/**
 * What a later look may take off the logit of the one before: on ground unlike any that it was taught on, a look guesses, and
 * its guess must not undo what the cell itself shows.
 */
const MOST_TAKEN_OFF = 4;
/** And what the look before puts below this stays as it is: nearly all cells, of which hardly one would come up to a bar. */
const LEAST_TO_LOOK_AGAIN = -6;

/** The logits of one look, which knows those of the look before, where there was one. */
export function lookAgain(
  w: WindowPlanes,
  look: Float32Array,
  features: readonly Float32Array[],
  before: Float32Array | undefined,
): Float32Array {
  if (before === undefined) return w.dense(features, look);
  const known = { plane: before, floor: LEAST_TO_LOOK_AGAIN };
  const logits = w.dense([...features, ...aroundFeatures(w, before)], look, known);
  w.formula('lookAgain', [logits, before, logits], [MOST_TAKEN_OFF, LEAST_TO_LOOK_AGAIN]);
  return logits;
}
