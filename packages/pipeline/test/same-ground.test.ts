import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STACK_SAMPLE, imagerySample, type Areal, type Grid, type StackManifest } from '@landscar/core';
import { DETECTION_FILES, openStack, openTileSource, projectAreal, writeRaster } from '@landscar/geodata';
import { ingestPair, planIngest, type IngestOptions, type SceneInput } from '@landscar/ingest';
import { detect, type RunContext } from '../src/index.js';

/** Wider than what is its own sample: two squares of it stand for the whole. */
const IMAGERY: Grid = {
  crs: 'EPSG:32649',
  originX: 600_000,
  originY: 3_930_000,
  pixelWidth: 10,
  pixelHeight: 10,
  width: 2700,
  height: 400,
};
/** Pixels of the imagery that are asked for: none of them is in the sample, and a quarry is. */
const ASKED = { x: 1300, y: 120, width: 200, height: 160 };
const QUARRY = { x: 1390, y: 190, side: 24 };
const GREEN = [500, 700, 600, 2700, 1900, 1100];
const BARE = [1400, 1900, 2500, 2900, 3700, 3300];

const context: RunContext = { workers: 1, signal: undefined, onEvent: () => undefined };
let dir = '';
let scenes: Pick<IngestOptions, 'before' | 'after'>;
let asked: Areal;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landscar-same-'));
  scenes = { before: [await scene('2023-06-20', false)], after: [await scene('2024-06-24', true)] };
  const at = (x: number, y: number) => [IMAGERY.originX + 10 * x, IMAGERY.originY - 10 * y] as const;
  const [x0, y0] = [ASKED.x, ASKED.y];
  const [x1, y1] = [x0 + ASKED.width, y0 + ASKED.height];
  const box: Areal = { type: 'Polygon', coordinates: [[at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1), at(x0, y0)]] };
  asked = await projectAreal(box, IMAGERY.crs, 'EPSG:4326');
}, 60_000);
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Rolling ground whose soil, haze and season change from west to east, so that no part is like the whole. */
async function scene(date: string, opened: boolean): Promise<SceneInput> {
  const file = join(dir, `${date}.tif`);
  let state = Number(date.replaceAll('-', ''));
  const noise = (): number => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32 - 0.5) * 60;
  const { width, height } = IMAGERY;
  const bands = GREEN.map((green, band) => {
    const values = new Uint16Array(width * height);
    for (let i = 0; i < values.length; i++) {
      const [x, y] = [i % width, Math.floor(i / width)];
      const soil =
        0.3 + 0.2 * Math.sin(x / 7 - y / 2.3) + 0.15 * Math.cos(x / 9.5 + Math.sin(y / 6)) + 0.1 * Math.sin(x / 400);
      const dug = opened && Math.abs(x - QUARRY.x) < QUARRY.side / 2 && Math.abs(y - QUARRY.y) < QUARRY.side / 2;
      const mixed = green + (BARE[band]! - green) * (dug ? 0.95 : soil);
      values[i] = (opened ? 1 + 0.1 * (x / width) : 1) * mixed + (opened ? 60 : 0) + noise();
    }
    return values;
  });
  await writeRaster(file, { grid: IMAGERY, dataType: 'UInt16', bands, noData: 0 });
  return {
    file,
    date,
    sensor: 'sentinel-2-l2a',
    bands: ['blue', 'green', 'red', 'nir', 'swir16', 'swir22'],
    offset: 0,
  };
}

/** What a stack shows of pixels of the imagery: both dates and validity. */
async function shown(stackDir: string, x: number, y: number, width: number, height: number) {
  const stack = await openStack(stackDir);
  const { originX, originY } = stack.manifest.grid;
  const window = { x: x - (originX - IMAGERY.originX) / 10, y: y - (IMAGERY.originY - originY) / 10, width, height };
  const pixels = [await stack.readDate('before', window), await stack.readDate('after', window)];
  const { before, after } = await stack.readValidity(window);
  await stack.close();
  return [...pixels.flat(), before, after].map((band) => Array.from(band));
}

/** A detection's raster over what was asked for. */
async function asRaster(out: string, name: string, { grid }: StackManifest): Promise<number[]> {
  const source = await openTileSource(join(out, name));
  const [x, y] = [ASKED.x - (grid.originX - IMAGERY.originX) / 10, ASKED.y - (IMAGERY.originY - grid.originY) / 10];
  const [values] = await source.readWindow({ ...ASKED, x, y }, [0]);
  await source.close();
  return Array.from(values!);
}

describe('the same ground', () => {
  test('has the same pixels, masks, scores and flags whatever part of the imagery was asked for', async () => {
    const stacks = { whole: join(dir, 'whole'), area: join(dir, 'area'), focus: join(dir, 'focus') };
    const manifests = {
      whole: await ingestPair({ ...scenes, out: stacks.whole }),
      area: await ingestPair({ ...scenes, out: stacks.area, area: asked }),
      focus: await ingestPair({ ...scenes, out: stacks.focus, onlyWithin: asked }),
    };
    expect(existsSync(join(stacks.whole, STACK_SAMPLE))).toBe(false);
    // Two blocks of the imagery, one cut by its edge.
    expect(await planIngest({ ...scenes, area: asked })).toMatchObject({ samplePixels: (1024 + 652) * 400 });
    expect(await planIngest(scenes)).toMatchObject({ samplePixels: 0 });
    expect(manifests.area.grid.width).toBeLessThan(500);
    const { x, y, width, height } = ASKED;
    for (const stack of [stacks.area, stacks.focus]) {
      expect(await shown(stack, x, y, width, height)).toEqual(await shown(stacks.whole, x, y, width, height));
      const sample = join(stack, STACK_SAMPLE);
      const squares = imagerySample(IMAGERY.width, IMAGERY.height);
      expect(squares).toHaveLength(2);
      for (const w of squares)
        expect(await shown(sample, w.x, w.y, w.width, w.height)).toEqual(
          await shown(stacks.whole, w.x, w.y, w.width, w.height),
        );
    }
    for (const model of ['baseline', 'landscar-s2']) {
      const rasters = async (of: keyof typeof stacks): Promise<[number[], number[]]> => {
        const out = join(dir, `${model}-${of}`);
        const { value } = await detect({ stack: stacks[of], out, model, writeScore: true }, context);
        expect(value.disturbances.length).toBeGreaterThan(0);
        return [await asRaster(out, DETECTION_FILES.score, manifests[of]), await asRaster(out, DETECTION_FILES.flags, manifests[of])]; // prettier-ignore
      };
      const [scores, flags] = await rasters('whole');
      expect(flags.some((flag) => flag === 1)).toBe(true);
      for (const part of ['area', 'focus'] as const) {
        const [ofPart, flagsOfPart] = await rasters(part);
        // Blocks lie elsewhere, so networks may differ in the last bit: one step of 1/512.
        expect(Math.max(...scores.map((score, i) => Math.abs(score - ofPart[i]!)))).toBeLessThanOrEqual(1 / 512);
        expect(flagsOfPart).toEqual(flags);
      }
    }
  }, 120_000);

  test('so it is where a period has several scenes', async () => {
    const before = [...scenes.before, await scene('2023-06-28', false)];
    const options = { before, after: scenes.after, compare: 'yearly' } as const;
    const [whole, area] = [join(dir, 'composite'), join(dir, 'composite-area')];
    await ingestPair({ ...options, out: whole });
    await ingestPair({ ...options, out: area, area: asked });
    const { x, y, width, height } = ASKED;
    expect(await shown(area, x, y, width, height)).toEqual(await shown(whole, x, y, width, height));
    const [w] = imagerySample(IMAGERY.width, IMAGERY.height);
    const square = [w!.x, w!.y, w!.width, w!.height] as const;
    expect(await shown(join(area, STACK_SAMPLE), ...square)).toEqual(await shown(whole, ...square));
  }, 60_000);
});
