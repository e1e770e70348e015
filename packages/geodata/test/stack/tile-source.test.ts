import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { fromFile } from 'geotiff';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Grid, Window } from '@landscar/core';
import {
  coarsen,
  createBlockTiff,
  openOverview,
  openTileSource,
  readRaster,
  TILE_PX,
  writeRaster,
} from '../../src/index.js';

const width = 700;
const height = 530;
const grid: Grid = {
  crs: 'EPSG:4546',
  originX: 500_000,
  originY: 3_900_000,
  pixelWidth: 10,
  pixelHeight: 10,
  width,
  height,
};
const bands = [0, 1, 2].map((b) =>
  Uint16Array.from({ length: width * height }, (_, i) => (i * (b + 3) * 7919) % 65_536),
);

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tiles-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const windows = fc
  .tuple(fc.nat(width - 1), fc.nat(height - 1), fc.nat(width), fc.nat(height))
  .map(([x, y, w, h]): Window => ({
    x,
    y,
    width: Math.max(1, Math.min(w, width - x)),
    height: Math.max(1, Math.min(h, height - y)),
  }));

const cut = (band: ArrayLike<number>, w: Window): number[] =>
  Array.from(
    { length: w.width * w.height },
    (_, i) => band[(w.y + Math.floor(i / w.width)) * width + w.x + (i % w.width)]!,
  );

describe('windows by file offsets', () => {
  test.each(['NONE', 'DEFLATE', 'ZSTD', 'LZW'] as const)(
    '%s tiles give what geotiff.js and GDAL give',
    async (compress) => {
      const path = join(dir, `${compress}.tif`);
      await writeRaster(path, { grid, bands, dataType: 'UInt16', tiled: true, compress });
      const source = await openTileSource(path);
      const tiff = await fromFile(path);
      const image = await tiff.getImage(0);
      await fc.assert(
        fc.asyncProperty(windows, fc.shuffledSubarray([0, 1, 2], { minLength: 1 }), async (w, order) => {
          const ours = await source.readWindow(w, order);
          const theirs = (await image.readRasters({
            window: [w.x, w.y, w.x + w.width, w.y + w.height],
            samples: order,
          })) as unknown as ArrayLike<number>[];
          const gdal = await readRaster(path, { window: w, bands: order.map((b) => b + 1) });
          for (const [i, b] of order.entries()) {
            const expected = cut(bands[b]!, w);
            expect(Array.from(ours[i]!)).toEqual(expected);
            expect(Array.from(theirs[i]!)).toEqual(expected);
            expect(Array.from(gdal.bands[i]!)).toEqual(expected);
          }
        }),
        { numRuns: 12, seed: 1 },
      );
      await source.close();
      await tiff.close();
    },
  );

  test('arrays of an earlier window are used again where they fit, and hold the new window only', async () => {
    const path = join(dir, 'again.tif');
    await writeRaster(path, { grid, bands, dataType: 'UInt16', tiled: true, compress: 'DEFLATE' });
    const source = await openTileSource(path);
    const first = await source.readWindow({ x: 0, y: 0, width: 60, height: 40 }, [0, 1]);
    const w = { x: 500, y: 490, width: 40, height: 40 };
    const room = [first[0]!.subarray(0, 1600), first[1]!];
    const second = await source.readWindow(w, [2, 1], room);
    expect(second[0]).toBe(room[0]);
    expect(second[1]).not.toBe(room[1]);
    expect(Array.from(second[0]!)).toEqual(cut(bands[2]!, w));
    expect(Array.from(second[1]!)).toEqual(cut(bands[1]!, w));
    await source.close();
  });

  test('tiles that GDAL left out are zeros', async () => {
    const path = join(dir, 'sparse.tif');
    await writeRaster(path, { grid, bands: [new Uint16Array(width * height)], dataType: 'UInt16', tiled: true });
    const source = await openTileSource(path);
    const [zeros] = await source.readWindow({ x: 0, y: 0, width, height }, [0]);
    expect(zeros!.every((v) => v === 0)).toBe(true);
    await source.close();
  });

  test('a file cut short is a named error', async () => {
    const path = join(dir, 'short.tif');
    await writeRaster(path, { grid, bands, dataType: 'UInt16', tiled: true, compress: 'NONE' });
    // The directory stays whole: the file opens, and its tiles are missing.
    const { truncate, stat } = await import('node:fs/promises');
    await truncate(path, (await stat(path)).size / 2);
    const source = await openTileSource(path);
    await expect(source.readWindow({ x: 0, y: 0, width, height }, [0, 1, 2])).rejects.toMatchObject({
      code: 'GEODATA_TIFF_UNREADABLE',
    });
    await source.close();
  });
});

describe('tiles written', () => {
  test.each(['uint8', 'float32'] as const)(
    '%s comes back through GDAL, with its place on the ground',
    async (sampleType) => {
      const like = join(dir, 'like.tif');
      await writeRaster(like, { grid, bands: [bands[0]!], dataType: 'UInt16', tiled: true });
      const source = await openTileSource(like);
      const path = join(dir, `written-${sampleType}.tif`);
      const tiff = await createBlockTiff(path, {
        width,
        height,
        bandCount: 1,
        sampleType,
        noData: 255,
        geoTags: [...source.tags.values()].filter((t) => t.tag > 33_000 && t.tag < 35_000),
      });
      for (let tile = 0; tile < tiff.tilesAcross * tiff.tilesDown; tile++) {
        const [x0, y0] = [(tile % tiff.tilesAcross) * TILE_PX, Math.floor(tile / tiff.tilesAcross) * TILE_PX];
        const samples = sampleType === 'uint8' ? new Uint8Array(TILE_PX ** 2) : new Float32Array(TILE_PX ** 2);
        for (let i = 0; i < samples.length; i++)
          samples[i] = (x0 + (i % TILE_PX) + 3 * (y0 + Math.floor(i / TILE_PX))) % 251;
        await tiff.writeTile(samples);
      }
      await tiff.finish();
      const back = await readRaster(path);
      expect(back.bands[0]![5 * width + 600]).toBe((600 + 15) % 251);
      expect(back.bands[0]![(height - 1) * width + 2]).toBe((2 + 3 * (height - 1)) % 251);
      const { rasterInfo } = await import('../../src/index.js');
      const info = await rasterInfo(path);
      expect(info.grid).toMatchObject({ originX: 500_000, originY: 3_900_000, pixelWidth: 10, width, height });
      await source.close();
    },
  );
});

describe('overviews by file offsets', () => {
  const size = { width: 1101, height: 1034 };
  const wide: Grid = { ...grid, ...size };
  const pixels = [0, 1].map((b) =>
    Uint16Array.from({ length: size.width * size.height }, (_, i) =>
      i % 11 === 0 ? 0 : (i * (b + 3) * 7919) % 65_536,
    ),
  );

  test.each(['NONE', 'DEFLATE'] as const)('%s: every pixel is the mean that was written', async (compress) => {
    const path = join(dir, `overviews-${compress}.tif`);
    const layout = { dataType: 'UInt16', tiled: true, compress, noData: 0, overviews: 'AVERAGE' } as const;
    await writeRaster(path, { grid: wide, bands: pixels, ...layout });
    const overview = (await openOverview(path, 4))!;
    const all = { x: 0, y: 0, width: Math.ceil(size.width / 4), height: Math.ceil(size.height / 4) };
    expect([overview.width, overview.height, overview.bandCount]).toEqual([all.width, all.height, 2]);
    const found = await overview.readWindow(all, [0, 1]);
    await overview.close();
    for (const [b, plane] of pixels.entries())
      expect(found[b]).toEqual(coarsen(plane, { x: 0, y: 0, ...size }, 4, 0).pixels);
    expect(await openOverview(path, 16)).toBeUndefined();
  });

  test('a file without them says so', async () => {
    const path = join(dir, 'no-overviews.tif');
    await writeRaster(path, { grid, bands, dataType: 'UInt16', tiled: true });
    expect(await openOverview(path, 4)).toBeUndefined();
  });
});
