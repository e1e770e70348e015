import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRaster } from '@landscar/geodata';
import { ingestPair } from '../src/index.js';
import { hasOscd, oscdPair } from './oscd.js';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landscar-ingest-'));
});
afterAll(async () => rm(dir, { recursive: true }));

describe.skipIf(!hasOscd)('ingest of rio', () => {
  it('makes a whole stack, the same bytes twice, and returns at once the third time', async () => {
    const pair = oscdPair('rio');
    const a = await ingestPair({ ...pair, out: join(dir, 'a') });
    await ingestPair({ ...pair, out: join(dir, 'b') });
    expect((await readdir(join(dir, 'a'))).sort()).toEqual([
      'after.tif',
      'before.tif',
      'residuals.geojson',
      'stack.json',
      'validity.tif',
    ]);
    for (const name of await readdir(join(dir, 'a'))) {
      expect((await readFile(join(dir, 'a', name))).equals(await readFile(join(dir, 'b', name))), name).toBe(true);
    }
    const stages: string[] = [];
    expect(await ingestPair({ ...pair, out: join(dir, 'a'), onProgress: (s) => stages.push(s) })).toEqual(a);
    expect(stages).toEqual([]);
    expect(await readdir(dir)).toHaveLength(2);
    expect(a.shiftPx.established).toBe(true);
    expect(a.shiftPx.residualMedian).toBeLessThan(0.15);
  });

  it('gives the same ground the same numbers when only a part is asked for', async () => {
    const area = {
      type: 'Polygon',
      coordinates: [
        [
          [-43.39, -22.96],
          [-43.37, -22.96],
          [-43.37, -22.9],
          [-43.39, -22.9],
          [-43.39, -22.96],
        ],
      ],
    } as const;
    const part = await ingestPair({ ...oscdPair('rio'), out: join(dir, 'part'), area });
    const whole = await ingestPair({ ...oscdPair('rio'), out: join(dir, 'a') });
    expect(part.shiftPx).toEqual(whole.shiftPx);
    expect(part.normalisation).toEqual(whole.normalisation);
    const dx = Math.round((part.grid.originX - whole.grid.originX) / whole.grid.pixelWidth);
    const [p, w] = [
      await readRaster(join(dir, 'part/before.tif')),
      await readRaster(join(dir, 'a/before.tif'), {
        window: { x: dx, y: 0, width: part.grid.width, height: part.grid.height },
      }),
    ];
    expect(p.bands).toEqual(w.bands);
    // Five sixths of that area lie north of the imagery.
    expect(part.area!.outsideGridM2 / part.area!.requestedM2).toBeCloseTo((0.06 - 0.00856) / 0.06, 2);
  });

  it('refuses an area that lies wholly outside', async () => {
    const area = {
      type: 'Polygon',
      coordinates: [
        [
          [112, 35],
          [113, 35],
          [113, 36],
          [112, 35],
        ],
      ],
    } as const;
    await expect(ingestPair({ ...oscdPair('rio'), out: join(dir, 'none'), area })).rejects.toMatchObject({
      code: 'INGEST_AREA_OUTSIDE',
    });
  });
});
