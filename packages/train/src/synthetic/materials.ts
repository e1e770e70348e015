import type { PixelPair } from '../data/pixel-pair.js';
import type { Random } from '../random.js';
import { LIBRARY_SPECTRA } from './library-spectra.js';

/** Reflectance × 10 000 of six bands. */
export type Spectrum = readonly number[];

/** Spectra of real ground, by what it looks like: of other places than the one they are put into, and of a spectral library. */
export interface Materials {
  readonly bare: readonly Spectrum[];
  readonly roof: readonly Spectrum[];
  readonly green: readonly Spectrum[];
}

/** Those that a scene draws from: spectra of the library are seen through its air. */
export interface SceneMaterials extends Materials {
  readonly air: Spectrum;
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
  const white = random.between(0.9, 1.5);
  const blue = random.between(1, 1.25);
  return [2000 * blue, 2100, 2200, 2700, 1900, 1400].map((value) => value * white);
};

export const pick = <T>(list: readonly T[], random: Random): T => list[random.below(list.length)]!;

/** A spectrum of ground; every third time one of the library, in the brightness of the others; of the library where there are none. */
export function pickGround(materials: SceneMaterials, of: 'bare' | 'roof', random: Random): Spectrum {
  const here = materials[of].length === 0 ? undefined : pick(materials[of], random);
  if (here !== undefined && !random.chance(1 / 3)) return here;
  const library = pick<Spectrum>(LIBRARY_SPECTRA[of], random);
  const factor = here === undefined ? 1 : Math.min(1.6, Math.max(0.5, brightness(here) / brightness(library)));
  return throughAir(
    library.map((value) => value * factor),
    materials.air,
  );
}

/** Leaves of a closed canopy, where no place has any. */
const CANOPY: Spectrum = [300, 600, 350, 3800, 1900, 850];

export const pickGreen = ({ green, air }: SceneMaterials, random: Random): Spectrum =>
  green.length === 0 ? throughAir(CANOPY, air) : pick(green, random);

/** Dry litter and straw, or what fire leaves of it; field spectra of the library. */
export const stubbleSpectrum = ({ air }: SceneMaterials, random: Random): Spectrum =>
  throughAir(pick<Spectrum>(random.chance(0.6) ? LIBRARY_SPECTRA.litter : LIBRARY_SPECTRA.char, random), air);

/** Bright ground sends its light through the air, dark ground is seen by the light of the air. */
const throughAir = (spectrum: Spectrum, air: Spectrum): Spectrum =>
  spectrum.map((value, b) => value + air[b]! * Math.max(0, 1 - value / 1e4));

/** Of what the eye sees. */
export const brightness = ([blue = 0, green = 0, red = 0]: Spectrum): number => blue + green + red;
