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
  const [green, red, nir, swir16] = [of('green'), of('red'), of('nir') ?? of('nir08'), of('swir16')];
  if (!bands.every((band) => isPlain(band, sensor.saturatedFrom))) markUnusual(bands, out, sensor.saturatedFrom);
  if (green === undefined || red === undefined || nir === undefined || swir16 === undefined) return out;
  for (let i = 0; i < length; i++) {
    if (red[i]! > 3000 && out[i] === 0 && isSnow(green[i]!, red[i]!, nir[i]!, swir16[i]!)) out[i] = VALIDITY_BITS.snow;
  }
  return out;
}

/** Data everywhere and nothing saturated: most blocks of most bands. */
function isPlain(band: Uint16Array, saturatedFrom: number): boolean {
  let [least, most] = [65_535, 0];
  for (let i = 0; i < band.length; i++) {
    const v = band[i]!;
    if (v < least) least = v;
    if (v > most) most = v;
  }
  return least > 0 && most < saturatedFrom;
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
const isSnow = (g: number, r: number, n: number, s: number): boolean => r > 3000 && n > 3000 && g - s >= 0.4 * (g + s);
