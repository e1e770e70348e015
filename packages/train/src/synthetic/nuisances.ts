import type { PixelPair } from '../data/pixel-pair.js';
import { shiftPlane } from '../data/shift-plane.js';
import { smoothField, viewOf } from '../data/views.js';
import { randomOf, type Random } from '../random.js';
import type { Bands } from './paint.js';

/** What differs between two dates though nobody touched the ground. */
export const NUISANCES = [
  'burntStubble',
  'misregistered',
  'mowing',
  'seam',
  'snow',
  'sunTurned',
  'thinCloud',
  'viewTilted',
] as const;
export type Nuisance = (typeof NUISANCES)[number];

/** The factor or the light that a nuisance gives a pixel of a band; reflectance × 10 000 in and out. */
type Change = (value: number, band: number, i: number) => number;

/**
 * One date of a place seen twice (`data/views.ts`: shift, gain, noise, sometimes haze), the second time with a nuisance:
 * whatever is flagged there is false. Depends on the seed and its inputs only.
 */
export function makeNuisance(base: PixelPair, nuisance: Nuisance, seed: number): PixelPair {
  const random = randomOf('nuisance', base.name, nuisance, seed);
  const still = viewOf(base, random.chance(0.5) ? 'nullBefore' : 'nullAfter', seed);
  const { width, height } = still.grid;
  const change = CHANGES[nuisance](still, width, height, random);
  const after = still.after.map((band, b) =>
    band.map((value, i) => (value === 0 ? 0 : Math.min(65_535, Math.max(5, Math.round(change(value, b, i)))))),
  );
  return { ...still, name: `${base.name}:${nuisance}-${seed}`, after };
}

const CHANGES: Readonly<Record<Nuisance, (pair: PixelPair, width: number, height: number, random: Random) => Change>> =
  {
    /** Whole parcels of crop are burnt off: charcoal and ash, darkest in the near infrared (Key & Benson 2006). */
    burntStubble: (pair, width, height, random) => {
      const CHARCOAL = { blue: 500, green: 520, red: 560, nir: 750, swir16: 1300, swir22: 1400 };
      const { chosen, share } = parcels(pair, width, height, random, 0.12);
      return (value, b, i) => (chosen(i) ? value * (1 - share(i)) + CHARCOAL[pair.bands[b]!] * share(i) : value);
    },

    /** The dates lie 0.3 to 1.5 px apart, as where a correction failed. */
    misregistered: ({ after }, width, height, random) => {
      const angle = random.between(0, 2 * Math.PI);
      const moved = movedBands(after, width, height, random.between(0.3, 1.5), angle);
      return (_value, b, i) => moved[b]![i]!;
    },

    /** Whole parcels of grass are cut: less green, drier, a little brighter. */
    mowing: (pair, width, height, random) => {
      const FACTOR = { blue: 1.1, green: 1.08, red: 1.3, nir: 0.78, swir16: 1.18, swir22: 1.25 };
      const { chosen, share } = parcels(pair, width, height, random, 0.3);
      return (value, b, i) => (chosen(i) ? value * (1 + (FACTOR[pair.bands[b]!] - 1) * share(i)) : value);
    },

    /** Two scenes of a mosaic meet along a line, or along the corner of a tile: other gains and offsets beyond it. */
    seam: ({ bands }, width, height, random) => {
      const gains = bands.map(() => 1 + random.normal(0, 0.07));
      const offsets = bands.map(() => random.normal(0, 60));
      const turn = random.chance(0.5) ? random.below(4) * (Math.PI / 2) : random.between(0, 2 * Math.PI);
      const [cx, cy] = [width * random.between(0.3, 0.7), height * random.between(0.3, 0.7)];
      const isCorner = random.chance(0.4);
      const isBeyond = (dx: number, dy: number): boolean => {
        const u = dx * Math.cos(turn) + dy * Math.sin(turn);
        return u > 0 && (!isCorner || dy * Math.cos(turn) - dx * Math.sin(turn) > 0);
      };
      return (value, b, i) =>
        isBeyond((i % width) - cx, Math.floor(i / width) - cy) ? value * gains[b]! + offsets[b]! : value;
    },

    /** Patchy snow: white in what the eye sees, dark in the shortwave infrared (Dozier 1989); thin at its edges. */
    snow: ({ bands }, width, height, random) => {
      const SNOW = { blue: 7200, green: 7100, red: 7000, nir: 6300, swir16: 900, swir22: 700 };
      const large = smoothField(width, height, 45, random);
      const small = smoothField(width, height, 4, random);
      const from = random.between(0.45, 0.62);
      const cover = large.map((v, i) => Math.min(1, Math.max(0, (0.75 * v + 0.25 * small[i]! - from) / 0.12)));
      const depth = random.between(0.5, 1);
      return (value, b, i) => {
        const share = cover[i]! * depth;
        return value * (1 - share) + SNOW[bands[b]!] * (0.9 + 0.2 * small[i]!) * share;
      };
    },

    /** Another month, another sun: slopes are lit from elsewhere, and what stands high throws its shadow elsewhere. */
    sunTurned: ({ after }, width, height, random) => {
      const relief = smoothField(width, height, random.between(10, 25), random);
      const [first, turn] = [random.between(0, 2 * Math.PI), random.between(0.5, 1.4)];
      const strength = random.between(0.8, 2);
      const slope = (i: number, angle: number): number => {
        const east = relief[Math.min(relief.length - 1, i + 1)]! - relief[i]!;
        const south = relief[Math.min(relief.length - 1, i + width)]! - relief[i]!;
        return east * Math.cos(angle) + south * Math.sin(angle);
      };
      const lengthPx = random.between(1, 3);
      const tall = tallRoofs(after);
      const inShadow = (i: number, angle: number): boolean => {
        for (let k = 1; k <= lengthPx; k++) {
          const x = (i % width) + Math.round(k * Math.cos(angle));
          const y = Math.floor(i / width) + Math.round(k * Math.sin(angle));
          if (x >= 0 && y >= 0 && x < width && y < height && tall[y * width + x] === 1) return true;
        }
        return false;
      };
      return (value, b, i) => {
        const lit = (angle: number): number => Math.max(0.35, 1 + strength * slope(i, angle));
        const light = lit(first + turn) / lit(first);
        const isNewlyDark = tall[i] === 0 && inShadow(i, first + turn) && !inShadow(i, first);
        // Skylight, which is blue, still reaches a shadow.
        return value * light * (isNewlyDark ? 0.62 - 0.04 * Math.min(b, 5) : 1);
      };
    },

    /** Thin cloud that no mask caught, brightest in the blue, and its shadow beside it. */
    thinCloud: ({ bands }, width, height, random) => {
      const CLOUD = { blue: 5200, green: 5000, red: 4900, nir: 5000, swir16: 3200, swir22: 2400 };
      const wide = smoothField(width, height, random.between(18, 40), random);
      const fine = smoothField(width, height, 6, random);
      const from = random.between(0.6, 0.75);
      const density = wide.map((v, i) => Math.min(1, Math.max(0, (0.8 * v + 0.2 * fine[i]! - from) / 0.25)));
      const thick = random.between(0.12, 0.35);
      const away = random.between(0, 2 * Math.PI);
      const distance = random.between(6, 25);
      const [dx, dy] = [Math.round(distance * Math.cos(away)), Math.round(distance * Math.sin(away))];
      const shadow = (i: number): number => {
        const [x, y] = [(i % width) - dx, Math.floor(i / width) - dy];
        return x < 0 || y < 0 || x >= width || y >= height ? 0 : density[y * width + x]!;
      };
      return (value, b, i) => {
        const cloud = thick * density[i]!;
        const dark = 1 - 1.2 * thick * shadow(i);
        return value * dark * (1 - cloud) + CLOUD[bands[b]!] * cloud;
      };
    },

    /** Another orbit looks from the other side: brightness falls across the scene, and what stands high leans over. */
    viewTilted: ({ after }, width, height, random) => {
      const angle = random.between(0, 2 * Math.PI);
      const fall = after.map(() => random.between(0.04, 0.12));
      const lean = random.between(0.5, 1.2);
      const tall = tallRoofs(after);
      const leaning = movedBands(after, width, height, lean, angle);
      return (value, b, i) => {
        const [x, y] = [(i % width) / width - 0.5, Math.floor(i / width) / height - 0.5];
        const seen = tall[i] === 1 ? leaning[b]![i]! : value;
        return seen * (1 + fall[b]! * (x * Math.cos(angle) + y * Math.sin(angle)));
      };
    },
  };

/** 1 where ground is as bright and as little green as roofs are: what may stand high. */
function tallRoofs([blue, green, red, nir]: Bands): Uint8Array {
  return Uint8Array.from(red!, (r, i) => {
    const visible = (blue![i]! + green![i]! + r) / 3;
    return visible > 1500 && (nir![i]! - r) / (nir![i]! + r + 10) < 0.15 ? 1 : 0;
  });
}

const movedBands = (bands: Bands, width: number, height: number, lengthPx: number, angle: number): Uint16Array[] =>
  bands.map((band) => shiftPlane(band, width, height, lengthPx * Math.cos(angle), lengthPx * Math.sin(angle)));

/** Parcels of green ground, some of them chosen: sides of 6 to 30 px along one direction, and how much each pixel takes part. */
function parcels(
  { after: [, , red, nir] }: Pick<PixelPair, 'after'>,
  width: number,
  height: number,
  random: Random,
  ratio: number,
): { readonly chosen: (i: number) => boolean; readonly share: (i: number) => number } {
  const turn = random.between(0, Math.PI);
  const [long, wide] = [random.between(14, 30), random.between(6, 16)];
  const grain = smoothField(width, height, 1.5, random);
  const lots = new Map<string, boolean>();
  return {
    chosen: (i) => {
      const green = (nir![i]! - red![i]!) / (nir![i]! + red![i]! + 10);
      if (green < 0.35) return false;
      const [x, y] = [i % width, Math.floor(i / width)];
      const u = Math.floor((x * Math.cos(turn) + y * Math.sin(turn)) / long);
      const v = Math.floor((y * Math.cos(turn) - x * Math.sin(turn)) / wide);
      const lot = lots.get(`${u} ${v}`) ?? random.chance(ratio);
      lots.set(`${u} ${v}`, lot);
      return lot;
    },
    share: (i) => 0.7 + 0.3 * grain[i]!,
  };
}
