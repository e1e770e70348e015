import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeRaster } from '@landscar/geodata';
import { registerScene } from '../src/coregister/register-scene.js';
import { openScene } from '../src/scenes/open-scene.js';
import type { Scene } from '../src/scenes/scene.js';
import { GROUND, makeGround, random, sceneBands, type SceneOptions } from './ground.js';

const dir = mkdtempSync(join(tmpdir(), 'landscar-shift-'));
afterAll(async () => rm(dir, { recursive: true }));
const grid = { ...GROUND, width: 288, height: 288 };

async function scene(name: string, o: SceneOptions): Promise<Scene> {
  const file = join(dir, name);
  const bands = sceneBands({ grid, bands: 2, ...o });
  await writeRaster(file, { grid: o.grid ?? grid, dataType: 'UInt16', bands, noData: 0, bandNames: ['red', 'nir'] });
  return (await openScene({ file, date: '2020-06-01', sensor: 'sentinel-2-l2a', offset: 0 })).scene;
}

/** Fields of 24 px that are new ground: 30 % of the scene. */
function changed(seed: number): (v: number, x: number, y: number, band: number) => number {
  const next = random(seed);
  const fields = Array.from({ length: 144 }, () => ({ isNew: next() < 0.3, level: 800 + 3000 * next() }));
  return (v, x, y) => {
    const field = fields[12 * Math.floor(y / 24) + Math.floor(x / 24)]!;
    return field.isNew ? field.level + 60 * Math.sin(x * 1.7 + y * 0.9) : v * 1.1 + 60;
  };
}

describe('shifts that are known', () => {
  it(
    'from 0 to 3 px by 0.1 px, with 30 % of the ground changed, come out within 0.1 px',
    { timeout: 300_000 },
    async () => {
      const reference = await scene('reference.tif', { change: changed(7) });
      const worst: string[] = [];
      for (let step = 0; step <= 30; step++) {
        const [length, angle] = [step / 10, step * 2.399];
        const [dx, dy] = [length * Math.cos(angle), length * Math.sin(angle)];
        const moving = await scene('moving.tif', { shift: [dx, dy] });
        const { shift } = await registerScene(moving, reference, grid);
        // What was found brings the moving scene back.
        const off = Math.hypot(shift.dx + dx, shift.dy + dy);
        if (!shift.established || off > 0.1) worst.push(`${length.toFixed(1)} px: off by ${off.toFixed(3)}`);
      }
      expect(worst).toEqual([]);
    },
  );

  it('a smooth local shift is followed: half a pixel from side to side', async () => {
    // Twenty-five blocks: a field needs four a term.
    const wide = { ...grid, width: 416, height: 416 };
    const bend = (x: number): number => 0.3 + (0.9 * x) / wide.width;
    const still = await scene('still.tif', { grid: wide });
    const source = sceneBands({ grid: wide, bands: 2 });
    const ground = makeGround(1);
    const bent = source.map((band, b) =>
      band.map((_, i) => Math.round(ground((i % wide.width) - bend(i % wide.width), Math.floor(i / wide.width), b))),
    );
    const file = join(dir, 'bent.tif');
    await writeRaster(file, { grid: wide, dataType: 'UInt16', bands: bent, noData: 0, bandNames: ['red', 'nir'] });
    const { scene: moving } = await openScene({ file, date: '2020-06-01', sensor: 'sentinel-2-l2a', offset: 0 });
    const { shift, order, field } = await registerScene(moving, still, wide);
    expect(order).toBeGreaterThan(0);
    expect(shift.residualMedian).toBeLessThan(0.1);
    for (const x of [80, 208, 330]) expect(Math.abs(field(x, 208)[0] + bend(x))).toBeLessThan(0.15);
  });

  it('unrelated ground is not brought together', async () => {
    const [a, b] = [await scene('a.tif', { seed: 3 }), await scene('b.tif', { seed: 9 })];
    const { shift } = await registerScene(a, b, grid);
    expect(shift).toMatchObject({ established: false, dx: 0, dy: 0, residualMedian: null, blocks: 0 });
  });
});
