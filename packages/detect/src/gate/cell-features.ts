import { MOST_BANDS, STAT } from '../statistics/scene-statistics.js';
import type { StatisticsField } from '../statistics/statistics-field.js';
import { bareIndexOf, boxMeans, ratioOf } from './cell-math.js';
import { CELL_PX, type CellPair } from './cell-pair.js';

/** Cells around a cell that its features depend on: boxes of 17 × 17 cells. */
export const FEATURE_HALO_CELLS = 8;

/** Name and version of what the screen sees of a cell, in manifests. */
export const CELL_FEATURES = 'landscar-cells@1';

const CLIP = 6;
const clip = (value: number): number => Math.min(CLIP, Math.max(-CLIP, value));

/** What a cell shows of the change of its bands, then lengths and indices, then how it stands out of its surroundings, then those. */
export const cellFeatureCount = (bands: number): number => bands + 21;

/**
 * (feature, down, across) Float32, clipped to ±6; 0 where nothing was observed. The scene's statistics make season and
 * light the usual, as in `features/diff-features.ts`, at a sixteenth of the places.
 */
export function cellFeatures(pair: CellPair, field: StatisticsField): Float32Array {
  const { across, down, before, after, seen, window } = pair;
  const [count, n] = [before.length, across * down];
  const out = new Float32Array(cellFeatureCount(count) * n);
  const plane = (k: number): Float32Array => out.subarray((count + k) * n, (count + k + 1) * n);
  const residuals = before.map((_, b) => out.subarray(b * n, (b + 1) * n));
  const [length, absolute, multi, vector] = [0, 1, 2, 3].map(plane) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const swir = count > 4;
  field.forEachPatch(window, (s, x0, y0, x1, y1) => {
    const perLength = 1 / (1.4826 * s[STAT.lengthMad]! + 0.15);
    const perMulti = 1 / (1.4826 * s[STAT.multiMad]! + 0.15);
    for (let j = Math.floor(y0 / CELL_PX); j < Math.ceil(y1 / CELL_PX); j++) {
      for (let i = Math.floor(x0 / CELL_PX); i < Math.ceil(x1 / CELL_PX); i++) {
        const at = j * across + i;
        if (seen[at] === 0) continue;
        let [squares, absolutes, multis, vectors] = [0, 0, 0, 0];
        for (let b = 0; b < count; b++) {
          const [first, second] = [before[b]![at]!, after[b]![at]!];
          const difference = second - s[STAT.gain + b]! * first - s[STAT.offset + b]!;
          const z = Math.min(12, Math.max(-12, difference / s[STAT.scale + b]!));
          residuals[b]![at] = z / 2;
          squares += z * z;
          absolutes += difference * difference;
          const row = STAT.matrix + b * (MOST_BANDS + 1);
          let guess = s[row + MOST_BANDS]!;
          for (let k = 0; k < count; k++) guess += s[row + k]! * before[k]![at]!;
          const m = Math.min(12, Math.max(-12, (second - guess) / s[STAT.matrixScale + b]!));
          multis += m * m;
          const v =
            (second - s[STAT.meanAfter + b]!) / s[STAT.deviationAfter + b]! -
            (first - s[STAT.meanBefore + b]!) / s[STAT.deviationBefore + b]!;
          vectors += v * v;
        }
        length[at] = clip((Math.log(Math.sqrt(squares / count) + 0.05) - s[STAT.lengthMedian]!) * perLength);
        absolute[at] = clip(Math.log(Math.sqrt(absolutes / count) + 0.005) + 3.5);
        multi[at] = clip((Math.log(Math.sqrt(multis / count) + 0.05) - s[STAT.multiMedian]!) * perMulti);
        vector[at] = clip(Math.log(Math.sqrt(vectors) + 0.05) - s[STAT.vectorMedian]!);
      }
    }
  });
  for (const [k, bands] of [before, after].entries()) {
    const [green, bare, bright] = [plane(4 + k), plane(6 + k), plane(8 + k)];
    for (let at = 0; at < n; at++) {
      if (seen[at] === 0) continue;
      const [blue, red, nir] = [bands[0]![at]!, bands[2]![at]!, bands[3]![at]!];
      green[at] = 2 * ratioOf(nir, red);
      bare[at] = 4 * bareIndexOf(blue, red, nir, swir ? bands[4]![at]! : undefined);
      bright[at] = clip(2 * Math.log((blue + bands[1]![at]! + red) / 3 + 0.01) + 4);
    }
  }
  // How far they stand above their surroundings: edges of fields are large, openings are not.
  const contrasts = [
    [length, 2],
    [length, 4],
    [length, 8],
    [vector, 1],
    [vector, 4],
    [plane(7), 8],
  ] as const;
  for (const [k, [of, radius]] of contrasts.entries()) {
    const means = boxMeans(of, seen, across, down, radius);
    const target = plane(10 + k);
    for (let at = 0; at < n; at++) target[at] = seen[at] === 0 ? 0 : of[at]! - means[at]!;
  }
  // What the cells around show: an object is seldom one cell.
  for (const [k, of] of [length, absolute, multi, residuals[3]!, residuals.at(-1)!].entries()) {
    plane(10 + contrasts.length + k).set(boxMeans(of, seen, across, down, 1));
  }
  return out;
}
