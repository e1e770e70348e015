import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Grid } from '@landscar/core';
import { readRaster, writeRaster } from '@landscar/geodata';
import { expandScenes, ingestPair, type SceneInput, type SceneRequest } from '../src/index.js';
import { GROUND, SIX, sceneBands, writeScene } from './ground.js';
import { makeLandsat, makeSafe } from './products.js';

const dir = mkdtempSync(join(tmpdir(), 'landscar-products-'));
const at = (name: string): string => join(dir, name);
const expand = (request: SceneRequest): Promise<SceneInput[]> => expandScenes(request, { cacheDir: at('cache') });

/** GDAL here may have no JPEG 2000 encoder: then the files are GeoTIFF under the name, which it reads by content. */
const hasEncoder = ((): boolean => {
  try {
    return /JP2OpenJPEG -raster[^\n]*\(rw/u.test(execFileSync('gdal_translate', ['--formats'], { encoding: 'utf8' }));
  } catch {
    return false;
  }
})();
if (!hasEncoder) console.log('no gdal_translate with JP2OpenJPEG: SAFE products are made of GeoTIFF files named .jp2');

const hasZip = ((): boolean => {
  try {
    execFileSync('zip', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
if (!hasZip) console.log('no zip program: zipped products are not tried');

async function writeJp2(file: string, grid: Grid, band: Uint16Array): Promise<void> {
  const plain = `${file}.tif`;
  await writeRaster(plain, { grid, dataType: 'UInt16', bands: [band] });
  if (hasEncoder)
    execFileSync('gdal_translate', [
      '-q',
      '-of',
      'JP2OpenJPEG',
      '-co',
      'QUALITY=100',
      '-co',
      'REVERSIBLE=YES',
      plain,
      file,
    ]);
  else await copyFile(plain, file);
  await rm(plain);
}
const safe = 'S2A_MSIL2A_20240612T030541_N0510_R075_T49SFU_20240612T080000.SAFE';

beforeAll(async () => {
  await makeSafe(at('old.SAFE'), { level: '1C', day: '2021-06-01', write: writeJp2 });
  await makeSafe(at(safe), {
    level: '2A',
    day: '2024-06-12',
    addOffset: -1000,
    write: writeJp2,
    change: (v) => v * 1.1,
    scl: (x, y) => (x > 200 && y > 200 ? 9 : 4),
  });
  await makeLandsat(at('landsat'), '2024-07-04', { change: (v) => v * 1.05 });
});
afterAll(async () => rm(dir, { recursive: true }));

describe('scenes are read as they are delivered', () => {
  it('a SAFE folder of each level: day, sun, cloud, scale and offset of its baseline, quality band', async () => {
    const [before] = await expand({ file: at('old.SAFE'), sensor: 'generic' });
    const [after] = await expand({ file: at(safe) });
    expect(before).toMatchObject({
      date: '2021-06-01',
      sensor: 'sentinel-2-l1c',
      scale: 1e-4,
      offset: 0,
      cloudRatio: 0.125,
    });
    expect(after).toMatchObject({ date: '2024-06-12', sensor: 'sentinel-2-l2a', offset: -0.1 });
    expect(after!.sun).toEqual({ azimuthDeg: 150.25, elevationDeg: 59.5 });
    const stack = await ingestPair({ before: [before!], after: [after!], out: at('stack') });
    expect(stack.bands).toEqual(SIX);
    expect(stack.warnings.map((w) => w.code)).not.toContain('INGEST_BASELINE_OFFSET');
    const { bands } = await readRaster(at('stack/after.tif'));
    const truth = sceneBands({ change: (v) => v * 1.1 });
    expect(Math.abs(bands[0]![40_000]! - truth[0]![40_000]!)).toBeLessThanOrEqual(1);
    // A fifth of the ground is under cloud, as its scene classes say.
    expect(stack.cloudShare!.after).toBeGreaterThan((119 * 99) / (320 * 300) - 0.02);
    expect(stack.cloudShare!.after).toBeLessThan((124 * 104) / (320 * 300) + 0.03);
  });

  it.skipIf(!hasZip)('the same product zipped gives the same pixels', async () => {
    execFileSync('zip', ['-q', '-r', '-0', at('product.zip'), safe], { cwd: dir });
    execFileSync('zip', ['-q', '-r', at('packed.zip'), safe], { cwd: dir });
    const [folder] = await expand({ file: at(safe) });
    for (const name of ['product.zip', 'packed.zip']) {
      const [zipped] = await expand({ file: at(name) });
      expect(zipped).toMatchObject({ date: '2024-06-12', sensor: 'sentinel-2-l2a', offset: -0.1, sun: folder!.sun });
      expect((await readRaster(zipped!.source!)).bands).toEqual((await readRaster(folder!.source!)).bands);
    }
    const whole = await readFile(at('product.zip'));
    await writeFile(at('short.zip'), whole.subarray(0, whole.length - 200));
    await expect(expand({ file: at('short.zip') })).rejects.toMatchObject({ code: 'INGEST_PRODUCT_UNREADABLE' });
  });

  it('a missing JP2 band is told by name', async () => {
    await makeSafe(at('holed.SAFE'), { level: '2A', day: '2024-06-12', leaveOut: 'B11', write: writeJp2 });
    await expect(expand({ file: at('holed.SAFE') })).rejects.toMatchObject({
      code: 'INGEST_PRODUCT_BAND',
      parts: { found: expect.stringContaining('swir16') as string },
    });
    await rm(at('holed.SAFE'), { recursive: true });
  });

  it('a Landsat folder by its MTL file: reflectance, sun, quality bits', async () => {
    const [scene] = await expand({ file: at('landsat') });
    expect(scene).toMatchObject({ date: '2024-07-04', sensor: 'landsat-8-c2-l2', cloudRatio: 0.032 });
    expect(scene!.sun).toEqual({ azimuthDeg: 140.5, elevationDeg: 61.25 });
    const [before] = await expand({ file: at('old.SAFE') });
    const stack = await ingestPair({ before: [before!], after: [scene!], out: at('mixed') });
    const { bands } = await readRaster(at('mixed/after.tif'));
    const truth = sceneBands({ change: (v) => v * 1.05 });
    expect(Math.abs(bands[3]![40_000]! - truth[3]![40_000]!)).toBeLessThanOrEqual(1);
    expect(stack.cloudShare!.after).toBeCloseTo(45 / 320, 2);
  });

  it('folders and globs: every scene inside, by date', async () => {
    await mkdir(at('many'));
    await writeScene(at('many/t_20230501.tif'), { seed: 4 });
    await writeScene(at('many/t_20220501.tif'), { seed: 5 });
    await writeFile(at('many/readme.txt'), 'no scene');
    await rename(at('landsat'), at('many/landsat'));
    const bands = SIX;
    const found = await expand({ file: at('many'), sensor: 'sentinel-2-l2a', bands });
    expect(found.map((s) => [s.date, s.sensor])).toEqual([
      ['2022-05-01', 'sentinel-2-l2a'],
      ['2023-05-01', 'sentinel-2-l2a'],
      ['2024-07-04', 'landsat-8-c2-l2'],
    ]);
    expect((await expand({ file: at('many/t_*.tif') })).map((s) => s.date)).toEqual(['2022-05-01', '2023-05-01']);
    expect((await expand({ file: at('**/t_{2022,2021}*.tif') })).map((s) => s.date)).toEqual(['2022-05-01']);
    await expect(expand({ file: at('many/x_*.tif') })).rejects.toMatchObject({ code: 'INGEST_SCENE_NOT_FOUND' });
    await expect(expand({ file: at('undated.tif') })).rejects.toMatchObject({ code: 'INGEST_SCENE_DATE' });
  });

  it('a granule of another zone in a product is refused', async () => {
    await makeSafe(at('zones.SAFE'), { level: '1C', day: '2021-06-01', write: writeJp2 });
    const file = join(
      at('zones.SAFE'),
      'GRANULE/L1C_T49SFU_A000001_20210601T030000/IMG_DATA/T49SFU_20210601T030541_B12.jp2',
    );
    await mkdir(dirname(file), { recursive: true });
    await writeJp2(file, { ...GROUND, crs: 'EPSG:32650' }, sceneBands()[0]!);
    await expect(expand({ file: at('zones.SAFE') })).rejects.toMatchObject({ code: 'INGEST_PRODUCT_CRS' });
  });
});
