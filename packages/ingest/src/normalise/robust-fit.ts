import type { BandFit, BandName } from '@landscar/core';
import { medianInPlace } from '../coregister/median.js';

/** Reflectance × 10 000 of the same pixels on both dates, one array a band. */
export interface PixelPairs {
  readonly before: readonly Float64Array[];
  readonly after: readonly Float64Array[];
}

export interface PseudoInvariantFit {
  readonly bands: readonly BandFit[];
  readonly pixelsUsed: number;
}

/** The largest and smallest gain that sun, air and season explain; outside of it the fit followed something else. */
const GAIN_RANGE: readonly [number, number] = [0.4, 2.5];

/**
 * `after = gain * before + offset` on pixels that did not change, found by iterated reweighting: a pixel counts less
 * the further all its bands together lie from the fit (the weights of IR-MAD, Nielsen, IEEE TIP 16, 2007, with a bisquare
 * in place of the χ² test). Reduced major axis, because both dates are noisy: least squares would flatten the gain.
 */
export function fitPseudoInvariant(names: readonly BandName[], pairs: PixelPairs): PseudoInvariantFit {
  const count = pairs.before[0]?.length ?? 0;
  const weights = new Float64Array(count).fill(1);
  const scratch = [new Float64Array(count), new Float64Array(count)] as const;
  let fits: BandFit[] = [];
  for (let round = 0; round < 8; round++) {
    fits = names.map((band, k) =>
      fitBand(band, pairs.before[k] ?? new Float64Array(), pairs.after[k] ?? new Float64Array(), weights, scratch[0]),
    );
    reweigh(fits, pairs, weights, scratch);
  }
  return { bands: fits, pixelsUsed: weights.reduce((s, w) => s + (w > 0.25 ? 1 : 0), 0) };
}

function fitBand(band: BandName, x: Float64Array, y: Float64Array, w: Float64Array, residuals: Float64Array): BandFit {
  let [sum, mx, my] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const wi = w[i]!;
    sum += wi;
    mx += wi * x[i]!;
    my += wi * y[i]!;
  }
  [mx, my] = [mx / sum, my / sum];
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [wi, dx, dy] = [w[i]!, x[i]! - mx, y[i]! - my];
    xx += wi * dx * dx;
    yy += wi * dy * dy;
    xy += wi * dx * dy;
  }
  const correlation = xy / Math.sqrt(xx * yy);
  // Where the dates have little in common the axis is arbitrary: only the level can be matched.
  const gain = correlation > 0.3 ? Math.min(GAIN_RANGE[1], Math.max(GAIN_RANGE[0], Math.sqrt(yy / xx))) : 1;
  const offset = my - gain * mx;
  let count = 0;
  for (let i = 0; i < x.length; i++) if (w[i]! > 0.25) residuals[count++] = Math.abs(y[i]! - gain * x[i]! - offset);
  const sigma = Math.max(1.4826 * medianInPlace(residuals.subarray(0, count)), 10);
  return { band, gain, offset: offset / 1e4, sigma: sigma / 1e4 };
}

/** New weights in place; `scratch` is overwritten. */
function reweigh(
  fits: readonly BandFit[],
  pairs: PixelPairs,
  weights: Float64Array,
  [z2, sorted]: readonly [Float64Array, Float64Array],
): void {
  z2.fill(0);
  for (const [k, { gain, offset, sigma }] of fits.entries()) {
    const [x, y] = [pairs.before[k]!, pairs.after[k]!];
    const [level, unit] = [offset * 1e4, sigma * 1e4];
    for (let i = 0; i < z2.length; i++) {
      const z = (y[i]! - gain * x[i]! - level) / unit;
      z2[i] = z2[i]! + z * z;
    }
  }
  sorted.set(z2);
  const limit = 4 * Math.max(medianInPlace(sorted), 0.1);
  for (let i = 0; i < z2.length; i++) {
    const near = 1 - z2[i]! / limit;
    weights[i] = near > 0 ? near * near : 0;
  }
}
