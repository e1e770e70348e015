import { STAT } from '../statistics/scene-statistics.js';
import type { StatisticsField } from '../statistics/statistics-field.js';
import { boxMean } from './box-mean.js';
import { DIFF_CHANNELS, diffFeatures, type DiffFeatures } from './diff-features.js';
import { bareSoilIndex, ndvi } from './indices.js';
import { MaskedSmooth } from './masked-smooth.js';
import type { PairWindow } from './pair-window.js';
import type { PlanePool } from './plane-pool.js';
import { sobel } from './sobel.js';

/** Name and version of this set of channels in model manifests. */
export const WIDE_FEATURES = 'landscar-diff@2';

/** The channels of `landscar-diff@1`, then brightness, texture, edges and index changes. */
export const WIDE_CHANNELS = [
  ...DIFF_CHANNELS,
  'vectorShare',
  'vectorAboveMedian',
  'builtIndexBefore',
  'builtIndexAfter',
  'brightnessBefore',
  'brightnessAfter',
  'textureBefore',
  'textureAfter',
  'textureChange',
  'edgeAgreement',
  'ndviChangeZ',
  'bareSoilChangeZ',
] as const;

const CLIP = 6;

/** The 28 channels that `landscar-s2` sees; constants as in recipes/landscar-s2/spec.md section 3. */
export function wideFeatures(pair: PairWindow, field: StatisticsField, pool: PlanePool): DiffFeatures {
  const base = diffFeatures(pair, field, pool);
  const n = pair.observed.length;
  const { width } = pair.window;
  const extra = extraLayers(pair, pool, field);
  const share = pool.take(n);
  const above = pool.take(n);
  above.set(base.aboveMedian);
  field.forEachPatch(pair.window, (s, x0, y0, x1, y1) => {
    const perShare = 1 / Math.max(s[STAT.vectorQ90]! - s[STAT.vectorMedian]!, 0.05);
    const perNdvi = 0.5 / (1.4826 * s[STAT.ndviChangeMad]! + 0.02);
    const perSoil = 0.5 / (1.4826 * s[STAT.bareSoilChangeMad]! + 0.01);
    for (let y = y0; y < y1; y++) {
      for (let i = y * width + x0; i < y * width + x1; i++) {
        share[i] = above[i]! * perShare;
        extra.ndviChange[i] = (extra.ndviChange[i]! - s[STAT.ndviChangeMedian]!) * perNdvi;
        extra.bareSoilChange[i] = (extra.bareSoilChange[i]! - s[STAT.bareSoilChangeMedian]!) * perSoil;
        extra.texture[0][i]! -= s[STAT.textureMedian]!;
        extra.texture[1][i]! -= s[STAT.textureMedian + 1]!;
        extra.textureChange[i]! -= s[STAT.textureMedian + 1]! - s[STAT.textureMedian]!;
      }
    }
  });
  for (const plane of extra.brightness) for (let i = 0; i < n; i++) plane[i]! *= 2;
  const more = [
    share,
    above,
    ...builtPlanes(pair, pool),
    ...extra.brightness,
    ...extra.texture,
    extra.textureChange,
    extra.edgeAgreement,
    extra.ndviChange,
    extra.bareSoilChange,
  ];
  for (const plane of more) for (let i = 0; i < n; i++) plane[i] = Math.min(CLIP, Math.max(-CLIP, plane[i]!));
  return { channels: [...base.channels, ...more], aboveMedian: base.aboveMedian };
}

/** Layers before their scene medians are taken away, but for brightness, which is above its median already. */
export interface ExtraLayers {
  readonly brightness: readonly [Float32Array, Float32Array];
  readonly texture: readonly [Float32Array, Float32Array];
  readonly textureChange: Float32Array;
  readonly edgeAgreement: Float32Array;
  /** After minus before, smoothed 1 px. */
  readonly ndviChange: Float32Array;
  readonly bareSoilChange: Float32Array;
}

/** Needs `STAT.brightnessMedian` only; hidden pixels count as of median brightness. */
export function extraLayers(pair: PairWindow, pool: PlanePool, field: StatisticsField): ExtraLayers {
  const n = pair.observed.length;
  const { width, height } = pair.window;
  const smooth = new MaskedSmooth(pool, width, height, pair.observed, pair.observedCount === n);
  const brightness = [brightnessPlane(pair, 0, field, pool), brightnessPlane(pair, 1, field, pool)] as const;
  const texture = [
    texturePlane(brightness[0], width, height, pool),
    texturePlane(brightness[1], width, height, pool),
  ] as const;
  const textureChange = pool.take(n);
  const { observed } = pair;
  for (let i = 0; i < n; i++) textureChange[i] = observed[i] === 1 ? texture[1][i]! - texture[0][i]! : 0;
  smooth.run(textureChange, textureChange, 1);
  const edgeAgreement = edgePlane(brightness, width, height, pool, smooth, observed);
  const [ndviChange, bareSoilChange] = [pool.take(n), pool.take(n)];
  const [b, a] = [pair.before, pair.after];
  for (let i = 0; i < n; i++) {
    const seen = observed[i] === 1;
    ndviChange[i] = seen ? ndvi(a[2]![i]!, a[3]![i]!) - ndvi(b[2]![i]!, b[3]![i]!) : 0;
    bareSoilChange[i] = seen
      ? bareSoilIndex(a[0]![i]!, a[2]![i]!, a[3]![i]!, a[4]![i]!) -
        bareSoilIndex(b[0]![i]!, b[2]![i]!, b[3]![i]!, b[4]![i]!)
      : 0;
  }
  smooth.run(ndviChange, ndviChange, 1);
  smooth.run(bareSoilChange, bareSoilChange, 1);
  smooth.release();
  return { brightness, texture, textureChange, edgeAgreement, ndviChange, bareSoilChange };
}

/** Natural logarithm of the mean visible reflectance. */
export const logBrightness = (blue: number, green: number, red: number): number =>
  Math.log(Math.max((blue + green + red) / 3, 0.005));

function brightnessPlane(pair: PairWindow, date: 0 | 1, field: StatisticsField, pool: PlanePool): Float32Array {
  const out = pool.take(pair.observed.length);
  const { width } = pair.window;
  const [blue, green, red] = (date === 0 ? pair.before : pair.after) as [Float32Array, Float32Array, Float32Array];
  field.forEachPatch(pair.window, (s, x0, y0, x1, y1) => {
    const median = s[STAT.brightnessMedian + date]!;
    for (let y = y0; y < y1; y++) {
      for (let i = y * width + x0; i < y * width + x1; i++) {
        out[i] = pair.observed[i] === 1 ? logBrightness(blue[i]!, green[i]!, red[i]!) - median : 0;
      }
    }
  });
  return out;
}

/** Log deviation of brightness over 5 × 5 pixels. */
function texturePlane(brightness: Float32Array, width: number, height: number, pool: PlanePool): Float32Array {
  const n = brightness.length;
  const [squares, mean] = [pool.take(n), pool.take(n)];
  for (let i = 0; i < n; i++) squares[i] = brightness[i]! * brightness[i]!;
  boxMean(squares, squares, width, height, 5);
  boxMean(brightness, mean, width, height, 5);
  for (let i = 0; i < n; i++) squares[i] = Math.log(Math.sqrt(Math.max(squares[i]! - mean[i]! * mean[i]!, 0)) + 0.02);
  pool.give(mean);
  return squares;
}

/** 2 × cosine of the brightness gradients of the two dates over a 3 px neighbourhood. */
function edgePlane(
  brightness: readonly [Float32Array, Float32Array],
  width: number,
  height: number,
  pool: PlanePool,
  smooth: MaskedSmooth,
  observed: Uint8Array,
): Float32Array {
  const n = observed.length;
  const take = (): Float32Array => pool.take(n);
  const [down1, right1, down2, right2] = [take(), take(), take(), take()];
  sobel(brightness[0], down1, right1, width, height);
  sobel(brightness[1], down2, right2, width, height);
  const product = take();
  for (let i = 0; i < n; i++) {
    const seen = observed[i] === 1 ? 1 : 0;
    product[i] = seen * (down1[i]! * down2[i]! + right1[i]! * right2[i]!);
    down1[i] = seen * (down1[i]! ** 2 + right1[i]! ** 2);
    down2[i] = seen * (down2[i]! ** 2 + right2[i]! ** 2);
  }
  for (const plane of [product, down1, down2]) smooth.run(plane, plane, 3);
  for (let i = 0; i < n; i++) product[i] = (2 * product[i]!) / (Math.sqrt(Math.max(down1[i]! * down2[i]!, 0)) + 1e-3);
  pool.give(down1, right1, down2, right2);
  return product;
}

/** Twice the built-up index (SWIR − NIR)/(SWIR + NIR) of both dates (Zha et al. 2003). */
function builtPlanes({ before, after, observed }: PairWindow, pool: PlanePool): Float32Array[] {
  return [before, after].map((date) => {
    const out = pool.take(observed.length);
    const [nir, swir] = [date[3]!, date[4]!];
    for (let i = 0; i < out.length; i++) {
      out[i] = observed[i] === 1 ? (2 * (swir[i]! - nir[i]!)) / (swir[i]! + nir[i]! + 1e-3) : 0;
    }
    return out;
  });
}
