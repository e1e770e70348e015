import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gridTransform, type Grid } from '@landscar/core';
import {
  coarsen,
  createRaster,
  openWarpSource,
  rasterInfo,
  readRaster,
  warpToGrid,
  writeRaster,
} from '../src/index.js';

const grid: Grid = {
  crs: 'EPSG:4546',
  originX: 560_000,
  originY: 3_930_000,
  pixelWidth: 10,
  pixelHeight: 10,
  width: 600,
  height: 530,
};
let dir = '';
const at = (name: string): string => join(dir, name);
const ramp = (g: Grid): Uint16Array =>
  Uint16Array.from({ length: g.width * g.height }, (_, i) => 1000 + (i % g.width) * 4 + Math.floor(i / g.width));

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landscar-raster-'));
});
afterAll(async () => rm(dir, { recursive: true }));

describe('rasters', () => {
  it('come back as they were written, with names, grid and nothing left beside them', async () => {
    const red = ramp(grid);
    await writeRaster(at('a.tif'), {
      grid,
      dataType: 'UInt16',
      bands: [red, red.map((v) => v + 1)],
      noData: 0,
      tiled: true,
      bandNames: ['red', '近红外'],
      scale: 0.0001,
    });
    const back = await readRaster(at('a.tif'));
    expect(back.grid).toEqual(grid);
    expect(back.info).toMatchObject({
      bandCount: 2,
      dataType: 'UInt16',
      noData: 0,
      blockWidth: 512,
      blockHeight: 512,
      bandNames: ['red', '近红外'],
    });
    expect(back.bands[0]).toEqual(red);
    const part = await readRaster(at('a.tif'), { window: { x: 590, y: 5, width: 10, height: 2 }, bands: [2] });
    expect(part.bands[0]?.[0]).toBe(red[5 * 600 + 590]! + 1);
    expect(part.grid.originX).toBe(565_900);
    expect(await readdir(dir)).toEqual(['a.tif']);
  });

  it('give the same bytes twice, written in blocks, with overviews', async () => {
    for (const name of ['b1.tif', 'b2.tif']) {
      const sink = await createRaster(at(name), {
        grid,
        dataType: 'UInt16',
        bandCount: 1,
        tiled: true,
        noData: 0,
        overviews: 'AVERAGE',
      });
      await sink.write({ x: 512, y: 0, width: 88, height: 512 }, [new Uint16Array(88 * 512).fill(7)]);
      await sink.write({ x: 0, y: 0, width: 512, height: 512 }, [new Uint16Array(512 * 512).fill(9)]);
      await sink.finish();
    }
    expect((await readFile(at('b1.tif'))).equals(await readFile(at('b2.tif')))).toBe(true);
    expect((await rasterInfo(at('b1.tif'))).overviewCount).toBe(1);
  });

  it('have overviews of what holds data, deep ones too, whatever the order of the blocks', async () => {
    const wide: Grid = { ...grid, width: 9000, height: 40 };
    const sink = await createRaster(at('wide.tif'), {
      grid: wide,
      dataType: 'UInt16',
      bandCount: 1,
      tiled: true,
      noData: 0,
      overviews: 'AVERAGE',
    });
    for (let x = 8192; x >= 0; x -= 1024) {
      const width = Math.min(1024, wide.width - x);
      // Even columns hold their block's number, odd ones twice that, but none in the first row.
      const block = Uint16Array.from({ length: width * 40 }, (_, i) =>
        i < width ? 0 : (x / 1024 + 1) * 100 * (1 + ((i % width) % 2)),
      );
      await sink.write({ x, y: 0, width, height: 40 }, [block]);
    }
    await sink.finish();
    expect((await rasterInfo(at('wide.tif'))).overviewCount).toBe(5);
    for (const factor of [2, 8, 32]) {
      const [outWidth, outHeight] = [Math.ceil(9000 / factor), Math.ceil(40 / factor)];
      const { bands } = await readRaster(at('wide.tif'), { outWidth, outHeight });
      for (const block of [0, 4, 8]) expect(bands[0]![(block * 1024) / factor + 1]).toBe((block + 1) * 150);
    }
  });

  it('are halved by means of what holds data, whatever their size and where the holes are', () => {
    const number = fc.oneof(
      { weight: 60, arbitrary: fc.integer({ min: 1, max: 65_535 }) },
      { weight: 1, arbitrary: fc.constant(0) },
    );
    const side = fc.integer({ min: 1, max: 90 });
    fc.assert(
      fc.property(side, side, fc.array(number, { minLength: 97, maxLength: 97 }), (width, height, numbers) => {
        const pixels = Uint16Array.from({ length: width * height }, (_, i) => numbers[(i * 31) % 97]!);
        const half = coarsen(pixels, { x: 0, y: 0, width, height }, 2, 0);
        const across = Math.ceil(width / 2);
        const wrong = [...half.pixels].findIndex((v, i) => {
          const [x, y] = [2 * (i % across), 2 * Math.floor(i / across)];
          const [right, below] = [Math.min(width - 1, x + 1), Math.min(height - 1, y + 1)];
          const four = [y * width + x, y * width + right, below * width + x, below * width + right];
          const seen = four.map((k) => pixels[k]!).filter((p) => p !== 0);
          return v !== (seen.length === 0 ? 0 : Math.floor(seen.reduce((a, b) => a + b) / seen.length + 0.5));
        });
        expect(wrong).toBe(-1);
      }),
      { numRuns: 60 },
    );
  });

  it('warp onto another CRS and back to about the same place', async () => {
    const utm: Grid = { ...grid, crs: 'EPSG:32649', width: 200, height: 200 };
    const there = await warpToGrid(
      at('a.tif'),
      {
        ...grid,
        crs: 'EPSG:4490',
        originX: 111.7,
        originY: 35.48,
        pixelWidth: 1e-4,
        pixelHeight: 1e-4,
        width: 80,
        height: 60,
      },
      { bands: [2] },
    );
    expect(there).toHaveLength(1);
    expect((there[0] as Uint16Array).some((v) => v > 0)).toBe(true);
    expect((await warpToGrid(at('a.tif'), { ...utm, originX: 100 })).every((b) => b.every((v) => v === 0))).toBe(true);
  });

  it('fold a shift into the warp', async () => {
    const source = await openWarpSource(at('a.tif'), [1]);
    const part: Grid = { ...grid, originX: 561_000, originY: 3_929_000, width: 64, height: 64 };
    const [x, w, r, y, s, h] = gridTransform(part);
    const plain = (await source.warp(part))[0]!;
    const moved = (await source.warp(part, { transform: [x + 5, w, r, y, s, h] }))[0]!;
    source.close();
    // Half a pixel to the right on a ramp of 4 a column.
    expect(moved[100]! - plain[100]!).toBe(2);
  });

  it('are refused by name', async () => {
    await expect(rasterInfo(at('none.tif'))).rejects.toMatchObject({ code: 'GEODATA_FILE_MISSING' });
    await writeFile(at('text.tif'), 'hello');
    await expect(rasterInfo(at('text.tif'))).rejects.toMatchObject({ code: 'GEODATA_RASTER_UNREADABLE' });
    const whole = await readFile(at('a.tif'));
    await writeFile(at('short.tif'), whole.subarray(0, whole.length / 2));
    await expect(readRaster(at('short.tif'))).rejects.toMatchObject({ code: 'GEODATA_RASTER_UNREADABLE' });
    await expect(readRaster(at('a.tif'), { window: { x: 599, y: 0, width: 2, height: 1 } })).rejects.toMatchObject({
      code: 'GEODATA_RASTER_WINDOW',
    });
    await expect(
      writeRaster(join(dir, 'no', 'x.tif'), { grid, dataType: 'Byte', bands: [new Uint8Array(600 * 530)] }),
    ).rejects.toMatchObject({ code: 'GEODATA_WRITE_FAILED' });
    await expect(warpToGrid(at('a.tif'), { ...grid, crs: 'EPSG:1' })).rejects.toMatchObject({
      code: 'GEODATA_CRS_UNKNOWN',
    });
  });
});
