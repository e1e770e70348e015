import type { Window } from '@landscar/core';
import { STAT } from '../statistics/scene-statistics.js';
import type { StatisticsField } from '../statistics/statistics-field.js';
import {
  bareIndex,
  diffChannels,
  diffPlanes,
  nearFeatures,
  type DiffFeatures,
  type WideLengths,
} from './diff-features.js';
import type { FeatureBand } from './feature-bands.js';
import type { PairWindow } from './pair-window.js';
import type { PlanePool } from './plane-pool.js';
import type { Rectangle } from './simd/plane-kernels.js';
import type { WindowPlanes } from './window-planes.js';

/** Name and version of this set of channels in model manifests. */
export const WIDE_FEATURES = 'landscar-diff@2';

/** The channels of `landscar-diff@1`, then brightness, texture, edges and index changes; the built-up index needs swir16. */
export const wideChannels = (bands: readonly FeatureBand[]): string[] => [
  ...diffChannels(bands),
  'vectorShare',
  'vectorAboveMedian',
  ...(bands.includes('swir16') ? ['builtIndexBefore', 'builtIndexAfter'] : []),
  'brightnessBefore',
  'brightnessAfter',
  'textureBefore',
  'textureAfter',
  'textureChange',
  'edgeAgreement',
  'ndviChangeZ',
  `${bareIndex(bands)}ChangeZ`,
];

/**
 * The 28 channels that `landscar-s2` sees, the 24 of `landscar-s2-four-band`; constants as in section 3 of
 * recipes/landscar-s2/spec.md and in recipes/landscar-s2-four-band/spec.md.
 */
export function wideFeatures(pair: PairWindow, asked: Window, field: StatisticsField, pool: PlanePool): DiffFeatures {
  return nearFeatures(pair, asked, field, pool, (w, wide) => widePlanes(w, field, wide));
}

function widePlanes(w: WindowPlanes, field: StatisticsField, wide: WideLengths): Omit<DiffFeatures, 'window'> {
  const base = diffPlanes(w, field, wide);
  const { brightness, texture } = brightnessPlanes(w, field);
  const [first, second] = texture;
  const rawChange = w.take();
  w.formula('difference', [first, second, w.mask, rawChange]);
  const raw = [rawChange, base.ndviChange, base.bareChange];
  const [textureChange, ndviChange, soilChange] = w.smoothAll(raw, 1) as [Float32Array, Float32Array, Float32Array];
  field.forEachPatch(w.pair.window, (s, x0, y0, x1, y1) => {
    const patch = { x0, y0, x1, y1 };
    const [m1, m2] = [s[STAT.textureMedian]!, s[STAT.textureMedian + 1]!];
    centre(w, first, m1, 1, patch);
    centre(w, second, m2, 1, patch);
    centre(w, textureChange, m2 - m1, 1, patch);
    centre(w, ndviChange, s[STAT.ndviChangeMedian]!, 0.5 / (1.4826 * s[STAT.ndviChangeMad]! + 0.02), patch);
    centre(w, soilChange, s[STAT.bareSoilChangeMedian]!, 0.5 / (1.4826 * s[STAT.bareSoilChangeMad]! + 0.01), patch);
  });
  const edges = edgePlane(w, brightness);
  for (const plane of brightness) w.formula('scale', [plane, plane], [0, 2]);
  const swir = w.pair.bands.indexOf('swir16');
  const built = (swir === -1 ? [] : [w.before, w.after]).map((date) => {
    const out = w.take();
    w.formula('builtUp', [date[3]!, date[swir]!, w.mask, out]);
    return out;
  });
  const more = [
    base.share,
    base.above,
    ...built,
    ...brightness,
    ...texture,
    textureChange,
    edges,
    ndviChange,
    soilChange,
  ];
  return {
    channels: [...base.channels, ...more],
    aboveMedian: base.aboveMedian,
  };
}

function centre(w: WindowPlanes, plane: Float32Array, median: number, factor: number, patch: Rectangle): void {
  w.formula('scale', [plane, plane], [median, factor], patch);
}

type Dates = readonly [before: Float32Array, after: Float32Array];
/** Steps a unit of brightness and of its square, which stay below 80: sums over 5 × 5 px fit 32 bits. */
const BRIGHTNESS_STEPS = 2 ** 20;

/**
 * Log brightness of each date above its scene median (`STAT.brightnessMedian`), 0 where hidden; and the log deviation of
 * it over 5 × 5 pixels.
 */
export function brightnessPlanes(w: WindowPlanes, field: StatisticsField): { brightness: Dates; texture: Dates } {
  const brightness = [w.take(), w.take()] as const;
  field.forEachPatch(w.pair.window, (s, x0, y0, x1, y1) => {
    for (const [k, date] of [w.before, w.after].entries()) {
      const planes = [date[0]!, date[1]!, date[2]!, w.mask, brightness[k]!];
      w.formula('brightness', planes, [s[STAT.brightnessMedian + k]!], {
        x0,
        y0,
        x1,
        y1,
      });
    }
  });
  return {
    brightness,
    texture: [texturePlane(w, brightness[0]), texturePlane(w, brightness[1])],
  };
}

function texturePlane(w: WindowPlanes, brightness: Float32Array): Float32Array {
  const steps = w.take();
  w.formula('squareSteps', [brightness, steps], [BRIGHTNESS_STEPS]);
  const squares = w.boxMean(steps, 5, BRIGHTNESS_STEPS);
  w.formula('steps', [brightness, w.mask, steps], [BRIGHTNESS_STEPS]);
  const mean = w.boxMean(steps, 5, BRIGHTNESS_STEPS);
  w.formula('deviationLog', [squares, mean, squares]);
  w.give(steps, mean);
  return squares;
}

/** 2 × cosine of the brightness gradients of the two dates over a 3 px neighbourhood. */
function edgePlane(w: WindowPlanes, [first, second]: Dates): Float32Array {
  const [product, a, b] = w.smoothAll(w.sobel(first, second), 3) as [Float32Array, Float32Array, Float32Array];
  w.formula('cosine', [product, a, b, product]);
  w.give(a, b);
  return product;
}

/** Natural logarithm of the mean visible reflectance. */
export const logBrightness = (blue: number, green: number, red: number): number =>
  Math.log(Math.max((blue + green + red) / 3, 0.005));
