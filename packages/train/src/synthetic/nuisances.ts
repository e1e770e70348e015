import type { PixelPair } from '../data/pixel-pair.js';
import { smoothField, viewOf } from '../data/views.js';
import { randomOf, type Random } from '../random.js';
import type { Bands } from './paint.js';

/** What differs between two dates though nobody touched the ground. */
export const NUISANCES = ['seam', 'snow', 'sunTurned', 'thinCloud'] as const;
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
  };

/** 1 where ground is as bright and as little green as roofs are: what may stand high. */
function tallRoofs([blue, green, red, nir]: Bands): Uint8Array {
  return Uint8Array.from(red!, (r, i) => {
    const visible = (blue![i]! + green![i]! + r) / 3;
    return visible > 1500 && (nir![i]! - r) / (nir![i]! + r + 10) < 0.15 ? 1 : 0;
  });
}
