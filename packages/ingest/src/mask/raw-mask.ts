import { VALIDITY_BITS, type BandName } from '@landscar/core';
import { valueRange } from '../align/value-range.js';

/** Snow is brighter than this, reflectance × 10 000. */
const SNOW_FROM = 3000;

/** What the spectral tests need to know of the numbers: all thresholds are reflectance × 10 000. */
export interface MaskSensor {
  readonly names: readonly BandName[];
  readonly saturatedFrom: number;
}

/**
 * First look at one block without its surroundings: validity bits per pixel, UInt8. Cloud and shadow here are
 * candidates; `clean-mask` decides which of them are real.
 */
export function rawMask(bands: readonly Uint16Array[], length: number, sensor: MaskSensor): Uint8Array {
  const out = new Uint8Array(length);
  const of = (name: BandName): Uint16Array | undefined => bands[sensor.names.indexOf(name)];
  const [green, red, nir, swir16] = [of('green'), of('red'), of('nir') ?? of('nir08'), of('swir16')];
  const ranges = bands.map(valueRange);
  // Data everywhere and nothing saturated: most blocks.
  if (ranges.some(({ least, most }) => least === 0 || most >= sensor.saturatedFrom))
    markUnusual(bands, out, sensor.saturatedFrom);
  if (green === undefined || red === undefined || nir === undefined || swir16 === undefined) return out;
  if (ranges[bands.indexOf(red)]!.most <= SNOW_FROM) return out;
  for (let i = 0; i < length; i++) {
    if (red[i]! > SNOW_FROM && out[i] === 0 && isSnow(green[i]!, red[i]!, nir[i]!, swir16[i]!))
      out[i] = VALIDITY_BITS.snow;
  }
  return out;
}

function markUnusual(bands: readonly Uint16Array[], out: Uint8Array, saturatedFrom: number): void {
  out.fill(VALIDITY_BITS.noData);
  for (const band of bands) {
    for (let i = 0; i < out.length; i++) {
      const v = band[i]!;
      if (v === 0) continue;
      if (v >= saturatedFrom) out[i] = VALIDITY_BITS.saturated;
      else if (out[i] === VALIDITY_BITS.noData) out[i] = 0;
    }
  }
}

/** Normalised difference snow index ≥ 0.4 and bright in red and near infrared (Hall et al., RSE 54, 1995; Sen2Cor). */
const isSnow = (g: number, r: number, n: number, s: number): boolean =>
  r > SNOW_FROM && n > SNOW_FROM && g - s >= 0.4 * (g + s);
