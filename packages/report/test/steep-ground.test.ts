import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Areal } from '@landscar/core';
import { createTransform, writeRaster } from '@landscar/geodata';
import { openSteepGround } from '@landscar/report';

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'steep-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const SIZE = 100;
/** A plane that rises to the east by `slopeDeg`, flat in its western half. */
function heights(slopeDeg: number, pixelM: number): Float32Array {
  const rise = Math.tan((slopeDeg * Math.PI) / 180) * pixelM;
  return Float32Array.from({ length: SIZE * SIZE }, (_, i) => 500 + Math.max(0, (i % SIZE) - SIZE / 2) * rise);
}

async function dem(name: string, slopeDeg: number): Promise<{ file: string; at: (x0: number, x1: number) => Areal }> {
  const file = join(folder, name);
  const grid = {
    crs: 'EPSG:4546',
    originX: 600_000,
    originY: 3_930_000,
    pixelWidth: 10,
    pixelHeight: 10,
    width: SIZE,
    height: SIZE,
  };
  await writeRaster(file, { grid, dataType: 'Float32', noData: -9999, bands: [heights(slopeDeg, 10)] });
  const toLonLat = await createTransform('EPSG:4546', 'EPSG:4326');
  const at = (x0: number, x1: number): Areal =>
    toLonLat.geometry({
      type: 'Polygon',
      coordinates: [
        [
          [600_000 + x0, 3_929_900],
          [600_000 + x1, 3_929_900],
          [600_000 + x1, 3_929_700],
          [600_000 + x0, 3_929_700],
          [600_000 + x0, 3_929_900],
        ],
      ],
    });
  return { file, at };
}

describe('slopes of 25° and more', () => {
  it.each([
    [24, 0],
    [26, 1],
  ])('a patch on a slope of %d° has a share of %d', async (slope, share) => {
    const { file, at } = await dem(`slope-${slope}.tif`, slope);
    const ground = await openSteepGround(file);
    expect(await ground.share(at(600, 900))).toBe(share);
    expect(await ground.share(at(100, 400))).toBe(0);
    ground.close();
  });

  it('counts the part that is steep, and nothing where the raster does not reach', async () => {
    const { file, at } = await dem('half.tif', 40);
    const ground = await openSteepGround(file);
    expect(await ground.share(at(400, 600))).toBeCloseTo(0.5, 1);
    expect(await ground.share(at(5_000, 6_000))).toBeNull();
    ground.close();
  });
});
