import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gridTransform } from '@landscar/core';
import { readRaster, writeRaster } from '@landscar/geodata';
import { ingestPair, type IngestOptions, type SceneInput } from '../src/index.js';
import { GROUND, SIX, sceneBands, writeScene } from './ground.js';

const dir = mkdtempSync(join(tmpdir(), 'landscar-bad-'));
const at = (name: string): string => join(dir, name);
const sensor = 'sentinel-2-l2a';
const scene = (name: string, date: string, more: Partial<SceneInput> = {}): SceneInput => ({
  file: at(name),
  date,
  sensor,
  bands: SIX,
  ...more,
});
const before = [scene('before.tif', '2019-06-01')];
const after = [scene('after.tif', '2020-06-10')];
const run = (options: Partial<IngestOptions>): Promise<unknown> =>
  ingestPair({ before, after, out: at('out'), ...options });
/** A virtual raster over after.tif with other header lines. */
const vrt = (name: string, header: string, bands = 6): Promise<void> =>
  writeFile(
    at(name),
    `<VRTDataset rasterXSize="320" rasterYSize="300">${header}${Array.from({ length: bands }, (_, i) => `<VRTRasterBand dataType="UInt16" band="${i + 1}"><SimpleSource><SourceFilename relativeToVRT="1">after.tif</SourceFilename><SourceBand>${i + 1}</SourceBand></SimpleSource></VRTRasterBand>`).join('')}</VRTDataset>`,
  );
const SRS = '<SRS dataAxisToSRSAxisMapping="1,2">EPSG:32649</SRS>';
const PLACE = `<GeoTransform>${gridTransform(GROUND).join(',')}</GeoTransform>`;

beforeAll(async () => {
  await writeScene(at('before.tif'));
  await writeScene(at('after.tif'), { change: (v, x, y) => (x > 200 && x < 230 && y > 50 && y < 80 ? 4000 : v * 1.1) });
});
afterAll(async () => rm(dir, { recursive: true }));

describe('bad input is refused by name', () => {
  const refused: readonly [string, string, () => Promise<Partial<IngestOptions>>][] = [
    ['a missing file', 'GEODATA_FILE_MISSING', () => Promise.resolve({ after: [scene('gone.tif', '2020-06-10')] })],
    [
      'a text called tif',
      'GEODATA_RASTER_UNREADABLE',
      async () => (await writeFile(at('text.tif'), 'hello'), { after: [scene('text.tif', '2020-06-10')] }),
    ],
    [
      'a file cut short',
      'GEODATA_RASTER_UNREADABLE',
      async () => {
        const whole = await readFile(at('after.tif'));
        await writeFile(at('short.tif'), whole.subarray(0, Math.floor(whole.length * 0.6)));
        return { after: [scene('short.tif', '2020-06-10')] };
      },
    ],
    [
      'no CRS',
      'GEODATA_RASTER_NO_CRS',
      async () => (await vrt('nocrs.vrt', PLACE), { after: [scene('nocrs.vrt', '2020-06-10')] }),
    ],
    [
      'no georeference',
      'GEODATA_RASTER_NO_GEOREFERENCE',
      async () => (await vrt('nogeo.vrt', SRS), { after: [scene('nogeo.vrt', '2020-06-10')] }),
    ],
    [
      'a rotated raster',
      'GEODATA_RASTER_ROTATED',
      async () => (
        await vrt('rot.vrt', `${SRS}<GeoTransform>600000,10,1,3930000,1,-10</GeoTransform>`),
        { after: [scene('rot.vrt', '2020-06-10')] }
      ),
    ],
    [
      'a missing band',
      'INGEST_BAND_COUNT',
      async () => (await vrt('five.vrt', SRS + PLACE, 5), { after: [scene('five.vrt', '2020-06-10')] }),
    ],
    [
      'a band named twice',
      'INGEST_BAND_TWICE',
      () =>
        Promise.resolve({
          after: [scene('after.tif', '2020-06-10', { bands: ['red', 'red', 'green', 'nir', 'swir16', 'swir22'] })],
        }),
    ],
    [
      'bands in another order than the file says',
      'INGEST_BAND_ORDER',
      async () => {
        await writeRaster(at('named.tif'), {
          grid: GROUND,
          dataType: 'UInt16',
          bands: sceneBands({ seed: 3 }),
          bandNames: ['B04', 'B03', 'B02', 'B08', 'B11', 'B12'],
        });
        return { after: [scene('named.tif', '2020-06-10')] };
      },
    ],
    [
      'no band in common',
      'INGEST_NO_COMMON_BANDS',
      () => Promise.resolve({ after: [scene('after.tif', '2020-06-10', { bands: ['a', 'b', 'c', 'd', 'e', 'f'] })] }),
    ],
    [
      'an unknown sensor without band names',
      'INGEST_SENSOR_UNKNOWN',
      () => Promise.resolve({ after: [{ file: at('after.tif'), date: '2020-06-10', sensor: 'kite' }] }),
    ],
    [
      'dates the wrong way round',
      'INGEST_DATES_SWAPPED',
      () => Promise.resolve({ before: [scene('before.tif', '2021-06-01')] }),
    ],
    ['no scene', 'INGEST_NO_SCENES', () => Promise.resolve({ before: [] })],
    [
      'the same scene twice',
      'INGEST_DUPLICATE_SCENE',
      () => Promise.resolve({ after: [scene('before.tif', '2020-06-10')] }),
    ],
    [
      'scenes that do not overlap',
      'INGEST_NO_OVERLAP',
      async () => {
        await writeScene(at('far.tif'), { grid: { ...GROUND, originX: 700_000 } });
        return { after: [scene('far.tif', '2020-06-10')] };
      },
    ],
    [
      'x and y swapped',
      'INGEST_AXIS_SWAPPED',
      async () => {
        await vrt(
          'swapped.vrt',
          '<SRS dataAxisToSRSAxisMapping="2,1">EPSG:4490</SRS><GeoTransform>35.5,0.0001,0,112.4,0,-0.0001</GeoTransform>',
        );
        return { after: [scene('swapped.vrt', '2020-06-10')] };
      },
    ],
    [
      'pixels of very different size',
      'INGEST_GATE',
      async () => {
        await writeScene(at('coarse.tif'), {
          grid: { ...GROUND, pixelWidth: 30, pixelHeight: 30, width: 110, height: 100 },
        });
        return { before: [scene('coarse.tif', '2019-06-01')] };
      },
    ],
    [
      'a stretched picture in bytes',
      'INGEST_STRETCHED',
      async () => {
        await writeRaster(at('bytes.tif'), {
          grid: GROUND,
          dataType: 'Byte',
          bands: sceneBands().map((b) => Uint8Array.from(b, (v) => v / 20)),
        });
        return { after: [scene('bytes.tif', '2020-06-10')] };
      },
    ],
    [
      'a stretched picture in 16 bits',
      'INGEST_STRETCHED',
      async () => {
        await writeScene(at('dull.tif'), { change: (v) => Math.min(255, v / 15) });
        return { after: [scene('dull.tif', '2020-06-10')] };
      },
    ],
    [
      'cloud everywhere',
      'INGEST_ALL_CLOUD',
      async () => {
        await writeScene(at('cloud.tif'), { change: (v, _x, _y, band) => 5200 + v / 50 - 100 * band });
        return { after: [scene('cloud.tif', '2020-06-10')] };
      },
    ],
    [
      'an impossible pixel size',
      'INGEST_PIXEL_SIZE',
      () => Promise.resolve({ targetGrid: { crs: 'EPSG:4546', pixelSize: -10 } }),
    ],
    ['an unknown CRS', 'GEODATA_CRS_UNKNOWN', () => Promise.resolve({ targetGrid: { crs: 'EPSG:99', pixelSize: 10 } })],
    [
      'an area far away',
      'INGEST_AREA_OUTSIDE',
      () =>
        Promise.resolve({
          area: {
            type: 'Polygon',
            coordinates: [
              [
                [10, 10],
                [11, 10],
                [11, 11],
                [10, 10],
              ],
            ],
          },
        }),
    ],
    [
      'an output folder that holds something else',
      'INGEST_OUT_UNUSABLE',
      async () => {
        await mkdir(at('mine'));
        await writeFile(at('mine/letter.txt'), 'dear');
        return { out: at('mine') };
      },
    ],
    ['an output folder below a file', 'INGEST_OUT_UNUSABLE', () => Promise.resolve({ out: at('before.tif/stack') })],
  ];
  it.each(refused)('%s: %s', async (_what, code, options) => {
    await expect(run(await options())).rejects.toMatchObject({ code });
    expect(await readdir(dir)).not.toContain('out');
  });

  it('a full disk: GEODATA_WRITE_FAILED, and the next run goes on', async () => {
    const disk = at('disk');
    await mkdir(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      console.log('no right to mount a small tmpfs: the full disk is not tried');
      return;
    }
    try {
      await expect(run({ out: join(disk, 'stack') })).rejects.toMatchObject({ code: 'GEODATA_WRITE_FAILED' });
      expect(await readdir(disk)).not.toContain('stack');
      execFileSync('mount', ['-o', 'remount,size=64m', disk]);
      await run({ out: join(disk, 'stack') });
      expect(await readdir(disk)).toEqual(['stack']);
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  it('tells all problems at once', async () => {
    await expect(
      run({ before: [scene('a.tif', '2019-01-01')], after: [scene('b.tif', '2020-01-01')] }),
    ).rejects.toMatchObject({ problems: [{ code: 'GEODATA_FILE_MISSING' }, { code: 'GEODATA_FILE_MISSING' }] });
  });
});

describe('doubtful input is warned of by name', () => {
  it('PixelIsPoint moves by half a pixel, and a wrong no data value is seen', async () => {
    const bands = sceneBands({ change: (v, x, y) => (x < 150 && y < 140 ? 0 : v) });
    await writeRaster(at('point.tif'), {
      grid: GROUND,
      dataType: 'UInt16',
      bands,
      noData: 65_535,
      metadata: { AREA_OR_POINT: 'Point' },
    });
    const stack = await ingestPair({ before: [scene('point.tif', '2019-06-01')], after, out: at('point') });
    expect(stack.warnings.map((w) => w.code)).toEqual(
      expect.arrayContaining(['INGEST_PIXEL_IS_POINT', 'INGEST_NODATA_WRONG']),
    );
    expect(stack.validShare.before).toBeCloseTo(1 - (150 * 140) / (320 * 300), 2);
  });
  it('an offset of baseline 04.00 is found and taken off', async () => {
    await writeScene(at('late.tif'), { change: (v) => v * 1.1 + 1000 });
    const stack = await ingestPair({ before, after: [scene('late.tif', '2023-06-10')], out: at('late') });
    expect(stack.warnings.map((w) => w.code)).toContain('INGEST_BASELINE_OFFSET');
    const [early, late] = [await readRaster(at('before.tif')), await readRaster(at('late/after.tif'))];
    expect(Math.abs(late.bands[0]![5000]! - 1.1 * early.bands[0]![5000]!)).toBeLessThan(2);
  });
  it('mixed CRSs and resolutions meet on one grid', async () => {
    await writeScene(at('fine.tif'), { grid: { ...GROUND, pixelWidth: 8, pixelHeight: 8 } });
    const stack = await ingestPair({
      before: [scene('fine.tif', '2019-06-01')],
      after,
      out: at('mixed'),
      targetGrid: { crs: 'EPSG:4546', pixelSize: 10 },
    });
    expect(stack.grid).toMatchObject({ crs: 'EPSG:4546', pixelWidth: 10 });
    expect(stack.grid.originX % 10).toBe(0);
    expect(stack.validShare.before).toBeGreaterThan(0.5);
  });
});
