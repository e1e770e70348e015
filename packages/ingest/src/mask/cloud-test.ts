import { components } from './components.js';
import { dilate } from './dilate.js';

/** Straight line that brings a number of the other date to this one's radiometry. */
export interface Line {
  readonly gain: number;
  readonly offset: number;
}

/** Both dates of a band at about 20 m: reflectance × 10 000, 0 where there is no data. */
export interface BandPair {
  readonly own: Uint16Array;
  readonly other: Uint16Array;
  readonly toOwn: Line;
}

/** A place at about 20 m, seen from one of its dates. */
export interface CoarsePair {
  readonly width: number;
  readonly height: number;
  readonly pixelM: number;
  readonly blue: BandPair;
  readonly green: BandPair;
  readonly red: BandPair;
  readonly nir: BandPair;
  /** Null where the sensor has no such band. */
  readonly swir: BandPair | null;
}

/** The other date's number in this one's radiometry; NaN where it has none. */
export const expected = ({ other, toOwn }: BandPair, i: number): number => {
  const v = other[i] ?? 0;
  return v === 0 ? NaN : v * toOwn.gain + toOwn.offset;
};

/**
 * Limits found on ../shared/data/oscd (19 pairs, two clouds among them), top of atmosphere. White roofs and sand are
 * as bright as cloud: what tells them apart is that cloud was not there on the other date and that it ends softly.
 */
const LIMITS = {
  brighter: 800,
  minBlue: 2000,
  maxColour: 0.5,
  /** Haze optimised transform after Zhu and Woodcock (RSE 118, 2012): blue − 0.5 red − 0.08 > 0 for haze and cloud. */
  minHot: 200,
  nirBrighter: 400,
  /** Thinner cloud around: brighter in blue than explained by red. */
  hazeBlue: 200,
  hazeHot: 100,
  /** Of a ring of 40–120 m around a cloud at least this share is haze; around roofs almost nothing. Small ones must be surer. */
  minHazyRing: 0.06,
  minHazyRingSmall: 0.3,
  smallAreaM2: 20_000,
  minAreaM2: 4000,
  /** Without the help of the other date only what is larger than any roof: 30 ha of thick white. */
  thickBlue: 3000,
  thickHot: 400,
  thickColour: 0.4,
  thickSwir: 1000,
  thickAreaM2: 300_000,
} as const;

/** Cloud of one date, 1 where cloud. Null where there is none. */
export function findCloud(own: CoarsePair): Uint8Array | null {
  const length = own.width * own.height;
  const [core, thick] = [new Uint8Array(length), new Uint8Array(length)];
  let candidates = 0;
  for (let i = 0; i < length; i++) {
    const b = own.blue.own[i] ?? 0;
    if (b <= LIMITS.minBlue) continue;
    const [g, r] = [own.green.own[i] ?? 0, own.red.own[i] ?? 0];
    const hot = b - 0.5 * r - 800;
    if (hot <= LIMITS.minHot) continue;
    const mean = (b + g + r) / 3;
    const colour = (Math.abs(b - mean) + Math.abs(g - mean) + Math.abs(r - mean)) / mean;
    if (colour >= LIMITS.maxColour) continue;
    const brighter =
      b - expected(own.blue, i) > LIMITS.brighter && (own.nir.own[i] ?? 0) - expected(own.nir, i) > LIMITS.nirBrighter;
    if (brighter) core[i] = 1;
    const white = b > LIMITS.thickBlue && hot > LIMITS.thickHot && colour < LIMITS.thickColour;
    if (white && (own.swir === null || (own.swir.own[i] ?? 0) > LIMITS.thickSwir)) thick[i] = 1;
    candidates += (core[i] ?? 0) | (thick[i] ?? 0);
  }
  const pixelM2 = own.pixelM ** 2;
  if (candidates * pixelM2 < LIMITS.minAreaM2) return null;
  const haze = hazeOf(own);
  const cloud = new Uint8Array(length);
  const take = (group: readonly number[]): void => group.forEach((i) => (cloud[i] = 1));
  for (const group of components(core, own.width, own.height).pixels) {
    const areaM2 = group.length * pixelM2;
    const least = areaM2 < LIMITS.smallAreaM2 ? LIMITS.minHazyRingSmall : LIMITS.minHazyRing;
    if (areaM2 >= LIMITS.minAreaM2 && hazyRing(group, haze, own) >= least) take(group);
  }
  for (const group of components(thick, own.width, own.height).pixels)
    if (group.length * pixelM2 >= LIMITS.thickAreaM2) take(group);
  if (!cloud.includes(1)) return null;
  return growInto(cloud, haze, own);
}

function hazeOf(own: CoarsePair): Uint8Array {
  const haze = new Uint8Array(own.width * own.height);
  for (let i = 0; i < haze.length; i++) {
    const blue = (own.blue.own[i] ?? 0) - expected(own.blue, i);
    if (!(blue > LIMITS.hazeBlue)) continue;
    const red = (own.red.own[i] ?? 0) - expected(own.red, i);
    if (blue - 0.5 * red > LIMITS.hazeHot) haze[i] = 1;
  }
  return dropLonely(haze, own.width, own.height);
}

/** Keeps pixels with at least five of their eight neighbours: thin lines are misregistered edges, haze is wider. */
function dropLonely(mask: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(mask.length);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      if (mask[i] === 0) continue;
      let near = -1;
      for (let r = i - width; r <= i + width; r += width)
        near += (mask[r - 1] ?? 0) + (mask[r] ?? 0) + (mask[r + 1] ?? 0);
      if (near >= 5) out[i] = 1;
    }
  }
  return out;
}

/** Share of haze in the ring from 40 to 120 m around a group. */
function hazyRing(group: readonly number[], haze: Uint8Array, { width, height, pixelM }: CoarsePair): number {
  const [near, far] = [Math.max(1, Math.round(40 / pixelM)), Math.max(2, Math.round(120 / pixelM))];
  const xs = group.map((i) => i % width);
  const ys = group.map((i) => Math.floor(i / width));
  const [x0, y0] = [Math.max(0, reduceMin(xs) - far), Math.max(0, reduceMin(ys) - far)];
  const [x1, y1] = [Math.min(width, reduceMax(xs) + far + 1), Math.min(height, reduceMax(ys) + far + 1)];
  const [w, h] = [x1 - x0, y1 - y0];
  const own = new Uint8Array(w * h);
  group.forEach((_, k) => (own[((ys[k] ?? 0) - y0) * w + (xs[k] ?? 0) - x0] = 1));
  const [inner, outer] = [dilate(own, w, h, near), dilate(own, w, h, far)];
  let [ring, hazy] = [0, 0];
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const i = y * w + x;
      if (outer[i] === 0 || inner[i] !== 0) continue;
      ring++;
      hazy += haze[(y + y0) * width + x + x0] ?? 0;
    }
  }
  return ring === 0 ? 1 : hazy / ring;
}

/** Cloud and the haze that touches it, up to 200 m away. */
function growInto(cloud: Uint8Array, haze: Uint8Array, { width, height, pixelM }: CoarsePair): Uint8Array {
  let grown: Uint8Array = cloud;
  for (let step = 0; step < Math.max(1, Math.round(200 / pixelM)); step++) {
    const next = dilate(grown, width, height, 1);
    const kept: Uint8Array = grown;
    grown = next.map((v, i) => (v !== 0 && (haze[i] !== 0 || kept[i] !== 0) ? 1 : 0));
  }
  return grown;
}

const reduceMin = (v: readonly number[]): number => v.reduce((a, b) => Math.min(a, b), Infinity);
const reduceMax = (v: readonly number[]): number => v.reduce((a, b) => Math.max(a, b), -Infinity);
