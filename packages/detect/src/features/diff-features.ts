import { growWindow, intersectWindows, type Window } from '@landscar/core';
import { STAT } from '../statistics/scene-statistics.js';
import type { StatisticsField } from '../statistics/statistics-field.js';
import { CHANGE_HALO_PX, changeLayers, changeLength } from './change-layers.js';
import { bandTitle, type FeatureBand } from './feature-bands.js';
import { cutPair, cutPlane, releasePair, type PairWindow } from './pair-window.js';
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
/** And that all but the boxes of 25 and 71 px need: gradients smoothed 3 px. */
const NEAR_HALO_PX = 16;

/** Steps a unit of the lengths, which lie within ±4: the sums over 71 × 71 px fit 32 bits. */
const LENGTH_STEPS = 2 ** 16;

export interface DiffFeatures {
  /** What the planes cover: at least what was asked for. */
  readonly window: Window;
  /** Shape (channel, height, width), planes of the pool, clipped to ±6; where the ground was hidden: as if unchanged. */
  readonly channels: readonly Float32Array[];
  /** (height, width): log length of the standardised change vector minus its scene median; not of every set. */
  readonly aboveMedian?: Float32Array;
}

/**
 * The scene-normalised difference channels of the pilot (../shared/pilot/reference.py `features`) for the window `asked`,
 * around which `pair` has the halo `DIFF_HALO_PX` or more wherever the raster does not end.
 */
export function diffFeatures(pair: PairWindow, asked: Window, field: StatisticsField, pool: PlanePool): DiffFeatures {
  return nearFeatures(pair, asked, field, pool, (w, wide) => {
    const { channels, aboveMedian, above, share, ndviChange, bareChange } = diffPlanes(w, field, wide);
    w.give(above, share, ndviChange, bareChange);
    return { channels, aboveMedian };
  });
}

/** What looks far around, near what was asked for. */
export interface WideLengths {
  /** `ChangeLayers.length2`, and how it stands above boxes of 25 and 71 px. */
  readonly length2: Float32Array;
  readonly contrast25: Float32Array;
  readonly contrast71: Float32Array;
}

/**
 * Makes channels on a part of the pair that is as large as nearly all of them need: only what looks far around is made on the
 * whole of it, which for small windows is several times the pixels.
 */
export function nearFeatures(
  pair: PairWindow,
  asked: Window,
  field: StatisticsField,
  pool: PlanePool,
  make: (w: WindowPlanes, wide: WideLengths) => Omit<DiffFeatures, 'window'>,
): DiffFeatures {
  const near = intersectWindows(growWindow(asked, NEAR_HALO_PX, Infinity, Infinity), pair.window)!;
  const wide = wideLengths(pair, near, field, pool);
  const part = cutPair(pair, near, pool);
  const w = new WindowPlanes(part, pool);
  const made = make(w, wide);
  w.release();
  releasePair(part, pool);
  return { window: near, ...made };
}

function wideLengths(pair: PairWindow, part: Window, field: StatisticsField, pool: PlanePool): WideLengths {
  const w = new WindowPlanes(pair, pool);
  const length2 = changeLength(w, field);
  const [contrast25, contrast71] = [w.contrast(length2, 25, LENGTH_STEPS), w.contrast(length2, 71, LENGTH_STEPS)];
  const cut = (plane: Float32Array): Float32Array => cutPlane(plane, pair.window, part, pool);
  const wide = { length2: cut(length2), contrast25: cut(contrast25), contrast71: cut(contrast71) };
  w.give(length2, contrast25, contrast71);
  w.release();
  return wide;
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

export function diffPlanes(w: WindowPlanes, field: StatisticsField, wide: WideLengths): DiffPlanes {
  const layers = changeLayers(w, field, wide.length2);
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
  const contrasts = [w.contrast(layers.length1, 9, LENGTH_STEPS), wide.contrast25, wide.contrast71];
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
