import { absoluteLogLength, bandChanges, CHANGE_FLOOR, logLength, rawChangeVector } from '../features/change-layers.js';
import { indexPlanes } from '../features/diff-features.js';
import type { WindowPlanes } from '../features/window-planes.js';
import { STAT } from '../statistics/scene-statistics.js';
import type { PatchField } from '../statistics/statistics-field.js';

/** Name and version of what the screen sees of a cell, in manifests. */
export const CELL_FEATURES = 'landscar-cells@2';

/** Cells around a cell that its features depend on: boxes of 17 × 17 cells. */
export const FEATURE_HALO_CELLS = 8;
/** And that each further look depends on, beside those: boxes of 9 × 9 cells. */
export const AROUND_HALO_CELLS = 4;

/** What a cell shows of the change of its bands, then lengths and indices, then how it stands out of its surroundings, then those. */
export const cellFeatureCount = (bands: number): number => bands + 21;
/** What the look before said of a cell and of its surroundings. */
export const AROUND_FEATURES = 4;

/** Steps a unit of planes within ±6: the sums over 17 × 17 cells fit 32 bits. */
const STEPS = 2 ** 16;

/**
 * (feature)(down, across), planes of the pool, most within ±6. The scene's statistics make season and light the usual, as in
 * `features/diff-features.ts`, at a sixteenth of the places; `field` is theirs at the scale of the cells.
 */
export function cellFeatures(w: WindowPlanes, field: PatchField): Float32Array[] {
  const changes = bandChanges(w, field);
  const [length, absolute, multi] = [
    logLength(w, changes.scaled),
    absoluteLogLength(w, changes.difference),
    logLength(w, changes.multi),
  ];
  w.give(...changes.difference, ...changes.multi);
  const vector = rawChangeVector(w, field);
  w.formula('logPlus', [vector, vector], [CHANGE_FLOOR]);
  const bright = [w.before, w.after].map((bands) => [...bands.slice(0, 3), w.mask, w.take()]);
  field.forEachPatch(w.pair.window, (s, x0, y0, x1, y1) => {
    const patch = { x0, y0, x1, y1 };
    w.formula('scale', [length, length], [s[STAT.lengthMedian]!, 1 / (1.4826 * s[STAT.lengthMad]! + 0.15)], patch);
    w.formula('scale', [multi, multi], [s[STAT.multiMedian]!, 1 / (1.4826 * s[STAT.multiMad]! + 0.15)], patch);
    w.formula('scale', [vector, vector], [s[STAT.vectorMedian]!, 1], patch);
    for (const [date, planes] of bright.entries())
      w.formula('brightness', planes, [s[STAT.brightnessMedian + date]!], patch);
  });
  w.formula('scale', [absolute, absolute], [0, 1]);
  for (const plane of changes.scaled) w.formula('half', [plane, plane]);
  const { indices, ndviChange, bareChange } = indexPlanes(w);
  w.give(ndviChange, bareChange);
  const bareAfter = indices[3]!;
  // How far they stand above their surroundings: edges of fields are large, openings are not.
  const contrasts = [
    w.contrast(length, 5, STEPS),
    w.contrast(length, 9, STEPS),
    w.contrast(length, 17, STEPS),
    w.contrast(vector, 3, STEPS),
    w.contrast(vector, 9, STEPS),
    w.contrast(bareAfter, 17, STEPS),
  ];
  const nir = changes.scaled[3]!;
  // What the cells around show: an object is seldom one cell.
  const around = [length, absolute, multi, nir, changes.scaled.at(-1)!].map((plane) => w.seenMean(plane, 3, STEPS));
  const lights = bright.map((planes) => planes.at(-1)!);
  return [...changes.scaled, length, absolute, multi, vector, ...indices, ...lights, ...contrasts, ...around];
}

/** The logit of a look, within ±6, and its means around: what a field shows everywhere, a site shows in one place. */
export function aroundFeatures(w: WindowPlanes, logits: Float32Array): Float32Array[] {
  const clipped = w.take();
  w.formula('scale', [logits, clipped], [0, 1]);
  return [clipped, ...([3, 5, 9] as const).map((size) => w.seenMean(clipped, size, STEPS))];
}
