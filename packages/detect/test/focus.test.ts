import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import detectBlock from '../src/detect-worker.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pixelToWorld, tileWindows, type Areal, type Grid, type Position } from '@landscar/core';
import { createTransform } from '@landscar/geodata';
import { planDetection } from '../src/index.js';
import { focusBlocks } from '../src/windows/focus-blocks.js';
import { makeStack } from './make-stack.js';
import { modelFolder, runDetection } from './run-detection.js';

let dir = '';
let grid: Grid;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'focus-'));
  ({ grid } = await makeStack(join(dir, 'stack'), 600, 400));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** A polygon given in pixels, in longitude and latitude. */
async function polygon(corners: readonly Position[]): Promise<Areal> {
  const toLonLat = await createTransform(grid.crs, 'EPSG:4326');
  return { type: 'Polygon', coordinates: [corners.map(([x, y]) => toLonLat(pixelToWorld(grid, x, y)))] };
}
const rectangle = (x0: number, y0: number, x1: number, y1: number): Promise<Areal> =>
  polygon([
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
    [x0, y0],
  ]);

describe('blocks near corridors and sites', () => {
  test('those that a thin corridor crosses, that hold a site, and that lie in a large one', async () => {
    const blocks = tileWindows(600, 400, 100);
    const namesOf = async (focus: Areal): Promise<string[]> => {
      const touches = await focusBlocks(grid, focus, 5);
      return blocks.filter((b) => touches(b)).map((b) => `${b.x / 100},${b.y / 100}`);
    };
    expect(await namesOf(await rectangle(10, 148, 590, 152))).toEqual(['0,1', '1,1', '2,1', '3,1', '4,1', '5,1']);
    expect(await namesOf(await rectangle(340, 240, 350, 250))).toEqual(['3,2']);
    expect(await namesOf(await rectangle(-500, -500, 2000, 2000))).toHaveLength(24);
    expect(await namesOf(await rectangle(340, 240, 396, 250))).toEqual(['3,2', '4,2']);
  });

  test('come first, and the result is the same', async () => {
    const focus = await rectangle(420, 320, 440, 340);
    const options = { modelDir: modelFolder('baseline'), windowPx: 128, focus };
    const plan = await planDetection(join(dir, 'stack'), join(dir, 'plan'), options);
    expect(plan.jobs.map((j) => Number(j.id.slice(1))).slice(0, 8)).toEqual([7, 8, 12, 13, 17, 18, 0, 1]);
    const first = await runDetection(join(dir, 'stack'), join(dir, 'near'), options);
    const second = await runDetection(join(dir, 'stack'), join(dir, 'all'), { windowPx: 128 });
    expect(first).toEqual(second);
  });

  test('alone: what lies outside is left out and counted, not failed', async () => {
    const focus = await rectangle(280, 190, 300, 210);
    const { summary, disturbances } = await runDetection(join(dir, 'stack'), join(dir, 'only'), {
      windowPx: 128,
      focus,
      focusOnly: true,
    });
    expect(summary.counts).toMatchObject({ missingBlocks: 0, missingPx: 0 });
    expect(summary.counts['blocksOutsideFocus']).toBeGreaterThan(10);
    expect(summary.unobservedM2).toBeGreaterThan(summary.observedM2);
    expect(disturbances.length).toBeGreaterThan(0);
    const whole = await runDetection(join(dir, 'stack'), join(dir, 'whole'), { windowPx: 128 });
    expect(whole.summary.fingerprint).not.toBe(summary.fingerprint);
  });

  test('alone, after a whole run that was killed: what it left outside is none of the result', async () => {
    const focus = await rectangle(280, 190, 300, 210);
    const [stack, out] = [join(dir, 'stack'), join(dir, 'killed')];
    const options = { modelDir: modelFolder('baseline'), windowPx: 128 };
    await mkdir(out, { recursive: true });
    const killed = await planDetection(stack, out, options);
    for (const job of killed.jobs) await detectBlock(job);
    const after = await runDetection(stack, out, { ...options, focus, focusOnly: true });
    const clean = await runDetection(stack, join(dir, 'clean'), { ...options, focus, focusOnly: true });
    expect(after).toEqual(clean);
  });
});
