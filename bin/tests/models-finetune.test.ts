import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSparseStack } from '@landscar/fixtures';
import { tfjsNodeIsHere } from '@landscar/train';
import { afterAll, expect, it } from 'vitest';
import { landscar, landscarUntil } from './command-line.js';

const dir = mkdtempSync(join(tmpdir(), 'landscar-tune-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const SIDE_PX = 320;

/** A folder of decided leads on ground with a cloud. */
async function decidedLeads(): Promise<string> {
  const stack = join(dir, 'stack');
  const { grid } = await makeSparseStack(stack, { sizePx: SIDE_PX, changedShare: 0.03, seed: 1, cloudPx: 40 });
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
  const feedback = { version: 1, provenance: 'demo', scenes: [{ stack, leads }] };
  writeFileSync(join(dir, 'feedback.json'), JSON.stringify(feedback));
  return dir;
}

// Two steps learn next to nothing: the whole way is gone, to the verdict.
const call = (feedback: string, out: string, ...more: readonly string[]): string[] => [
  ...['models', 'finetune', feedback, '--id', 'tuned', '--out', out, '--steps', '2', '--lang', 'en', ...more],
];

it.skipIf(!tfjsNodeIsHere())(
  'the shipped model is tuned and scored, refused where it is no better, and to the same scores where it was killed',
  async () => {
    const feedback = await decidedLeads();
    const [out, killed] = [join(dir, 'models'), join(dir, 'killed')];
    const answer = landscar(...call(feedback, out, '--quiet'));
    expect(answer.stderr).toContain('TRAIN_SCORES_WORSE');
    expect(answer.code).toBe(3);
    const scores = readFileSync(join(out, 'tuned.finetune.json'), 'utf8');
    const record = JSON.parse(scores) as {
      readonly lessons: number;
      readonly exams: number;
      readonly old: { readonly kept: number };
    };
    expect(record.lessons + record.exams).toBe(15);
    // Without places to keep, the old model's own flags are the measure, and it agrees with itself, cloud or not.
    expect(record.old.kept).toBe(1);
    expect(readdirSync(out)).toEqual(['tuned.finetune.json']);

    // While the second network is tuned, and while the second way of the new model is scored.
    await landscarUntil(/tuning 2\/3/u, 'SIGKILL', ...call(feedback, killed));
    const checkpoint = join(killed, 'tuned.finetuning/m0/checkpoint.bin');
    const written = statSync(checkpoint).mtimeMs;
    const again = landscar(...call(feedback, killed));
    expect([again.code, again.stderr.includes('TRAIN_ALREADY_BEGUN')]).toEqual([3, true]);
    await landscarUntil(/scoring the new model 2\/4/u, 'SIGKILL', ...call(feedback, killed, '--resume'));
    expect(statSync(checkpoint).mtimeMs).toBe(written);
    const other = landscar(...call(feedback, killed, '--resume', '--steps', '3', '--quiet'));
    expect(other.stderr).toContain('TRAIN_CHECKPOINT_OTHER_RECIPE');
    expect(landscar(...call(feedback, killed, '--resume')).code).toBe(3);
    expect(readFileSync(join(killed, 'tuned.finetune.json'), 'utf8')).toBe(scores);
    expect(readdirSync(killed)).toEqual(['tuned.finetune.json']);
  },
  300_000,
);
