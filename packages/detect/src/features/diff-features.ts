import { STAT } from '../statistics/scene-statistics.js';
import type { StatisticsField } from '../statistics/statistics-field.js';
import { CHANGE_HALO_PX, changeLayers } from './change-layers.js';
import { bandTitle, type FeatureBand } from './feature-bands.js';
import type { PairWindow } from './pair-window.js';
import type { PlanePool } from './plane-pool.js';
import { WindowPlanes } from './window-planes.js';

/** Name and version of this set of channels in model manifests. */
export const DIFF_FEATURES = 'landscar-diff@1';

/**
 * The channels in order. Without shortwave infrared red against blue stands for the bare-soil index:
 * (red − blue) / (red + blue + 0.001).
 */
export const diffChannels = (bands: readonly FeatureBand[]): string[] => [
  ...bands.map((band) => `residual${bandTitle(band)}`),
  'lengthZ',
  'lengthAbsolute',
  'multivariateZ',
  'ndviBefore',
  'ndviAfter',
  `${bareIndex(bands)}Before`,
  `${bareIndex(bands)}After`,
  'contrast9',
  'contrast25',
  'contrast71',
];

/** The index that tells bare ground with such bands. */
export const bareIndex = (bands: readonly FeatureBand[]): 'bareSoil' | 'redBlue' =>
  bands.includes('swir16') ? 'bareSoil' : 'redBlue';

/** Pixels around a window that the channels need to know: 2 px smoothing under the 71 px box. */
export const DIFF_HALO_PX = CHANGE_HALO_PX + 35;

/** Steps a unit of the lengths, which lie within ±4: the sums over 71 × 71 px fit 32 bits. */
const LENGTH_STEPS = 2 ** 16;

export interface DiffFeatures {
  /** Shape (channel, height, width), planes of the pool, clipped to ±6; where the ground was hidden: as if unchanged. */
  readonly channels: readonly Float32Array[];
  /** (height, width): log length of the standardised change vector minus its scene median; not of every set. */
  readonly aboveMedian?: Float32Array;
}

/**
 * The scene-normalised difference channels of the pilot (../shared/pilot/reference.py `features`),
 * for a window with halo `DIFF_HALO_PX` or more wherever its edge is not the edge of the raster.
 */
export function diffFeatures(pair: PairWindow, field: StatisticsField, pool: PlanePool): DiffFeatures {
  const w = new WindowPlanes(pair, pool);
  const { channels, aboveMedian, above, share, ndviChange, bareChange } = diffPlanes(w, field);
  w.give(above, share, ndviChange, bareChange);
  w.release();
  return { channels, aboveMedian };
}

/** The channels and what comes with them. */
export interface DiffPlanes {
  readonly channels: readonly Float32Array[];
  readonly aboveMedian: Float32Array;
  /** Clipped, and as a share of the 90th percentile. */
  readonly above: Float32Array;
  readonly share: Float32Array;
  /** After minus before, not smoothed. */
  readonly ndviChange: Float32Array;
  readonly bareChange: Float32Array;
}

export function diffPlanes(w: WindowPlanes, field: StatisticsField): DiffPlanes {
  const layers = changeLayers(w, field);
  const [lengthZ, above, share] = w.takeAll(3) as [Float32Array, Float32Array, Float32Array];
  const [multiZ, aboveMedian] = [layers.multi, layers.vector];
  field.forEachPatch(w.pair.window, (s, x0, y0, x1, y1) => {
    const patch = { x0, y0, x1, y1 };
    const perLength = 1 / (1.4826 * s[STAT.lengthMad]! + 0.15);
    const perMulti = 1 / (1.4826 * s[STAT.multiMad]! + 0.15);
    const perShare = 1 / Math.max(s[STAT.vectorQ90]! - s[STAT.vectorMedian]!, 0.05);
    w.formula('scale', [layers.length2, lengthZ], [s[STAT.lengthMedian]!, perLength], patch);
    w.formula('scale', [multiZ, multiZ], [s[STAT.multiMedian]!, perMulti], patch);
    const vectors = [layers.vector, aboveMedian, above, share];
    w.formula('above', vectors, [s[STAT.vectorMedian]!, perShare], patch);
  });
  for (const plane of layers.bands) w.formula('half', [plane, plane]);
  w.formula('scale', [layers.absolute, layers.absolute], [0, 1]);
  const { indices, ndviChange, bareChange } = indexPlanes(w);
  const contrasts = [
    w.contrast(layers.length1, 9, LENGTH_STEPS),
    w.contrast(layers.length2, 25, LENGTH_STEPS),
    w.contrast(layers.length2, 71, LENGTH_STEPS),
  ];
  w.give(layers.length1, layers.length2);
  const channels = [...layers.bands, lengthZ, layers.absolute, multiZ, ...indices, ...contrasts];
  return { channels, aboveMedian, above, share, ndviChange, bareChange };
}

/** Twice NDVI and four times the bare-ground index of each date, and how both changed. */
export function indexPlanes(w: WindowPlanes): {
  readonly indices: readonly Float32Array[];
  readonly ndviChange: Float32Array;
  readonly bareChange: Float32Array;
} {
  const [b, a] = [w.before, w.after];
  const indices = w.takeAll(4);
  const [ndviChange, bareChange] = [w.take(), w.take()];
  const swir = w.pair.bands.indexOf('swir16');
  const chosen = swir === -1 ? [0, 2, 3] : [0, 2, 3, swir];
  const inputs = [...chosen.map((k) => b[k]!), ...chosen.map((k) => a[k]!), w.mask];
  const formula = swir === -1 ? 'indicesWithoutSwir' : 'indices';
  w.formula(formula, [...inputs, ...indices, ndviChange, bareChange]);
  return { indices, ndviChange, bareChange };
}

/** Gives the planes back for the next window. */
export function releaseFeatures(features: DiffFeatures, pool: PlanePool): void {
  pool.give(...features.channels);
  if (features.aboveMedian !== undefined) pool.give(features.aboveMedian);
}
