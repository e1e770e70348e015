import type { Random } from '../random.js';
import { randomOf } from '../random.js';
import type { PixelPair } from './pixel-pair.js';
import { shiftPlane } from './shift-plane.js';

/** Ways of looking at a pair. In the null views nothing changed: one date twice, the second time seen differently. */
export type View = 'plain' | 'degraded' | 'swapped' | 'swappedDegraded' | 'nullBefore' | 'nullAfter';

/** Shifts of the null views, px right and down (pilot README). */
const NULL_SHIFTS = { nullBefore: [-0.35, 0.35], nullAfter: [0.5, -0.2] } as const;

/** A pair as the view has it; what is drawn depends on the seed, the place and the view only. */
export function viewOf(pair: PixelPair, view: View, seed: number): PixelPair {
  const random = randomOf('view', seed, pair.name, view);
  const look = (bands: readonly Uint16Array[], dx: number, dy: number): Uint16Array[] =>
    secondLook(bands, pair.grid.width, pair.grid.height, dx, dy, random);
  const anyShift = (): number => random.between(-0.9, 0.9);
  const { before, after } = pair;
  const name = `${pair.name}:${view}`;
  switch (view) {
    case 'plain':
      return pair;
    case 'swapped':
      return { ...pair, name, before: after, after: before };
    case 'degraded':
      return { ...pair, name, before: look(before, anyShift(), anyShift()) };
    case 'swappedDegraded':
      return { ...pair, name, before: after, after: look(before, anyShift(), anyShift()) };
    case 'nullBefore':
      return { ...pair, name, after: look(before, ...NULL_SHIFTS.nullBefore) };
    case 'nullAfter':
      return { ...pair, name, before: after, after: look(after, ...NULL_SHIFTS.nullAfter) };
  }
}

/** Haze scatters blue most (Chavez 1988): share of the amplitude per band. */
const HAZE_SHARE = [1, 0.8, 0.6, 0.4, 0.15, 0.1] as const;

/** The same ground seen again: shift, gain 1 + N(0, 0.08) and offset N(0, 0.008) per band, noise 0.004, haze every second time. */
function secondLook(
  bands: readonly Uint16Array[],
  width: number,
  height: number,
  dx: number,
  dy: number,
  random: Random,
): Uint16Array[] {
  const haze = random.chance(0.5) ? smoothField(width, height, 30, random) : undefined;
  const amplitude = random.between(0.01, 0.06);
  return bands.map((band, b) => {
    const gain = 1 + random.normal(0, 0.08);
    const offset = random.normal(0, 0.008);
    return shiftPlane(band, width, height, dx, dy).map((dn, i) => {
      if (dn === 0) return 0;
      let value = (dn / 1e4) * gain + offset + random.normal(0, 0.004);
      if (haze !== undefined) value += amplitude * HAZE_SHARE[b]! * haze[i]! * (1 - Math.min(1, Math.max(0, value)));
      return Math.min(65_535, Math.max(5, Math.round(value * 1e4)));
    });
  });
}

/** Values 0..1 that change over about `sizePx`: random values on a coarse lattice, cubic steps between them. */
export function smoothField(width: number, height: number, sizePx: number, random: Random): Float32Array {
  const across = Math.ceil(width / sizePx) + 2;
  const lattice = Float32Array.from({ length: across * (Math.ceil(height / sizePx) + 2) }, () => random.uniform());
  const ease = (t: number): number => t * t * (3 - 2 * t);
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const j = Math.floor(y / sizePx);
    const v = ease(y / sizePx - j);
    for (let x = 0; x < width; x++) {
      const i = Math.floor(x / sizePx);
      const u = ease(x / sizePx - i);
      const at = j * across + i;
      const top = lattice[at]! * (1 - u) + lattice[at + 1]! * u;
      const bottom = lattice[at + across]! * (1 - u) + lattice[at + across + 1]! * u;
      out[y * width + x] = top * (1 - v) + bottom * v;
    }
  }
  return out;
}
