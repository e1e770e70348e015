import type { GroundKind } from '@landscar/core';
import type { PixelPair } from '../data/pixel-pair.js';
import { smoothField, viewOf } from '../data/views.js';
import { randomOf, type Random } from '../random.js';
import { hillshade, morningSun, type Sun } from './light.js';
import {
  brightness,
  filmSpectrum,
  pick,
  pickGreen,
  pickGround,
  stubbleSpectrum,
  waterSpectrum,
  type Materials,
  type SceneMaterials,
  type Spectrum,
} from './materials.js';
import { furrows, paint, type Bands } from './paint.js';
import { behindFront, blob, grownBy, patchOf, rectangle, strip, type Patch } from './shapes.js';
import { heap, levelled, pit, PIXEL_M, type Surface } from './surfaces.js';

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
/** Share of the works that had begun before the first date, and of those that are not finished at the second. */
const BEGUN_SHARE = 0.35;
const UNFINISHED_SHARE = 0.3;

/**
 * One date of a place seen twice (shifted up to 1 px, another gain, noise, sometimes haze), and on it `count` changes of
 * every kind, in materials of other places and of a spectral library, on one relief and under one sun. Works may have begun
 * before the first date and may not be finished at the second. Depends on the seed and its inputs only.
 */
export function makeScene(base: PixelPair, foreign: Materials, seed: number, count: number): MadeScene {
  const random = randomOf('scene', base.name, seed);
  const still = viewOf(base, random.chance(0.5) ? 'nullBefore' : 'nullAfter', seed);
  const copy = (bands: Bands): Uint16Array[] => bands.map((band) => band.slice());
  const pair = { ...still, name: `${base.name}:made-${seed}`, before: copy(still.before), after: copy(still.after) };
  const { width, height } = pair.grid;
  const reliefM = random.between(0, 150);
  const ground = smoothField(width, height, random.between(25, 60), random).map((h) => h * reliefM);
  const materials = { ...foreign, bare: litAs(foreign.bare, base), air: airOf(base) };
  const scene = { pair, materials, ground, sun: morningSun(random), random };
  const taken = new Uint8Array(width * height);
  const objects: MadeObject[] = [];
  for (let k = 0; k < count; k++) {
    for (const kind of KINDS) {
      const patch = placeFor(kind, pair, taken, random);
      if (patch === undefined) continue;
      const pixels = kind === 'farmOrWater' ? farmOrWater(scene, patch) : works(kind, scene, patch);
      if (pixels.length >= 10) objects.push({ kind, pixels });
    }
  }
  return { pair, objects };
}

interface Scene {
  readonly pair: PixelPair;
  readonly materials: SceneMaterials;
  /** Relief of the scene, m, (height, width). */
  readonly ground: Surface;
  readonly sun: Sun;
  readonly random: Random;
}

function shapeOf(kind: GroundKind, random: Random): Parameters<typeof patchOf>[0] {
  const turn = random.between(0, Math.PI);
  switch (kind) {
    case 'quarry':
      return blob(random.between(5, 18), random);
    case 'spoilHeap':
      return blob(random.between(4, 12), random);
    case 'platform':
      return random.chance(0.7)
        ? rectangle(random.between(10, 32), random.between(8, 22), turn, 0.4, random)
        : blob(random.between(5, 14), random);
    case 'linearWorks':
      return strip(random.between(30, 90), random.between(2, 6), random);
    case 'building':
      return rectangle(random.between(4, 16), random.between(3, 8), turn, 0, random);
    case 'farmOrWater':
      // Terraces and ponds follow the slope, parcels of the plain have corners.
      return random.chance(0.5)
        ? blob(random.between(5, 18), random)
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

/** What works look like when they are finished. */
interface Works {
  readonly material: Spectrum;
  readonly surface: Surface;
  readonly texture: number;
}

function finished(kind: GroundKind, { materials, random }: Scene, ground: Surface, patch: Patch): Works {
  const bare = (low: number, high: number): Spectrum =>
    scaled(pickGround(materials, 'bare', random), random.between(low, high));
  switch (kind) {
    // Fresh faces of limestone are far brighter than soil.
    case 'quarry':
      return { material: bare(1, 1.7), surface: pit(ground, patch, random), texture: 0.1 };
    case 'spoilHeap':
      return { material: bare(0.6, 1.1), surface: heap(ground, patch, random), texture: 0.12 };
    case 'platform':
      return { material: bare(0.85, 1.4), surface: levelled(ground, patch, random), texture: 0.04 };
    case 'building': {
      const roof = scaled(pickGround(materials, 'roof', random), random.between(0.8, 1.4));
      return { material: roof, surface: levelled(ground, patch, random), texture: 0.05 };
    }
    default:
      return { material: bare(0.85, 1.3), surface: ground, texture: 0.06 };
  }
}

/** Answers the pixels that work has changed between the dates. */
function works(kind: GroundKind, scene: Scene, patch: Patch): number[] {
  const { pair, materials, random } = scene;
  const { before, after } = pair;
  const ground = cut(scene.ground, pair.grid.width, patch);
  const done = finished(kind, scene, ground, patch);
  const put = (date: Bands, part: Patch, { material, surface, texture }: Works): void =>
    paint(date, pair.grid.width, part, material, hillshade(surface, patch.width, PIXEL_M, scene.sun), texture, random);
  if (kind === 'building' && random.chance(0.5)) {
    // The site was opened before.
    const site = { material: pickGround(materials, 'bare', random), surface: ground, texture: 0.05 };
    for (const date of [before, after]) put(date, grownBy(patch, 2), site);
  }
  const isBegun = kind !== 'building' && random.chance(BEGUN_SHARE);
  const begun = isBegun ? startOf(kind, patch, random) : undefined;
  if (begun !== undefined) for (const date of [before, after]) put(date, begun, done);
  if (begun === undefined && random.chance(UNFINISHED_SHARE)) {
    // Ahead of the front the green is off, here and there, and nothing has its shape yet.
    const stripped = scaled(pickGround(materials, 'bare', random), random.between(0.7, 1));
    put(after, thinned(patch, random), { material: stripped, surface: ground, texture: 0.1 });
    put(after, behindFront(patch, random.between(0.35, 0.8), random), done);
  } else {
    put(after, patch, done);
  }
  return pixelsOf(patch, pair.grid.width, begun);
}

/** What there was at the first date of works that go on. */
function startOf(kind: GroundKind, patch: Patch, random: Random): Patch {
  const grewOutwards = (kind === 'quarry' || kind === 'spoilHeap') && random.chance(0.5);
  return grewOutwards ? grownBy(patch, -random.between(3, 6)) : behindFront(patch, random.between(0.2, 0.6), random);
}

/** Half to four fifths of what lies under the patch is covered, unevenly. */
function thinned(patch: Patch, random: Random): Patch {
  const thin = smoothField(patch.width, patch.height, 4, random);
  return { ...patch, cover: patch.cover.map((c, i) => c * (0.5 + 0.3 * thin[i]!)) };
}

/** What is no work: crops, tilled soil, film, stubble, cut or burnt wood, water level; often not all of the ground has it. */
function farmOrWater({ pair, materials, random, ground, sun }: Scene, patch: Patch): number[] {
  const { width } = pair.grid;
  const light = hillshade(cut(ground, width, patch), patch.width, PIXEL_M, sun);
  const rows = furrows(patch, random.between(0, Math.PI), random).map((row, i) => row * light[i]!);
  const soil = scaled(pickGround(materials, 'bare', random), random.between(0.5, 0.95));
  const green = pickGreen(materials, random);
  const [water, film, stubble] = [waterSpectrum(random), filmSpectrum(random), stubbleSpectrum(materials, random)];
  const wood = scaled(green, random.between(0.4, 0.8));
  const [first, second] = pick<readonly [Spectrum, Spectrum]>(
    [
      [green, soil],
      [soil, green],
      [green, stubble],
      [soil, film],
      [green, water],
      [water, soil],
      [soil, stubble],
      [wood, stubble],
    ],
    random,
  );
  if (random.chance(0.5))
    for (const date of [pair.before, pair.after]) paint(date, width, patch, first, rows, 0.05, random);
  paint(pair.after, width, random.chance(0.5) ? thinned(patch, random) : patch, second, rows, 0.05, random);
  return pixelsOf(patch, width);
}

const scaled = (spectrum: Spectrum, factor: number): Spectrum => spectrum.map((value) => value * factor);

/** Part of a plane under a patch; beyond the plane's edge its last values. */
function cut(plane: Float32Array, width: number, patch: Patch): Float32Array {
  const height = plane.length / width;
  const within = (value: number, size: number): number => Math.min(size - 1, Math.max(0, value));
  return Float32Array.from({ length: patch.width * patch.height }, (_, i) => {
    const [x, y] = [patch.x + (i % patch.width), patch.y + Math.floor(i / patch.width)];
    return plane[within(y, height) * width + within(x, width)]!;
  });
}

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

/** What the air adds to each band where the ground is darkest (Chavez 1988): next to nothing in surface reflectance. */
function airOf({ after, hidden }: PixelPair): Spectrum {
  return after.map((band) => {
    const seen = band.filter((_, i) => i % 97 === 0 && hidden[i] === 0).sort();
    return Math.max(0, (seen[Math.floor(0.005 * seen.length)] ?? 0) - 100);
  });
}

/** Bare ground of another place in this scene's light: its mean is as bright as the scene's brighter ground, within limits. */
function litAs(bare: readonly Spectrum[], { after, hidden }: PixelPair): Spectrum[] {
  const here: number[] = [];
  for (let i = 0; i < hidden.length; i += 97) if (hidden[i] === 0) here.push(brightness(after.map((band) => band[i]!)));
  here.sort((a, b) => a - b);
  const wanted = here[Math.floor(0.85 * here.length)] ?? 3000;
  if (bare.length === 0) return [];
  const mean = bare.reduce((sum, spectrum) => sum + brightness(spectrum), 0) / bare.length;
  return bare.map((spectrum) => scaled(spectrum, Math.min(1.4, Math.max(0.6, wanted / mean))));
}
