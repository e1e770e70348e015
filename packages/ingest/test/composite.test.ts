import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VALIDITY_BITS } from '@landscar/core';
import { readRaster, writeRaster } from '@landscar/geodata';
import { ingestPair, type SceneInput } from '../src/index.js';
import { NO_SCENE, chooseScenes } from '../src/composite/choose-scenes.js';
import { QUALITY_BANDS } from '../src/scenes/sensors/quality-bands.js';
import { GROUND, SIX, sceneBands, type SceneOptions } from './ground.js';

let dir = '';
const W = GROUND.width;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landscar-composite-'));
});
afterAll(async () => rm(dir, { recursive: true }));

/** A scene with a scene class band: `cls` says the class of a pixel. */
async function scene(
  name: string,
  date: string,
  cls: (x: number, y: number) => number,
  o: SceneOptions = {},
): Promise<SceneInput> {
  const file = join(dir, name);
  const scl = Uint16Array.from({ length: W * GROUND.height }, (_, i) => cls(i % W, Math.floor(i / W)));
  const bandNames = [...SIX, 'scl'];
  await writeRaster(file, { grid: GROUND, dataType: 'UInt16', bands: [...sceneBands(o), scl], bandNames, noData: 0 });
  return { file, date, sensor: 'sentinel-2-l2a', offset: 0 };
}
const inBox = (x: number, y: number, x0: number, y0: number, size: number): boolean =>
  x >= x0 && x < x0 + size && y >= y0 && y < y0 + size;

describe('several scenes a period', () => {
  it('are put together: clear ones, on one radiometry and place, with the date of each pixel', async () => {
    const options: SceneOptions = { change: (v) => v };
    const before = [
      await scene('b1.tif', '2023-05-01', () => 4, { change: (v) => v * 1.2 + 100, shift: [1.3, -0.7] }),
      await scene('b2.tif', '2023-06-10', (x, y) => (inBox(x, y, 40, 40, 60) ? 9 : 4), {
        change: (v, x, y) => (inBox(x, y, 40, 40, 60) ? 7000 : v),
      }),
      await scene('b3.tif', '2023-05-20', (x, y) => (inBox(x, y, 20, 20, 160) ? 8 : 4), {
        change: (v, x, y) => (inBox(x, y, 20, 20, 160) ? 6000 : v),
      }),
    ];
    const after = [await scene('a1.tif', '2024-06-05', (x, y) => (inBox(x, y, 200, 200, 30) ? 3 : 5), options)];
    const out = join(dir, 'stack');
    const stack = await ingestPair({ before, after, out });
    expect((await readdir(out)).sort()).toEqual([
      'after-scene-1-mask.tif',
      'after-scene-1.tif',
      'after.tif',
      ...[1, 2, 3].flatMap((k) => [`before-scene-${k}-mask.tif`, `before-scene-${k}.tif`]),
      'before.tif',
      'dates.tif',
      'residuals.geojson',
      'stack.json',
      'validity.tif',
    ]);
    expect(stack.scenes.before.map((s) => [s.date, s.dayGap])).toEqual([
      ['2023-06-10', 0],
      ['2023-05-20', 21],
      ['2023-05-01', 40],
    ]);
    expect(stack.scenes.before[2]!.shiftPx!.dx).toBeCloseTo(-1.3, 0.9);
    expect(stack.validShare.before).toBeGreaterThan(0.99);
    // Each scene alone, at 20 m, with its mask.
    const looks = await Promise.all(stack.scenes.before.map((s) => readRaster(join(out, s.look!.pixels))));
    const coarse = (look: number, x: number, y: number): number => looks[look]!.bands[2]![(y / 2) * (W / 2) + x / 2]!;
    expect(looks.map(({ grid }) => [grid.width, grid.pixelWidth])).toEqual([20, 20, 20].map((m) => [W / 2, m]));
    const mask = await readRaster(join(out, stack.scenes.before[0]!.look!.mask));
    expect([mask.bands[0]![60 * W + 60] === 0, mask.bands[0]![240 * W + 240]]).toEqual([false, 0]);
    const { gain, offset } = stack.scenes.before[2]!.fit![2]!;
    const moved = gain * coarse(2, 240, 240) + 1e4 * offset;
    expect(Math.abs(moved - coarse(0, 240, 240))).toBeLessThan(60);
    expect(Object.keys(stack.files)).toContain('before-scene-3.tif');
    const [pixels, dates, validity] = [
      await readRaster(join(out, 'before.tif')),
      await readRaster(join(out, 'dates.tif')),
      await readRaster(join(out, 'validity.tif')),
    ];
    const at = (x: number, y: number): number => y * W + x;
    expect(dates.bands[0]![at(70, 70)]).toBe(3);
    expect(dates.bands[0]![at(250, 250)]).toBe(1);
    expect(validity.bands[1]![at(215, 215)]! & VALIDITY_BITS.shadow).not.toBe(0);
    // The filled hole looks as the leading scene would have: place and radiometry were brought to it.
    const truth = sceneBands();
    const errors = [];
    for (let y = 50; y < 90; y++)
      for (let x = 50; x < 90; x++) errors.push(Math.abs(pixels.bands[2]![at(x, y)]! - truth[2]![at(x, y)]!));
    expect(errors.sort((a, b) => a - b)[errors.length >> 1]).toBeLessThan(40);
    // And no step where the scenes meet: neighbours differ no more than on the plain ground.
    const steps = (band: ArrayLike<number>, meet: boolean): number => {
      const found: number[] = [];
      for (let y = 10; y < 290; y++)
        for (let x = 10; x < 310; x++)
          if ((dates.bands[0]![at(x, y)] !== dates.bands[0]![at(x + 1, y)]) === meet)
            found.push(Math.abs(band[at(x, y)]! - band[at(x + 1, y)]!));
      return found.sort((a, b) => a - b)[found.length >> 1]!;
    };
    expect(steps(pixels.bands[2]!, true)).toBeLessThan(1.5 * steps(pixels.bands[2]!, false));
  });

  it('yearly: the scene of the same season leads, periodic: the last one', async () => {
    const before = [
      await scene('y1.tif', '2023-06-01', () => 4, { change: (v) => v + 1 }),
      await scene('y2.tif', '2023-11-01', () => 4, { change: (v) => v + 2 }),
    ];
    const after = [await scene('y3.tif', '2024-06-10', () => 4, { change: (v) => v + 3 })];
    const yearly = await ingestPair({ before, after, out: join(dir, 'yearly'), compare: 'yearly' });
    expect(yearly.scenes.before[0]!.date).toBe('2023-06-01');
    expect(yearly.dateBefore).toBe('2023-06-01');
    const periodic = await ingestPair({ before, after, out: join(dir, 'periodic') });
    expect(periodic.dateBefore).toBe('2023-11-01');
    expect(periodic.seasonGapDays).toBeGreaterThan(120);
  });

  it('changes scene in wide bows and never takes one that is not clear', () => {
    const [w, h] = [60, 50];
    const clear = Uint8Array.from({ length: w * h }, (_, i) => (inBox(i % w, Math.floor(i / w), 20, 20, 10) ? 0 : 1));
    const edge = (bits: (i: number) => number) =>
      Uint8Array.from({ length: w * h }, (_, i) => (i % w < 2 ? 1 : bits(i)));
    const choice = chooseScenes(
      [
        { bits: edge((i) => 1 - clear[i]!), dayGap: 0, haze: null },
        { bits: edge(() => 0), dayGap: 30, haze: null },
      ],
      w,
      h,
      6,
    );
    expect(choice[25 * w + 25]).toBe(1);
    expect(choice[5 * w + 50]).toBe(0);
    expect(choice[5 * w]).toBe(NO_SCENE);
    // Of two neighbours in a row few come from different scenes.
    let changes = 0;
    for (let i = 1; i < w * h; i++) if (i % w > 2 && choice[i] !== choice[i - 1]) changes++;
    expect(changes).toBeLessThan(2 * h);
  });
});

describe('quality bands', () => {
  it.each([
    ['scl', 9, VALIDITY_BITS.cloud],
    ['scl', 3, VALIDITY_BITS.shadow],
    ['scl', 11, VALIDITY_BITS.snow],
    ['scl', 5, 0],
    ['qa60', 1 << 10, VALIDITY_BITS.cloud],
    ['qa60', 0, 0],
    ['cldprb', 90, VALIDITY_BITS.cloud],
    // USGS's own examples: 21824 clear land, 22280 cloud of high confidence, 23888 cloud shadow.
    ['qa_pixel', 21_824, 0],
    ['qa_pixel', 22_280, VALIDITY_BITS.cloud],
    ['qa_pixel', 23_888, VALIDITY_BITS.shadow],
    ['pixel_qa', 322, 0],
    ['pixel_qa', 352, VALIDITY_BITS.cloud],
  ])('%s %d', (id, value, bits) => {
    expect(QUALITY_BANDS.find((q) => q.id === id)!.bits(value)).toBe(bits);
  });
});
