import { GROUND_KINDS } from '@landscar/core';
import { FEATURE_BANDS, measureObjects } from '@landscar/detect';
import { describe, expect, it } from 'vitest';
import {
  collectMaterials,
  confusion,
  makeNuisance,
  makeScene,
  memoryStack,
  NUISANCES,
  randomOf,
  trainKinds,
} from '../src/index.js';
import type { KindExample, PixelPair } from '../src/index.js';
import { hillshade } from '../src/synthetic/light.js';
import { behindFront, patchOf, rectangle } from '../src/synthetic/shapes.js';

const [WIDTH, HEIGHT] = [240, 200];

/** Patches of green, bare and built ground with noise, the same on both dates. */
function madeUpPlace(name: string): PixelPair {
  const random = randomOf('place', name);
  const grounds = [
    [400, 600, 450, 3200, 1800, 900],
    [1300, 1600, 2000, 2500, 3100, 2700],
    [1900, 1900, 1900, 2100, 2000, 1800],
  ];
  const bands = grounds[0]!.map(() => new Uint16Array(WIDTH * HEIGHT));
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const ground = grounds[(Math.floor(x / 30) + Math.floor(y / 25)) % 3]!;
      const light = random.between(0.85, 1.15);
      for (const [b, band] of bands.entries()) band[y * WIDTH + x] = ground[b]! * light;
    }
  }
  const grid = {
    crs: 'EPSG:32649',
    originX: 5e5,
    originY: 4e6,
    pixelWidth: 10,
    pixelHeight: 10,
    width: WIDTH,
    height: HEIGHT,
  };
  return { name, grid, bands: FEATURE_BANDS, before: bands, after: bands, hidden: new Uint8Array(WIDTH * HEIGHT) };
}

async function examples(place: string, from: string, seeds: readonly number[]): Promise<KindExample[]> {
  const base = madeUpPlace(place);
  const materials = collectMaterials([madeUpPlace(from)], randomOf('materials', from));
  const made: KindExample[] = [];
  for (const seed of seeds) {
    const { pair, objects } = makeScene(base, materials, seed, 4);
    const features = await measureObjects(
      memoryStack(pair),
      objects.map(({ pixels }) => pixels),
    );
    objects.forEach(({ kind }, i) => made.push({ features: features[i]!, kind: GROUND_KINDS.indexOf(kind) }));
  }
  return made;
}

describe('made-up ground', () => {
  it('is the same for the same seed, differs for another, and objects lie apart', () => {
    const base = madeUpPlace('a');
    const materials = collectMaterials([madeUpPlace('b')], randomOf('m'));
    const scene = makeScene(base, materials, 1, 2);
    expect(makeScene(base, materials, 1, 2)).toEqual(scene);
    expect(makeScene(base, materials, 2, 2).objects).not.toEqual(scene.objects);
    const all = scene.objects.flatMap(({ pixels }) => pixels);
    expect(new Set(all).size).toBe(all.length);
    const bands = scene.pair.after;
    expect(all.some((i) => bands[2]![i] !== scene.pair.before[2]![i])).toBe(true);
  });

  it('lights slopes towards the sun, and shades those that turn away', () => {
    const roof = Float32Array.from({ length: 15 }, (_, i) => [0, 5, 10, 5, 0][i % 5]!);
    const east = { azimuth: Math.PI / 2, elevation: Math.PI / 4 };
    const light = hillshade(roof, 5, 10, east);
    expect(light[8]).toBeGreaterThan(1);
    expect(light[6]).toBeLessThan(1);
    // cos of the angle between the sun and a slope of atan(1/2) that faces it, over that of level ground (Horn 1981).
    expect(light[8]).toBeCloseTo(1.5 / Math.hypot(1, 0.5), 5);
    for (const one of hillshade(new Float32Array(15).fill(7), 5, 10, east)) expect(one).toBeCloseTo(1, 6);
  });

  it('works go on behind a front that runs through the whole shape', () => {
    const patch = patchOf(rectangle(20, 12, 0.3, 0, randomOf('shape')), 40, 40);
    const whole = patch.cover.reduce((sum, c) => sum + c, 0);
    const part = behindFront(patch, 0.5, randomOf('front'));
    const share = part.cover.reduce((sum, c) => sum + c, 0) / whole;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
    part.cover.forEach((c, i) => expect(c).toBeLessThanOrEqual(patch.cover[i]!));
  });

  it.each(NUISANCES)(
    '%s: the ground seen again, the same for the same seed, and only the second date differs',
    (nuisance) => {
      const base = madeUpPlace('a');
      const made = makeNuisance(base, nuisance, 1);
      expect(makeNuisance(base, nuisance, 1)).toEqual(made);
      expect(makeNuisance(base, nuisance, 2).after).not.toEqual(made.after);
      expect(made.before).toEqual(base.before);
      const changed = made.after[0]!.filter((value, i) => Math.abs(value - base.after[0]![i]!) > 150).length;
      expect(changed).toBeGreaterThan(0.02 * made.after[0]!.length);
      for (const band of made.after) expect(Math.min(...band)).toBeGreaterThanOrEqual(5);
    },
  );

  it('teaches kinds that hold on scenes which were not learned from', async () => {
    const learn = await examples('a', 'b', [1, 2, 3, 4, 5, 6]);
    expect(learn.every(({ features }) => features.every(Number.isFinite))).toBe(true);
    const settings = { hidden: 8, epochs: 60, learningRate: 3e-3, smoothing: 0.1, seed: 0 };
    const net = trainKinds(learn, settings);
    expect(trainKinds(learn, settings)).toEqual(net);
    const exam = await examples('c', 'd', [7, 8]);
    const table = confusion(net, exam);
    const right = table.reduce((sum, row, i) => sum + row[i]!, 0) / exam.length;
    expect(right).toBeGreaterThan(0.5);
  });
});
