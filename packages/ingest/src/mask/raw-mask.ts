import { VALIDITY_BITS, type BandName } from '@landscar/core';

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
  const [blue, green, red, nir, swir16] = [of('blue'), of('green'), of('red'), of('nir') ?? of('nir08'), of('swir16')];
  for (let i = 0; i < length; i++) {
    let [any, full] = [false, false];
    for (const band of bands) {
      const v = band[i] ?? 0;
      any ||= v !== 0;
      full ||= v >= sensor.saturatedFrom;
    }
    if (!any) out[i] = VALIDITY_BITS.noData;
    else if (full) out[i] = VALIDITY_BITS.saturated;
  }
  if (blue === undefined || green === undefined || red === undefined || nir === undefined) return out;
  for (let i = 0; i < length; i++) {
    if (out[i] !== 0) continue;
    const [g, r, n] = [green[i] ?? 0, red[i] ?? 0, nir[i] ?? 0];
    const s = swir16?.[i];
    if (s !== undefined && isSnow(g, r, n, s)) out[i] = VALIDITY_BITS.snow;
  }
  return out;
}

/** Normalised difference snow index ≥ 0.4 and bright in red and near infrared (Hall et al., RSE 54, 1995; Sen2Cor). */
const isSnow = (g: number, r: number, n: number, s: number): boolean => g - s >= 0.4 * (g + s) && n > 3000 && r > 3000;
