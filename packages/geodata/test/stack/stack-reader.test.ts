import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STACK_FILES } from '@landscar/core';
import { openTileSource, readStackManifest, writeWhole } from '../../src/index.js';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stack-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const whole = {
  version: 1,
  grid: { crs: 'EPSG:4546', originX: 0, originY: 0, pixelWidth: 10, pixelHeight: 10, width: 4, height: 4 },
  bands: ['blue', 'green', 'red', 'nir'],
  scale: 1e-4,
  offset: 0,
  dateBefore: '2024-04-12',
  dateAfter: '2025-04-20',
  scenes: { before: [], after: [] },
  shiftPx: { dx: 0, dy: 0, residualMedian: null, residualP90: null, blocks: 0, established: false },
  seasonGapDays: 8,
  normalisation: { cellSizeM: null, cells: [] },
  warnings: [],
  pixelSizeM: 10,
  fingerprint: 'abc',
};

const read = async (text: string): Promise<unknown> => {
  await writeFile(join(dir, STACK_FILES.manifest), text);
  return readStackManifest(dir);
};

describe('stack.json', () => {
  test('whole', async () => {
    await expect(read(JSON.stringify(whole))).resolves.toEqual(whole);
  });

  test.each([
    ['empty', ''],
    ['cut off', '{"version":1,'],
    ['null', 'null'],
    ['a list', '[]'],
  ])('%s', async (_name, text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'GEODATA_STACK_INVALID' });
  });

  test('every field that is missing or wrong is named, with what is allowed', async () => {
    const { pixelSizeM: _, ...rest } = whole;
    const wrong = {
      ...rest,
      dateAfter: 'in June',
      scale: null,
      bands: ['blue', 'blue'],
      grid: { ...whole.grid, width: '4' },
    };
    await expect(read(JSON.stringify(wrong))).rejects.toMatchObject({
      code: 'GEODATA_STACK_INVALID',
      parts: {
        where: join(dir, STACK_FILES.manifest),
        found:
          'grid.width is "4"; bands is ["blue","blue"]; scale is null; dateAfter is "in June"; pixelSizeM is not there',
        allowed: expect.stringContaining('dateAfter: a day such as 2025-06-20') as unknown,
      },
    });
  });

  test('of another version, or not there', async () => {
    await expect(read('{"version":2}')).rejects.toMatchObject({ code: 'GEODATA_STACK_VERSION' });
    await expect(readStackManifest(join(dir, 'none'))).rejects.toMatchObject({ code: 'GEODATA_STACK_MISSING' });
  });
});

test('a file that is no GeoTIFF is named once', async () => {
  const path = join(dir, 'text.tif');
  await writeFile(path, 'hello');
  await expect(openTileSource(path)).rejects.toMatchObject({
    code: 'GEODATA_TIFF_UNREADABLE',
    parts: { where: path, found: expect.not.stringContaining('A tile of a GeoTIFF') as unknown },
  });
});

test('a file that cannot be written is named', async () => {
  await expect(writeWhole(join(dir, 'none', 'a.json'), '{}')).rejects.toMatchObject({
    code: 'GEODATA_WRITE_FAILED',
    parts: { where: join(dir, 'none', 'a.json') },
  });
});
