import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pixelToWorld, type Disturbance, type Grid } from '@landscar/core';
import { writeRaster } from '@landscar/geodata';
import { ingestPair, type SceneInput } from '@landscar/ingest';
import { detect, type RunContext } from '../src/index.js';

const context: RunContext = { workers: 1, signal: undefined, onEvent: () => undefined };
let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landscar-dates-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const GROUND: Grid = {
  crs: 'EPSG:32649',
  originX: 600_000,
  originY: 3_930_000,
  pixelWidth: 10,
  pixelHeight: 10,
  width: 320,
  height: 300,
};
const SIX = ['blue', 'green', 'red', 'nir', 'swir16', 'swir22'];
/** Vegetated ground of waves of 9 to 60 px, reflectance × 10 000: texture enough to register on. */
const ground = (x: number, y: number, band: number): number =>
  750 +
  125 * band +
  90 * Math.sin(x / 1.5 + y / 4 + band / 5) +
  130 * Math.sin(x / 7 - y / 2.3) +
  160 * Math.cos(x / 9.5 + Math.sin(y / 6)) * Math.sin(y / 8.1 + band / 7);

const BOXES = { quarry: [100, 100], clouded: [230, 60], field: [60, 220] } as const;
type Box = keyof typeof BOXES;
const inBox = (name: Box, x: number, y: number, around = 0): boolean =>
  [x, y].every((v, k) => v >= BOXES[name][k]! - around && v < BOXES[name][k]! + 24 + around);
const BARE = [1400, 1900, 2500, 2900, 3700, 3300];

/** Ground of waves with noise; bare where named; class 9 is cloud. */
async function scene(
  date: string,
  bare: readonly Box[],
  cloud?: (x: number, y: number) => boolean,
): Promise<SceneInput> {
  const file = join(dir, `${date}.tif`);
  let state = Number(date.replaceAll('-', ''));
  const noise = (): number => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32 - 0.5) * 60;
  const valueAt = (x: number, y: number, band: number): number => {
    if (cloud?.(x, y) === true) return 7000;
    return bare.some((box) => inBox(box, x, y)) ? BARE[band]! : ground(x, y, band);
  };
  const n = GROUND.width * GROUND.height;
  const bands = SIX.map((_, band) =>
    Uint16Array.from({ length: n }, (_, i) => valueAt(i % GROUND.width, Math.floor(i / GROUND.width), band) + noise()),
  );
  const scl = Uint16Array.from({ length: n }, (_, i) =>
    cloud?.(i % GROUND.width, Math.floor(i / GROUND.width)) === true ? 9 : 4,
  );
  await writeRaster(file, {
    grid: GROUND,
    dataType: 'UInt16',
    bands: [...bands, scl],
    bandNames: [...SIX, 'scl'],
    noData: 0,
  });
  return { file, date, sensor: 'sentinel-2-l2a', offset: 0 };
}

const at = (found: readonly Disturbance[], box: Box): Disturbance | undefined => {
  const [x, y] = pixelToWorld(GROUND, BOXES[box][0] + 12, BOXES[box][1] + 12);
  return found.find(({ geometry }) => {
    const ring = (geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates[0]!)[0]!;
    const [xs, ys] = [ring.map((p) => p[0]), ring.map((p) => p[1])];
    return Math.min(...xs) < x && x < Math.max(...xs) && Math.min(...ys) < y && y < Math.max(...ys);
  });
};

it('dates what was opened, confirms it, and doubts what a later scene no longer shows', async () => {
  const before = [await scene('2023-05-15', []), await scene('2023-06-20', [])];
  const after = [
    await scene('2024-05-10', [], (x, y) => inBox('clouded', x, y, 12)),
    await scene('2024-06-20', ['quarry', 'clouded', 'field']),
    // Clear over the field, but with cloud around it: its pixels come from the date before.
    await scene('2024-06-24', ['quarry', 'clouded'], (x, y) => inBox('field', x, y, 30) && !inBox('field', x, y, 10)),
  ];
  const stack = join(dir, 'stack');
  const manifest = await ingestPair({ before, after, out: stack, compare: 'yearly' });
  expect(manifest.dateAfter).toBe('2024-06-24');
  const out = join(dir, 'detection');
  await detect({ stack, out, model: 'landscar-s2' }, context);
  const { value } = await detect({ stack, out: join(dir, 'again'), model: 'landscar-s2' }, { ...context, workers: 2 });
  for (const name of ['disturbances.geojson', 'detection.json'])
    expect(await readFile(join(out, name), 'utf8')).toBe(await readFile(join(dir, 'again', name), 'utf8'));
  const found = value.disturbances;
  expect(at(found, 'quarry')?.dated).toMatchObject({
    firstSeen: '2024-06-20',
    lastUnchanged: '2024-05-10',
    confirmedOn: '2024-06-24',
    lasting: true,
  });
  // Nobody saw it between the dates on both sides of the cloud.
  expect(at(found, 'clouded')?.dated).toMatchObject({ firstSeen: '2024-06-20', lastUnchanged: '2023-06-20' });
  expect(at(found, 'clouded')?.dated?.scenes.find((s) => s.date === '2024-05-10')?.clearShare).toBe(0);
  expect(at(found, 'quarry')?.evidence.reasons).not.toContain('notLasting');
  expect(at(found, 'field')?.dated).toMatchObject({ firstSeen: null, lasting: false });
  expect(at(found, 'field')?.evidence.reasons).toContain('notLasting');
});

it('measures what is usual in a scene by ground where it is not its own reference', async () => {
  // The before scene of the same season leads and is half under cloud: the later one is the reference there.
  const hidden = (x: number): boolean => x > 120;
  const before = [await scene('2023-06-21', [], hidden), await scene('2023-09-10', [])];
  const after = [await scene('2024-06-22', ['quarry', 'clouded']), await scene('2024-06-28', ['quarry', 'clouded'])];
  const stack = join(dir, 'half-hidden');
  const manifest = await ingestPair({ before, after, out: stack, compare: 'yearly' });
  expect(manifest.dateBefore).toBe('2023-06-21');
  const { value } = await detect({ stack, out: join(dir, 'half-hidden-out'), model: 'landscar-s2' }, context);
  for (const box of ['quarry', 'clouded'] as const)
    expect(at(value.disturbances, box)?.dated).toMatchObject({ firstSeen: '2024-06-22', confirmedOn: '2024-06-28' });
  const september = value.disturbances.flatMap((d) => d.dated?.scenes.filter((s) => s.date === '2023-09-10') ?? []);
  expect(Math.max(...september.map(({ change }) => change ?? 0))).toBeLessThan(3);
});
