import { STAT } from '../statistics/scene-statistics.js';
import type { StatisticsField } from '../statistics/statistics-field.js';
import { boxMean } from './box-mean.js';
import { CHANGE_HALO_PX, changeLayers } from './change-layers.js';
import { bareSoilIndex, ndvi } from './indices.js';
import type { PairWindow } from './pair-window.js';
import type { PlanePool } from './plane-pool.js';

/** Name and version of this set of channels in model manifests. */
export const DIFF_FEATURES = 'landscar-diff@1';

/** The channels in order. */
export const DIFF_CHANNELS = [
  'residualBlue',
  'residualGreen',
  'residualRed',
  'residualNir',
  'residualSwir16',
  'residualSwir22',
  'lengthZ',
  'lengthAbsolute',
  'multivariateZ',
  'ndviBefore',
  'ndviAfter',
  'bareSoilBefore',
  'bareSoilAfter',
  'contrast9',
  'contrast25',
  'contrast71',
] as const;

/** Pixels around a window that the channels need to know: 2 px smoothing under the 71 px box. */
export const DIFF_HALO_PX = CHANGE_HALO_PX + 35;

const CLIP = 6;

export interface DiffFeatures {
  /** Shape (channel, height, width), planes of the pool, clipped to ±6; where the ground was hidden: as if unchanged. */
  readonly channels: readonly Float32Array[];
  /** (height, width): log length of the standardised change vector minus its scene median; not of every set. */
  readonly aboveMedian?: Float32Array;
}

/**
 * The sixteen scene-normalised difference channels of the pilot (../shared/pilot/reference.py `features`),
 * for a window with halo `DIFF_HALO_PX` or more wherever its edge is not the edge of the raster.
 */
export function diffFeatures(
  pair: PairWindow,
  field: StatisticsField,
  pool: PlanePool,
): DiffFeatures & { readonly aboveMedian: Float32Array } {
  const n = pair.observed.length;
  const { width, height } = pair.window;
  const layers = changeLayers(pair, field, pool);
  const lengthZ = pool.take(n);
  const multiZ = layers.multi;
  const aboveMedian = layers.vector;
  field.forEachPatch(pair.window, (s, x0, y0, x1, y1) => {
    const perLength = 1 / (1.4826 * s[STAT.lengthMad]! + 0.15);
    const perMulti = 1 / (1.4826 * s[STAT.multiMad]! + 0.15);
    for (let y = y0; y < y1; y++) {
      for (let i = y * width + x0; i < y * width + x1; i++) {
        lengthZ[i] = (layers.length2[i]! - s[STAT.lengthMedian]!) * perLength;
        multiZ[i] = (layers.multi[i]! - s[STAT.multiMedian]!) * perMulti;
        aboveMedian[i] = layers.vector[i]! - s[STAT.vectorMedian]!;
      }
    }
  });
  const bands = layers.bands;
  for (const plane of bands) for (let i = 0; i < n; i++) plane[i] = Math.min(9, Math.max(-9, plane[i]!)) / 2;
  const indices = indexPlanes(pair, pool);
  const contrasts = contrastPlanes(pair, layers.length1, layers.length2, width, height, pool);
  pool.give(layers.length1, layers.length2);
  const channels = [...bands, lengthZ, layers.absolute, multiZ, ...indices, ...contrasts];
  for (const plane of channels) {
    for (let i = 0; i < n; i++) plane[i] = Math.min(CLIP, Math.max(-CLIP, plane[i]!));
  }
  return { channels, aboveMedian };
}

function indexPlanes({ before, after, observed }: PairWindow, pool: PlanePool): Float32Array[] {
  const n = observed.length;
  const planes = [0, 1, 2, 3].map(() => pool.take(n));
  for (const [k, date] of [before, after].entries()) {
    const [blue, , red, nir, swir] = date as readonly [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    for (let i = 0; i < n; i++) {
      const seen = observed[i] === 1;
      planes[k]![i] = seen ? 2 * ndvi(red[i]!, nir[i]!) : 0;
      planes[k + 2]![i] = seen ? 4 * bareSoilIndex(blue[i]!, red[i]!, nir[i]!, swir[i]!) : 0;
    }
  }
  return planes;
}

/** How far the change stands above its surroundings of 9, 25 and 71 px; hidden pixels count as their surroundings. */
function contrastPlanes(
  pair: PairWindow,
  length1: Float32Array,
  length2: Float32Array,
  width: number,
  height: number,
  pool: PlanePool,
): Float32Array[] {
  const n = length1.length;
  const some = pair.observedCount < n;
  const mask = pool.take(n);
  const masked = pool.take(n);
  const share = pool.take(n);
  for (let i = 0; i < n; i++) mask[i] = pair.observed[i]!;
  const planes = (
    [
      [length1, 9],
      [length2, 25],
      [length2, 71],
    ] as const
  ).map(([length, sizePx]) => {
    const out = pool.take(n);
    for (let i = 0; i < n; i++) masked[i] = mask[i] === 1 ? length[i]! : 0;
    boxMean(masked, out, width, height, sizePx);
    if (some) boxMean(mask, share, width, height, sizePx);
    for (let i = 0; i < n; i++) {
      const mean = some && share[i]! > 0 ? out[i]! / share[i]! : out[i]!;
      out[i] = mask[i] === 1 ? length[i]! - mean : 0;
    }
    return out;
  });
  pool.give(mask, masked, share);
  return planes;
}

/** Gives the planes back for the next window. */
export function releaseFeatures(features: DiffFeatures, pool: PlanePool): void {
  pool.give(...features.channels);
  if (features.aboveMedian !== undefined) pool.give(features.aboveMedian);
}
