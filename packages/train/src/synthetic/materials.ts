import type { PixelPair } from '../data/pixel-pair.js';
import type { Random } from '../random.js';

/** Reflectance × 10 000 of six bands. */
export type Spectrum = readonly number[];

/** Spectra of real ground, by what it looks like; taken from other places than the one they are put into. */
export interface Materials {
  readonly bare: readonly Spectrum[];
  readonly roof: readonly Spectrum[];
  readonly green: readonly Spectrum[];
}

const SAMPLES = 400;

/** Spectra of both dates of places; indices as the engine computes them decide what a pixel is. */
export function collectMaterials(places: readonly PixelPair[], random: Random): Materials {
  const found = { bare: [] as Spectrum[], roof: [] as Spectrum[], green: [] as Spectrum[] };
  for (const { before, after, hidden } of places) {
    for (const bands of [before, after]) {
      for (let k = 0; k < 60 * SAMPLES; k++) {
        const i = random.below(hidden.length);
        if (hidden[i] !== 0) continue;
        const spectrum = bands.map((band) => band[i]!);
        const kind = looksLike(spectrum);
        if (kind !== undefined && found[kind].length < SAMPLES * places.length) found[kind].push(spectrum);
      }
    }
  }
  return found;
}

function looksLike([blue = 0, green = 0, red = 0, nir = 0, swir = 0]: Spectrum): keyof Materials | undefined {
  const visible = (blue + green + red) / 3;
  const ndvi = (nir - red) / (nir + red + 10);
  const bare = (swir + red - (nir + blue)) / (swir + red + nir + blue + 10);
  if (ndvi > 0.6) return 'green';
  if (ndvi < 0.25 && bare > 0.06 && visible > 900) return 'bare';
  if (ndvi < 0.12 && bare < 0.03 && visible > 1300) return 'roof';
  return undefined;
}

/** Still water, clear to muddy (after the spectra in Xu 2006). */
export const waterSpectrum = (random: Random): Spectrum => {
  const muddy = random.uniform();
  return [700 + 300 * muddy, 600 + 500 * muddy, 400 + 700 * muddy, 200 + 400 * muddy, 100, 60];
};

/** White plastic film over soil: bright in the visible bands, less so in the short-wave infrared. */
export const filmSpectrum = (random: Random): Spectrum => {
  const white = random.between(1, 1.4);
  return [2000, 2100, 2200, 2700, 1900, 1400].map((value) => value * white);
};

export const pick = <T>(list: readonly T[], random: Random): T => list[random.below(list.length)]!;
