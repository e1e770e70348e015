import { writeRaster } from '@landscar/geodata';
import type { Grid } from '@landscar/core';

export const GROUND: Grid = {
  crs: 'EPSG:32649',
  originX: 600_000,
  originY: 3_930_000,
  pixelWidth: 10,
  pixelHeight: 10,
  width: 320,
  height: 300,
};
export const SIX = ['blue', 'green', 'red', 'nir', 'swir16', 'swir22'];

/** A seeded generator: 0..1. */
export function random(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), s | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Ground as a sum of waves of 5 to 60 px, so that it can be evaluated at any fraction of a pixel without resampling:
 * the truth of a shift is exact. Reflectance × 10 000.
 */
export function makeGround(seed: number): (x: number, y: number, band: number) => number {
  const next = random(seed);
  const waves = Array.from({ length: 60 }, () => {
    const length = 5 * 12 ** next();
    const angle = next() * Math.PI * 2;
    return {
      u: (Math.cos(angle) * 2 * Math.PI) / length,
      v: (Math.sin(angle) * 2 * Math.PI) / length,
      p: next() * 6.28,
      a: 20 + 14 * length * next(),
      b: next(),
    };
  });
  return (x, y, band) =>
    waves.reduce((s, w) => s + (w.a / 9) * Math.sin(w.u * x + w.v * y + w.p + band * w.b), 1500 + 250 * band);
}

export interface SceneOptions {
  readonly grid?: Grid;
  readonly seed?: number;
  /** Where the ground lies: pixels to the right and down. */
  readonly shift?: readonly [number, number];
  readonly bands?: number;
  readonly change?: (value: number, x: number, y: number, band: number) => number;
}

export function sceneBands(o: SceneOptions = {}): Uint16Array[] {
  const grid = o.grid ?? GROUND;
  const ground = makeGround(o.seed ?? 1);
  const [sx, sy] = o.shift ?? [0, 0];
  return Array.from({ length: o.bands ?? 6 }, (_, band) => {
    const out = new Uint16Array(grid.width * grid.height);
    for (let y = 0; y < grid.height; y++) {
      for (let x = 0; x < grid.width; x++) {
        const value = ground(x - sx, y - sy, band);
        out[y * grid.width + x] = Math.max(0, Math.round(o.change?.(value, x, y, band) ?? value));
      }
    }
    return out;
  });
}

export const writeScene = (file: string, o: SceneOptions = {}): Promise<void> =>
  writeRaster(file, { grid: o.grid ?? GROUND, dataType: 'UInt16', bands: sceneBands(o), noData: 0 });
