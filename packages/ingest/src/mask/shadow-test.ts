import { expected, type BandPair, type CoarsePair } from './cloud-test.js';
import { components } from './components.js';
import { dilate } from './dilate.js';
import type { Sun } from './sun-position.js';

/** Heights of cloud that are tried, metres above ground; how far the sun's direction may be off, degrees. */
const HEIGHTS_M: readonly [number, number] = [200, 3000];
const SPREAD_DEG = 20;
/** Darker than the other date by these factors in near infrared, short-wave infrared, red. */
const DARKER = { nir: 0.75, swir: 0.8, red: 0.9 } as const;
/** Of a displaced cloud at least this share must be dark for the shadow to be believed. */
const MIN_DARK = 0.35;

/** Farthest that a shadow is looked for, metres. */
export const SHADOW_REACH_M = 3000;

/** Shadow of the clouds: each cloud is moved away from the sun until it lies best on ground that got darker. */
export function findShadow(own: CoarsePair, cloud: Uint8Array, sun: Sun): Uint8Array {
  const { width, height, pixelM } = own;
  const dark = darkOf(own, cloud);
  const shadow = new Uint8Array(cloud.length);
  for (const group of components(cloud, width, height).pixels) {
    const best = bestOffset(group, cloud, dark, own, sun);
    if (best === null) continue;
    const moved = new Uint8Array(cloud.length);
    for (const i of group) {
      const [x, y] = [(i % width) + best[0], Math.floor(i / width) + best[1]];
      if (x >= 0 && y >= 0 && x < width && y < height) moved[y * width + x] = 1;
    }
    const reach = dilate(moved, width, height, Math.max(1, Math.round(60 / pixelM)));
    for (let i = 0; i < shadow.length; i++) if ((reach[i] !== 0 && dark[i] !== 0) || moved[i] !== 0) shadow[i] = 1;
  }
  return shadow;
}

function darkOf(own: CoarsePair, cloud: Uint8Array): Uint8Array {
  const dark = new Uint8Array(cloud.length);
  const darker = (pair: BandPair, factor: number, i: number): boolean => {
    const v = pair.own[i] ?? 0;
    return v !== 0 && v < factor * expected(pair, i);
  };
  for (let i = 0; i < dark.length; i++) {
    const all =
      darker(own.nir, DARKER.nir, i) &&
      darker(own.red, DARKER.red, i) &&
      (own.swir === null || darker(own.swir, DARKER.swir, i));
    if (all && cloud[i] === 0) dark[i] = 1;
  }
  return dark;
}

function bestOffset(
  group: readonly number[],
  cloud: Uint8Array,
  dark: Uint8Array,
  own: CoarsePair,
  sun: Sun,
): readonly [number, number] | null {
  const { width, height, pixelM } = own;
  const sample = group.filter((_, k) => k % Math.max(1, Math.floor(group.length / 300)) === 0);
  const perHeight = 1 / Math.tan(Math.max(5, sun.elevationDeg) * (Math.PI / 180));
  let best: readonly [number, number] | null = null;
  // Pixels that are dark beyond the least share: a longer throw that shows more dark ground beats a short pure one.
  let bestScore = 0;
  for (let turn = -SPREAD_DEG; turn <= SPREAD_DEG; turn += 4) {
    const away = (sun.azimuthDeg + 180 + turn) * (Math.PI / 180);
    const [low, high] = [HEIGHTS_M[0] * perHeight, Math.min(HEIGHTS_M[1] * perHeight, SHADOW_REACH_M)];
    for (let distance = low; distance <= high; distance += pixelM) {
      const [ox, oy] = [
        Math.round((Math.sin(away) * distance) / pixelM),
        Math.round((-Math.cos(away) * distance) / pixelM),
      ];
      let [inside, hits] = [0, 0];
      for (const i of sample) {
        const [x, y] = [(i % width) + ox, Math.floor(i / width) + oy];
        // Under cloud nothing can be seen to be dark: a large cloud hides most of its own shadow.
        if (x < 0 || y < 0 || x >= width || y >= height || cloud[y * width + x] !== 0) continue;
        inside++;
        hits += dark[y * width + x] ?? 0;
      }
      // A shadow mostly beyond the edge or under cloud proves nothing.
      if (inside < 0.2 * sample.length || inside < 5) continue;
      const score = hits - MIN_DARK * inside;
      if (score > bestScore) [best, bestScore] = [[ox, oy], score];
    }
  }
  return best;
}
