import type { GroundKind } from '@landscar/core';
import type { PixelPair } from '../data/pixel-pair.js';
import { viewOf } from '../data/views.js';
import { randomOf, type Random } from '../random.js';
import { filmSpectrum, pick, waterSpectrum, type Materials, type Spectrum } from './materials.js';
import { benches, flat, furrows, heap, paint, type Bands, type Shading } from './paint.js';
import { blob, patchOf, rectangle, strip, type Patch } from './shapes.js';

/** Something that was put into a scene, and the pixels where the two dates differ because of it. */
export interface MadeObject {
  readonly kind: GroundKind;
  /** Row-major, in order. */
  readonly pixels: readonly number[];
}

export interface MadeScene {
  readonly pair: PixelPair;
  readonly objects: readonly MadeObject[];
}

const KINDS: readonly GroundKind[] = ['quarry', 'spoilHeap', 'platform', 'linearWorks', 'building', 'farmOrWater'];
const GAP_PX = 6;

/**
 * One date of a place seen twice (shifted up to 1 px, another gain, noise, sometimes haze), and on it `count` changes of
 * every kind, in materials of other places. Depends on the seed and its inputs only.
 */
export function makeScene(base: PixelPair, foreign: Materials, seed: number, count: number): MadeScene {
  const random = randomOf('scene', base.name, seed);
  const materials = { ...foreign, bare: litAs(foreign.bare, base) };
  const still = viewOf(base, random.chance(0.5) ? 'nullBefore' : 'nullAfter', seed);
  const copy = (bands: Bands): Uint16Array[] => bands.map((band) => band.slice());
  const pair = { ...still, name: `${base.name}:made-${seed}`, before: copy(still.before), after: copy(still.after) };
  const { width, height } = pair.grid;
  const taken = new Uint8Array(width * height);
  const objects: MadeObject[] = [];
  for (let k = 0; k < count; k++) {
    for (const kind of KINDS) {
      const patch = placeFor(kind, pair, taken, random);
      if (patch === undefined) continue;
      const pixels = make(kind, pair, patch, materials, random);
      if (pixels.length >= 10) objects.push({ kind, pixels });
    }
  }
  return { pair, objects };
}

type Two = PixelPair & { readonly before: Bands; readonly after: Bands };

function shapeOf(kind: GroundKind, random: Random): Parameters<typeof patchOf>[0] {
  const turn = random.between(0, Math.PI);
  switch (kind) {
    case 'quarry':
      return blob(random.between(5, 18), random);
    case 'spoilHeap':
      return blob(random.between(4, 12), random);
    case 'platform':
      return rectangle(random.between(10, 32), random.between(8, 22), turn, 0.4, random);
    case 'linearWorks':
      return strip(random.between(30, 90), random.between(2, 6), random);
    case 'building':
      return rectangle(random.between(4, 16), random.between(3, 8), turn, 0, random);
    case 'farmOrWater':
      return random.chance(0.25)
        ? blob(random.between(5, 16), random)
        : rectangle(random.between(10, 40), random.between(6, 22), turn, 0.1, random);
  }
}

/** A free spot for a shape of this kind; nothing touches anything else. */
function placeFor(kind: GroundKind, { grid }: PixelPair, taken: Uint8Array, random: Random): Patch | undefined {
  for (let attempt = 0; attempt < 40; attempt++) {
    const shape = shapeOf(kind, random);
    const patch = patchOf(shape, random.below(grid.width), random.below(grid.height));
    const inside: number[] = [];
    let free = true;
    for (let y = 0; free && y < patch.height; y++) {
      for (let x = 0; free && x < patch.width; x++) {
        if (patch.inner[y * patch.width + x]! < -GAP_PX) continue;
        const [px, py] = [patch.x + x, patch.y + y];
        if (px < 2 || py < 2 || px >= grid.width - 2 || py >= grid.height - 2) free = false;
        else if (taken[py * grid.width + px] === 1) free = false;
        else inside.push(py * grid.width + px);
      }
    }
    if (!free) continue;
    for (const i of inside) taken[i] = 1;
    return patch;
  }
  return undefined;
}

function make(kind: GroundKind, pair: Two, patch: Patch, materials: Materials, random: Random): number[] {
  const { width } = pair.grid;
  const bare = (): Spectrum => pick(materials.bare, random);
  const on = (date: Bands, part: Patch, material: Spectrum, shading: Shading, texture: number): void =>
    paint(date, width, part, material, shading, texture, random);
  switch (kind) {
    case 'quarry': {
      const rock = scaled(bare(), random.between(1, 1.35));
      const shading = benches(random);
      const earlier = random.chance(0.35) ? shrunk(patch, random.between(3, 6)) : undefined;
      if (earlier !== undefined) for (const date of [pair.before, pair.after]) on(date, earlier, rock, shading, 0.1);
      on(pair.after, patch, rock, shading, 0.1);
      return pixelsOf(patch, width, earlier);
    }
    case 'spoilHeap': {
      const soil = scaled(bare(), random.between(0.65, 1));
      on(pair.after, patch, soil, heap(random), 0.12);
      return pixelsOf(patch, width);
    }
    case 'platform': {
      on(pair.after, patch, scaled(bare(), random.between(0.9, 1.25)), flat, 0.04);
      return pixelsOf(patch, width);
    }
    case 'linearWorks': {
      on(pair.after, patch, scaled(bare(), random.between(0.85, 1.2)), flat, 0.06);
      return pixelsOf(patch, width);
    }
    case 'building': {
      // Half of them on ground that was opened before, as sites grow.
      if (random.chance(0.5)) for (const date of [pair.before, pair.after]) on(date, grown(patch), bare(), flat, 0.05);
      on(pair.after, patch, scaled(pick(materials.roof, random), random.between(0.8, 1.4)), flat, 0.05);
      return pixelsOf(patch, width);
    }
    case 'farmOrWater': {
      const rows = furrows(random.between(0, Math.PI), random);
      const soil = scaled(bare(), random.between(0.5, 0.95));
      const green = pick(materials.green, random);
      const [water, film] = [waterSpectrum(random), filmSpectrum(random)];
      const stubble = scaled(bare(), random.between(0.25, 0.5));
      const ways: [Spectrum, Spectrum][] = [
        [green, soil],
        [soil, green],
        [green, soil],
        [soil, film],
        [green, water],
        [water, soil],
        [soil, stubble],
      ];
      const [first, second] = pick(ways, random);
      on(pair.before, patch, first, rows, 0.05);
      on(pair.after, patch, second, rows, 0.05);
      return pixelsOf(patch, width);
    }
  }
}

const scaled = (spectrum: Spectrum, factor: number): Spectrum => spectrum.map((value) => value * factor);

/** The patch without its outer `px`. */
const shrunk = (patch: Patch, px: number): Patch => moved(patch, -px);
const grown = (patch: Patch): Patch => moved(patch, 2);
const moved = (patch: Patch, px: number): Patch => ({
  ...patch,
  inner: patch.inner.map((d) => d + px),
  cover: patch.inner.map((d) => Math.min(1, Math.max(0, d + px + 0.5))),
});

/** Pixels at least half covered, but for those that `without` covered before. */
function pixelsOf(patch: Patch, width: number, without?: Patch): number[] {
  const pixels: number[] = [];
  for (let y = 0; y < patch.height; y++) {
    for (let x = 0; x < patch.width; x++) {
      const at = y * patch.width + x;
      if (patch.cover[at]! < 0.5 || (without !== undefined && without.cover[at]! >= 0.5)) continue;
      pixels.push((patch.y + y) * width + patch.x + x);
    }
  }
  return pixels;
}

/** Bare ground of another place in this scene's light: its mean is as bright as the scene's brighter ground, within limits. */
function litAs(bare: readonly Spectrum[], { after, hidden }: PixelPair): Spectrum[] {
  const bright = (spectrum: Spectrum): number => spectrum[0]! + spectrum[1]! + spectrum[2]!;
  const here: number[] = [];
  for (let i = 0; i < hidden.length; i += 97) if (hidden[i] === 0) here.push(bright(after.map((band) => band[i]!)));
  here.sort((a, b) => a - b);
  const wanted = here[Math.floor(0.85 * here.length)] ?? 3000;
  const mean = bare.reduce((sum, spectrum) => sum + bright(spectrum), 0) / bare.length;
  return bare.map((spectrum) => scaled(spectrum, Math.min(1.4, Math.max(0.6, wanted / mean))));
}
