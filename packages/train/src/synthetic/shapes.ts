import type { Random } from '../random.js';

/** A patch of a scene: `cover` 0..1 and `inner`, px from the edge, (height, width), placed at (x, y). */
export interface Patch {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly cover: Float32Array;
  readonly inner: Float32Array;
}

/** Signed depth in px at a point relative to the centre: above 0 is inside. */
type Depth = (dx: number, dy: number) => number;

/** An uneven round shape: quarries, heaps, ponds. */
export function blob(radius: number, random: Random): { depth: Depth; reach: number } {
  const waves = [2, 3, 5, 7].map((k) => ({ k, a: random.normal(0, 0.22 / k), phase: random.between(0, 6.283) }));
  const squeeze = random.between(0.6, 1);
  const turn = random.between(0, Math.PI);
  return {
    reach: Math.ceil(radius * 1.9) + 2,
    depth: (dx, dy) => {
      const u = dx * Math.cos(turn) + dy * Math.sin(turn);
      const v = (dy * Math.cos(turn) - dx * Math.sin(turn)) / squeeze;
      const angle = Math.atan2(v, u);
      const edge = waves.reduce((sum, { k, a, phase }) => sum + a * Math.cos(k * angle + phase), 1);
      return radius * edge - Math.hypot(u, v);
    },
  };
}

/** A turned rectangle: platforms, parcels, roofs. `ragged` px moves its edges. */
export function rectangle(
  length: number,
  width: number,
  turn: number,
  ragged: number,
  random: Random,
): { depth: Depth; reach: number } {
  const phase = random.between(0, 6.283);
  return {
    reach: Math.ceil(Math.hypot(length, width) / 2) + 3,
    depth: (dx, dy) => {
      const u = dx * Math.cos(turn) + dy * Math.sin(turn);
      const v = dy * Math.cos(turn) - dx * Math.sin(turn);
      const move = ragged * Math.sin(0.7 * (u + v) + phase);
      return Math.min(length / 2 - Math.abs(u), width / 2 - Math.abs(v)) + move;
    },
  };
}

/** A strip along a bent line through the centre: haul roads, linear works. */
export function strip(length: number, width: number, random: Random): { depth: Depth; reach: number } {
  const turn = random.between(0, Math.PI);
  const bend = random.normal(0, 0.25) / length;
  return {
    reach: Math.ceil(length / 2) + 4,
    depth: (dx, dy) => {
      const u = dx * Math.cos(turn) + dy * Math.sin(turn);
      const v = dy * Math.cos(turn) - dx * Math.sin(turn) - bend * u * u;
      return Math.min(length / 2 - Math.abs(u), width / 2 - Math.abs(v));
    },
  };
}

/** The shape as pixels, its edge softened over one pixel. */
export function patchOf({ depth, reach }: { depth: Depth; reach: number }, cx: number, cy: number): Patch {
  const size = 2 * reach + 1;
  const cover = new Float32Array(size * size);
  const inner = new Float32Array(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const d = depth(x - reach, y - reach);
      inner[y * size + x] = d;
      cover[y * size + x] = Math.min(1, Math.max(0, d + 0.5));
    }
  }
  return { x: cx - reach, y: cy - reach, width: size, height: size, cover, inner };
}

/** The patch grown by so many pixels, or without its outer ones where `px` is negative. */
export const grownBy = (patch: Patch, px: number): Patch => ({
  ...patch,
  inner: patch.inner.map((d) => d + px),
  cover: patch.inner.map((d) => Math.min(1, Math.max(0, d + px + 0.5))),
});

/** The patch as far as work has come: `share` of it, behind an uneven front that runs through it. `cover` is 0 beyond. */
export function behindFront(patch: Patch, share: number, random: Random): Patch {
  const { width, cover } = patch;
  const turn = random.between(0, 2 * Math.PI);
  const [wave, phase] = [random.between(0.15, 0.5), random.between(0, 6.283)];
  const ahead = cover.map((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const aside = y * Math.cos(turn) - x * Math.sin(turn);
    return x * Math.cos(turn) + y * Math.sin(turn) + 1.5 * Math.sin(wave * aside + phase);
  });
  const covered = ahead.filter((_, i) => cover[i]! >= 0.5).sort();
  const front = covered[Math.floor(share * (covered.length - 1))] ?? 0;
  return { ...patch, cover: cover.map((c, i) => c * Math.min(1, Math.max(0, front - ahead[i]! + 0.5))) };
}
