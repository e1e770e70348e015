import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VALIDITY_BITS } from '@landscar/core';
import { readRaster } from '@landscar/geodata';
import { ingestPair } from '../src/index.js';
import { sunAt } from '../src/mask/sun-position.js';
import { dilate } from '../src/mask/dilate.js';
import { hasOscd, oscdPair } from './oscd.js';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landscar-clouds-'));
});
afterAll(async () => rm(dir, { recursive: true }));

describe('sun and dilation', () => {
  it('put the sun where almanacs have it', () => {
    // NOAA solar calculator, Paris 2017-11-07, 90 minutes before solar noon: azimuth 157°, elevation 22°.
    const sun = sunAt('2017-11-07', 48.82);
    expect(sun.azimuthDeg).toBeCloseTo(157, -0.5);
    expect(Math.abs(sun.elevationDeg - 22)).toBeLessThan(1.5);
  });
  it('grow by the radius and no more', () => {
    const mask = new Uint8Array(49);
    mask[24] = 1;
    const grown = dilate(mask, 7, 7, 2);
    expect(grown.reduce((a, b) => a + b)).toBe(25);
    expect(grown[2 * 7 + 2]).toBe(1);
    expect(grown[7]).toBe(0);
  });
});

describe.skipIf(!hasOscd)('clouds of real pairs', () => {
  it('masks both clouds of paris and the shadow of the second, and little else', async () => {
    const stack = await ingestPair({ ...oscdPair('paris'), out: join(dir, 'paris') });
    const { bands } = await readRaster(join(dir, 'paris/validity.tif'));
    const at = (x: number, y: number): number => bands[1]![y * stack.grid.width + x]!;
    // Found by eye in the second date: two clouds, and the dark patch north of the lower one.
    for (const [x, y] of [
      [332, 47],
      [328, 42],
      [203, 356],
      [190, 365],
      [215, 345],
    ] as const)
      expect(at(x, y) & VALIDITY_BITS.cloud, `${x} ${y}`).not.toBe(0);
    for (const [x, y] of [
      [167, 204],
      [180, 190],
      [155, 210],
    ] as const)
      expect(at(x, y) & VALIDITY_BITS.shadow, `${x} ${y}`).not.toBe(0);
    expect(stack.cloudShare!.after).toBeLessThan(0.09);
    expect(stack.cloudShare!.before).toBe(0);
  });
  it.each(['dubai', 'abudhabi', 'lasvegas', 'rio'])(
    'leaves %s, which is cloudless, alone to a hundredth',
    async (place) => {
      const { cloudShare, validShare } = await ingestPair({ ...oscdPair(place), out: join(dir, place) });
      expect(cloudShare!.before).toBeLessThan(0.01);
      expect(cloudShare!.after).toBeLessThan(0.01);
      expect(validShare.both).toBeGreaterThan(0.99);
    },
  );
});
