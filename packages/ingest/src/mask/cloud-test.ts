import { components } from './components.js';
import { dilate } from './dilate.js';

/** One date at about 20 m: reflectance 0..1, NaN where there is no data; null where the sensor has no such band. */
export interface CoarseDate {
  readonly width: number;
  readonly height: number;
  readonly pixelM: number;
  readonly blue: Float32Array;
  readonly green: Float32Array;
  readonly red: Float32Array;
  readonly nir: Float32Array;
  readonly swir: Float32Array | null;
}

/**
 * Limits found on ../shared/data/oscd (19 pairs, two clouds among them), top of atmosphere. White roofs and sand are
 * as bright as cloud: what tells them apart is that cloud was not there on the other date and that it ends softly.
 */
const LIMITS = {
  brighter: 0.08,
  minBlue: 0.2,
  maxColour: 0.5,
  /** Haze optimised transform after Zhu and Woodcock (RSE 118, 2012): blue − 0.5 red − 0.08 > 0 for haze and cloud. */
  minHot: 0.02,
  nirBrighter: 0.04,
  /** Thinner cloud around: brighter in blue than explained by red. */
  hazeBlue: 0.02,
  hazeHot: 0.01,
  /** Of a ring of 40–120 m around a cloud at least this share is haze; around roofs almost nothing. Small ones must be surer. */
  minHazyRing: 0.06,
  minHazyRingSmall: 0.3,
  smallAreaM2: 20_000,
  minAreaM2: 4000,
  /** Without the help of the other date only what is larger than any roof: 30 ha of thick white. */
  thickBlue: 0.3,
  thickHot: 0.04,
  thickColour: 0.4,
  thickSwir: 0.1,
  thickAreaM2: 300_000,
} as const;

/** Cloud of one date, 1 where cloud: `other` is the other date in this one's radiometry. Null where there is none. */
export function findCloud(own: CoarseDate, other: CoarseDate): Uint8Array | null {
  const length = own.width * own.height;
  const [core, thick] = [new Uint8Array(length), new Uint8Array(length)];
  let candidates = 0;
  for (let i = 0; i < length; i++) {
    const [b, g, r, n] = [own.blue[i] ?? NaN, own.green[i] ?? NaN, own.red[i] ?? NaN, own.nir[i] ?? NaN];
    if (!(b > LIMITS.minBlue)) continue;
    const hot = b - 0.5 * r - 0.08;
    const mean = (b + g + r) / 3;
    const colour = (Math.abs(b - mean) + Math.abs(g - mean) + Math.abs(r - mean)) / mean;
    if (
      b - (other.blue[i] ?? NaN) > LIMITS.brighter &&
      hot > LIMITS.minHot &&
      colour < LIMITS.maxColour &&
      n - (other.nir[i] ?? NaN) > LIMITS.nirBrighter
    )
      core[i] = 1;
    if (
      b > LIMITS.thickBlue &&
      hot > LIMITS.thickHot &&
      colour < LIMITS.thickColour &&
      (own.swir === null || (own.swir[i] ?? 0) > LIMITS.thickSwir)
    )
      thick[i] = 1;
    candidates += (core[i] ?? 0) | (thick[i] ?? 0);
  }
  const pixelM2 = own.pixelM ** 2;
  if (candidates * pixelM2 < LIMITS.minAreaM2) return null;
  const haze = hazeOf(own, other);
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

function hazeOf(own: CoarseDate, other: CoarseDate): Uint8Array {
  const haze = new Uint8Array(own.width * own.height);
  for (let i = 0; i < haze.length; i++) {
    const blue = (own.blue[i] ?? NaN) - (other.blue[i] ?? NaN);
    const red = (own.red[i] ?? NaN) - (other.red[i] ?? NaN);
    if (blue > LIMITS.hazeBlue && blue - 0.5 * red > LIMITS.hazeHot) haze[i] = 1;
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
function hazyRing(group: readonly number[], haze: Uint8Array, { width, height, pixelM }: CoarseDate): number {
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
function growInto(cloud: Uint8Array, haze: Uint8Array, { width, height, pixelM }: CoarseDate): Uint8Array {
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
