import { mkdtempSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { VALIDITY_BITS, type Areal } from '@landscar/core';
import { projectAreal, readRaster, writeRaster } from '@landscar/geodata';
import { ingestPair } from '../src/index.js';
import { NO_SLOPE, slopeOf } from '../src/stack/write-slope.js';
import { GROUND, writeScene } from './ground.js';

const dir = mkdtempSync(join(tmpdir(), 'landscar-slope-'));
afterAll(async () => rm(dir, { recursive: true }));

describe('slope', () => {
  it('of a plane is its own angle, also at the edge; no height gives no slope', () => {
    const [w, h] = [7, 5];
    const plane = Float32Array.from({ length: w * h }, (_, i) => 3 * (i % w) - 4 * Math.floor(i / w));
    const want = (Math.atan(Math.hypot(3 / 10, 4 / 8)) * 180) / Math.PI;
    for (const v of slopeOf(plane, w, h, { x: 10, y: 8 })) expect(v).toBeCloseTo(want, 4);
    plane[17] = -32_768;
    const holed = slopeOf(plane, w, h, { x: 10, y: 8 });
    expect(holed[17]).toBe(NO_SLOPE);
    expect(holed[0]).toBeCloseTo(want, 4);
  });
});

describe('a stack with elevation and a focus', () => {
  it('has a slope band, a residual map, and judges the focus only', async () => {
    await writeScene(join(dir, 'before.tif'), { shift: [0.6, 0.4] });
    await writeScene(join(dir, 'after.tif'), { change: (v) => v * 1.1 });
    const dem = {
      ...GROUND,
      pixelWidth: 30,
      pixelHeight: 30,
      originX: GROUND.originX - 300,
      originY: GROUND.originY + 300,
      width: 130,
      height: 130,
    };
    const heights = Float32Array.from({ length: 130 * 130 }, (_, i) => 1000 + 15 * (i % 130));
    await writeRaster(join(dir, 'dem.tif'), { grid: dem, dataType: 'Float32', bands: [heights] });
    const [x, y] = [GROUND.originX, GROUND.originY];
    const box: Areal = { type: 'Polygon', coordinates: [[[x + 500, y - 500], [x + 900, y - 500], [x + 900, y - 1100], [x + 500, y - 1100], [x + 500, y - 500]]] }; // prettier-ignore
    const onlyWithin = await projectAreal(box, GROUND.crs, 'EPSG:4326');
    const scene = (name: string, date: string) => ({
      file: join(dir, name),
      date,
      sensor: 'sentinel-2-l2a',
      offset: 0,
    });
    const options = { before: [scene('before.tif', '2020-06-01')], after: [scene('after.tif', '2021-06-05')] };
    const whole = await ingestPair({ ...options, dem: join(dir, 'dem.tif'), out: join(dir, 'whole') });
    const { bands } = await readRaster(join(dir, 'whole/slope.tif'));
    for (const i of [0, 319, 50_000, 95_999]) expect(bands[0]![i]).toBeCloseTo((Math.atan(0.5) * 180) / Math.PI, 0);
    expect(Object.keys(whole.files).sort()).toEqual([
      'after.tif',
      'before.tif',
      'residuals.geojson',
      'slope.tif',
      'validity.tif',
    ]);
    const map = JSON.parse(await readFile(join(dir, 'whole/residuals.geojson'), 'utf8')) as {
      features: { properties: { lengthPx: number } }[];
    };
    expect(map.features.length).toBeGreaterThan(4);
    expect(Math.max(...map.features.map((f) => f.properties.lengthPx))).toBeLessThan(0.3);

    const focus = await ingestPair({ ...options, onlyWithin, out: join(dir, 'focus') });
    // The box is 40 by 60 px, 50 px from the corner, with 96 px around it; rounding of the projection may touch one more.
    expect(focus.grid).toMatchObject({ originX: x, originY: y });
    expect(focus.grid.width).toBeLessThanOrEqual(187);
    expect(focus.grid.height).toBeLessThanOrEqual(207);
    expect(focus.shiftPx).toEqual(whole.shiftPx);
    const validity = (await readRaster(join(dir, 'focus/validity.tif'))).bands[0]!;
    expect(validity.filter((v) => (v & VALIDITY_BITS.outsideArea) === 0).length).toBeGreaterThan(2300);
  });
});
