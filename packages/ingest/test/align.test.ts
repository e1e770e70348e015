import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bboxOf, geodesicAreaM2, gridTransform, windowGrid } from '@landscar/core';
import { catalogueScene } from '@landscar/ingest';
import { openWarpSource } from '@landscar/geodata';
import { describe, expect, it } from 'vitest';
import { openAligned } from '../src/align/aligned-reader.js';
import { openScene } from '../src/scenes/open-scene.js';
import { GROUND, SIX, writeScene } from './ground.js';

const dir = mkdtempSync(join(tmpdir(), 'landscar-align-'));
const input = (name: string) => ({ file: join(dir, name), date: '2024-06-01', sensor: 'sentinel-2-l2a', offset: 0 });

describe('a scene on the same squares, moved by parts of a pixel', () => {
  it('is what the warper makes of it, to one digital number, at the edges too', async () => {
    await writeScene(join(dir, 'plain.tif'), {});
    const { scene } = await openScene(input('plain.tif'));
    const reader = await openAligned(scene, SIX, GROUND);
    const warper = await openWarpSource(scene.source, [1, 2, 3, 4, 5, 6]);
    for (const [dx, dy] of [
      [0.3, -0.22],
      [-2.7, 1.5],
      [3, 0],
    ] as const) {
      for (const window of [
        { x: 0, y: 0, width: GROUND.width, height: GROUND.height },
        { x: 100, y: 80, width: 128, height: 64 },
      ]) {
        const { bands } = await reader.read(window, () => [dx, dy]);
        const grid = windowGrid(GROUND, window);
        const [x, w, xy, y, yx, h] = gridTransform(grid);
        const truth = await warper.warp(grid, {
          transform: [x - dx * w, w, xy, y - dy * h, yx, h],
          sourceNoData: 0,
          noData: 0,
          dataType: 'UInt16',
        });
        bands.forEach((band, k) => {
          let most = 0;
          for (let i = 0; i < band.length; i++) most = Math.max(most, Math.abs(band[i]! - truth[k]![i]!));
          expect(most).toBeLessThanOrEqual(1);
        });
      }
    }
    reader.close();
    warper.close();
  });
});

describe('the catalogue', () => {
  it('knows where a scene holds pixels', async () => {
    // The lower right half is empty.
    await writeScene(join(dir, 'half.tif'), {
      change: (v, x, y) => (x / GROUND.width + y / GROUND.height < 1 ? v : 0),
    });
    const { footprint, coverage } = await catalogueScene(input('half.tif'), undefined);
    expect(coverage).toBeCloseTo(0.5, 1);
    expect(geodesicAreaM2(footprint!) / (GROUND.width * GROUND.height * 100)).toBeCloseTo(0.5, 1);
    const [west, south, east, north] = bboxOf(footprint!);
    expect((east - west) * 90_800).toBeGreaterThan(3000);
    expect((north - south) * 111_000).toBeGreaterThan(2800);
    expect(footprint!.coordinates.flat(2).length).toBeLessThan(60);
  });
});
