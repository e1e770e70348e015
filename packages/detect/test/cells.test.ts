import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import detectBlock from '../src/detect-worker.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imagerySample, pixelToWorld, type Areal, type StackManifest } from '@landscar/core';
import { DETECTION_FILES, createTransform, openTileSource } from '@landscar/geodata';
import { finishDetection, planDetection } from '../src/index.js';
import { makeStack } from './make-stack.js';
import { modelFolder, runDetection } from './run-detection.js';

/** 54 km of ground: four cells of the world grid, two of them cut by the edge, and three squares of the sample. */
const [WIDTH, HEIGHT] = [5400, 144];
const BASELINE = { modelDir: modelFolder('baseline'), writeScore: true };
const SHIPPED = { modelDir: modelFolder('landscar-s2'), writeScore: true };

let dir = '';
let stack = '';
let manifest: StackManifest;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cells-'));
  stack = join(dir, 'stack');
  manifest = await makeStack(stack, WIDTH, HEIGHT);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const read = async (out: string, name: string, x: number, width: number): Promise<number[]> => {
  const source = await openTileSource(join(out, name));
  const [values] = await source.readWindow({ x, y: 0, width, height: HEIGHT }, [0]);
  await source.close();
  return Array.from(values!);
};

/** Around one of the two quarries, far from every square of the sample. */
const FOCUS = { x: 2560, width: 64 };
async function focus(): Promise<Areal> {
  const toLonLat = await createTransform(manifest.grid.crs, 'EPSG:4326');
  const at = (x: number, y: number) => toLonLat(pixelToWorld(manifest.grid, x, y));
  const [x0, x1] = [FOCUS.x, FOCUS.x + FOCUS.width];
  return { type: 'Polygon', coordinates: [[at(x0, 0), at(x1, 0), at(x1, HEIGHT), at(x0, HEIGHT), at(x0, 0)]] };
}

describe('imagery of several cells', () => {
  test('has a set of statistics for each; one without a sample takes over that of its neighbour', async () => {
    const { statistics } = await planDetection(stack, join(dir, 'plan'), BASELINE);
    expect(statistics).toMatchObject({ cellSize: 24_000, firstCellX: 20, cellsAcross: 4, cellsDown: 1 });
    const [first, second, third, last] = statistics.sets;
    expect(Math.min(...statistics.pixelsUsed.slice(0, 3))).toBeGreaterThan(4000);
    expect(first).not.toEqual(second);
    expect(second).not.toEqual(third);
    // It has no square of the sample: its neighbour's.
    expect(statistics.pixelsUsed[3]).toBe(0);
    expect(last).toEqual(third);
  });

  test('gives the same bytes however the work is laid out', async () => {
    const [whole, parts] = [join(dir, 'whole'), join(dir, 'parts')];
    await runDetection(stack, whole, { ...BASELINE, windowPx: 512 });
    await runDetection(stack, parts, { ...BASELINE, windowPx: 80 }, (jobs) => jobs.reverse());
    for (const name of Object.values(DETECTION_FILES))
      expect(await readFile(join(parts, name))).toEqual(await readFile(join(whole, name)));
  });

  test.each([
    ['baseline', BASELINE],
    ['landscar-s2', SHIPPED],
  ])('gives the same ground the same scores and outlines where only the focus is wanted: %s', async (name, model) => {
    const [whole, only] = [join(dir, `whole-${name}`), join(dir, `only-${name}`)];
    const all = await runDetection(stack, whole, { ...model, windowPx: 128 });
    const some = await runDetection(stack, only, { ...model, windowPx: 128, focus: await focus(), focusOnly: true });
    for (const file of [DETECTION_FILES.score, DETECTION_FILES.probability, DETECTION_FILES.flags])
      expect(await read(only, file, FOCUS.x, FOCUS.width)).toEqual(await read(whole, file, FOCUS.x, FOCUS.width));
    const near = ({ geometry }: (typeof all.disturbances)[number]): boolean => {
      const x = geometry.coordinates.flat(3)[0] as number;
      return Math.abs((x - manifest.grid.originX) / 10 - FOCUS.x) < 100;
    };
    const outlines = (found: typeof all.disturbances) =>
      found
        .filter(near)
        .map(({ geometry, areaM2, confidence, evidence }) => ({ geometry, areaM2, confidence, evidence }));
    expect(outlines(some.disturbances)).toEqual(outlines(all.disturbances));
    expect(outlines(all.disturbances).length).toBeGreaterThan(0);
    const blocks = Math.ceil(WIDTH / 128) * Math.ceil(HEIGHT / 128);
    const looked = blocks - (await skipped(only));
    // The focus, and the blocks of the three squares.
    expect(looked).toBeLessThan(blocks / 2);
  });

  test('looks at nothing but the focus where the rule asks for no quantile of the scores', async () => {
    const options = { ...SHIPPED, windowPx: 128, focus: await focus(), focusOnly: true };
    const plan = await planDetection(stack, join(dir, 'no-quantile'), options);
    expect(plan.scoredJobs).toEqual([]);
    expect(plan.lookedJobs).toEqual(plan.wantedJobs);
  });

  test.each([
    ['baseline', BASELINE],
    ['landscar-s2', SHIPPED],
  ])(
    'gives what the focus alone gives before the rest is looked at, and then the same whole: %s',
    async (name, model) => {
      const [out, early] = [join(dir, `in-turn-${name}`), join(dir, `in-turn-${name}-early`)];
      const options = { ...model, windowPx: 128, focus: await focus(), preliminaryDir: early };
      const plan = await planDetection(stack, out, options);
      const first = plan.preliminary?.jobs ?? [];
      const near = plan.preliminary?.wantedJobs ?? [];
      expect(near.length).toBeGreaterThan(0);
      expect(plan.jobs.slice(0, near.length)).toEqual(near);
      for (const job of first) await detectBlock(job);
      const alone = { ...model, windowPx: 128, focus: await focus(), focusOnly: true };
      expect(await finishDetection(plan.preliminary!)).toEqual(
        await runDetection(stack, join(dir, `alone-${name}`), alone),
      );
      for (const file of Object.values(DETECTION_FILES))
        expect(await readFile(join(early, file))).toEqual(await readFile(join(dir, `alone-${name}`, file)));
      // Killed here: what is planned again is the rest alone, and the focus has nothing more to do.
      const again = await planDetection(stack, out, options);
      expect(again.preliminary?.jobs).toEqual([]);
      expect(again.doneJobs.map((j) => j.id).sort()).toEqual(first.map((j) => j.id).sort());
      for (const job of again.jobs) await detectBlock(job);
      expect((await planDetection(stack, out, options)).preliminary).toBeUndefined();
      await finishDetection(again);
      await runDetection(stack, join(dir, `at-once-${name}`), { ...model, windowPx: 128 });
      for (const file of Object.values(DETECTION_FILES))
        expect(await readFile(join(out, file))).toEqual(await readFile(join(dir, `at-once-${name}`, file)));
    },
  );

  test('has no preliminary result where nothing lies beyond the focus or near it', async () => {
    const plan = (corners: Areal) =>
      planDetection(stack, join(dir, 'none'), { ...SHIPPED, focus: corners, preliminaryDir: join(dir, 'none-early') });
    const box = (lon: number, lat: number, size: number): Areal => ({
      type: 'Polygon',
      coordinates: [[[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]], // prettier-ignore
    });
    expect((await plan(await focus())).preliminary).toBeDefined();
    expect((await plan(box(105, 25, 20))).preliminary).toBeUndefined();
    expect((await plan(box(10, 10, 1))).preliminary).toBeUndefined();
  });

  /** Blocks that were neither in the focus nor part of the sample. */
  async function skipped(out: string): Promise<number> {
    const plan = await planDetection(stack, out, { ...BASELINE, windowPx: 128, focus: await focus(), focusOnly: true });
    expect(plan.outsideFocus.size).toBeGreaterThan(plan.allJobs.length - plan.lookedJobs.length);
    return plan.allJobs.length - plan.lookedJobs.length;
  }
});

describe('the sample of imagery', () => {
  test('is all of a small one, and of a large one squares with their surroundings, whatever the edge cuts', () => {
    expect(imagerySample(2048, 300)).toEqual([{ x: 0, y: 0, width: 2048, height: 300 }]);
    expect(imagerySample(WIDTH, HEIGHT).map(({ x, width }) => [x, width])).toEqual([
      [256, 512],
      [2304, 512],
      [4352, 512],
    ]);
    // What is left of the last block is too narrow.
    expect(imagerySample(4400, 4400).map(({ x, y }) => [x, y])).toEqual([
      [256, 256],
      [2304, 256],
      [256, 2304],
      [2304, 2304],
    ]);
    for (const size of [2049, 2500, 4097, 6543])
      for (const { x, y, width, height } of imagerySample(size, size)) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(256);
        expect(Math.max(x + width, y + height)).toBeLessThanOrEqual(size);
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(128);
      }
  });
});
