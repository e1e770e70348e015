import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSparseStack } from '@landscar/fixtures';
import { tfjsNodeIsHere } from '@landscar/train';
import { afterAll, expect, it } from 'vitest';
import { landscar } from './command-line.js';

const dir = mkdtempSync(join(tmpdir(), 'landscar-tune-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const SIDE_PX = 320;

it.skipIf(!tfjsNodeIsHere())(
  'the shipped model is tuned and scored on ground with a cloud, and refused where it is no better',
  async () => {
    const stack = join(dir, 'stack');
    const { grid } = await makeSparseStack(stack, { sizePx: SIDE_PX, changedShare: 0.03, seed: 4, cloudPx: 40 });
    const square = (x: number, y: number): unknown => {
      const [west, north] = [grid.originX + 10 * x, grid.originY - 10 * y];
      const [east, south] = [west + 160, north - 160];
      const ring = [[west, north], [east, north], [east, south], [west, south], [west, north]]; // prettier-ignore
      return { type: 'Polygon', coordinates: [ring] };
    };
    const features = Array.from({ length: 15 }, (_, i) => ({
      type: 'Feature',
      properties: { event: `e${i}`, decision: i % 5 === 0 ? 'accepted' : 'rejected' },
      geometry: square(50 + 50 * (i % 5), 60 + 80 * Math.floor(i / 5)),
    }));
    const crs = { type: 'name', properties: { name: `urn:ogc:def:crs:${grid.crs.replace(':', '::')}` } };
    const leads = join(dir, 'decided.geojson');
    writeFileSync(leads, JSON.stringify({ type: 'FeatureCollection', crs, features }));
    writeFileSync(
      join(dir, 'feedback.json'),
      JSON.stringify({ version: 1, provenance: 'demo', scenes: [{ stack, leads }] }),
    );
    const out = join(dir, 'models');
    // One step learns nothing: the whole way is gone, to the verdict.
    const answer = landscar('models', 'finetune', dir, '--id', 'tuned', '--out', out, '--steps', '1', '--quiet');
    expect(answer.stderr).toContain('TRAIN_SCORES_WORSE');
    expect(answer.code).toBe(3);
    const record = JSON.parse(readFileSync(join(out, 'tuned.finetune.json'), 'utf8')) as {
      readonly lessons: number;
      readonly exams: number;
      readonly old: { readonly kept: number };
    };
    expect(record.lessons + record.exams).toBe(15);
    // Without places to keep, the old model's own flags are the measure, and it agrees with itself, cloud or not.
    expect(record.old.kept).toBe(1);
    expect(readdirSync(out)).toEqual(['tuned.finetune.json']);
  },
);
