import { mkdir, mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainModel, tfjsNodeIsHere, type LogLine } from '../src/index.js';
import { gridOf, makePlace, tinyRecipe, writeRecipe } from './make-recipe.js';

const here = tfjsNodeIsHere();
if (!here) console.warn('tfjs-node is not set up (./bin/setup --with-tfjs-node): training is not tested');

let dir = '';
let recipe = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'train-'));
  recipe = await writeRecipe(dir, tinyRecipe([await makePlace(dir, 'north', 1), await makePlace(dir, 'south', 2)]));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const checkpoint = (out: string): string => join(out, 'tiny-fold-a.training/seed-0/checkpoint.bin');

/** Trains until a step, then is cut off between two checkpoints. */
async function cutOff(out: string, at: number): Promise<void> {
  const stop = new AbortController();
  const onStep = (_: string, { step }: LogLine): void => {
    if (step === at) stop.abort();
  };
  await expect(trainModel({ recipe, outRoot: out, fold: 'a', signal: stop.signal, onStep })).rejects.toMatchObject({
    code: 'TRAIN_INTERRUPTED',
  });
}

describe.skipIf(!here)('trainModel', () => {
  it('lowers the loss, writes a whole model folder, and gives the same bytes after an interruption', async () => {
    const straight = join(dir, 'straight');
    const model = await trainModel({ recipe, outRoot: straight, fold: 'a' });
    expect(model.manifest).toMatchObject({ id: 'tiny-fold-a', licence: 'CC0-1.0', input: { channels: 28 } });
    expect(await readFile(join(model.dir, 'card.md'), 'utf8')).toContain('Not seen: north');
    const { data, places } = model.manifest.provenance;
    expect({ data, places }).toEqual({ data: ['south (CC0-1.0)'], places: [{ name: 'south', grid: gridOf(2) }] });
    const log = await readFile(join(straight, 'tiny-fold-a.training/seed-0/log.jsonl'), 'utf8');
    const lines = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as LogLine);
    expect(lines).toHaveLength(60);
    const heldOut = lines.flatMap((line) => line.heldOut ?? []);
    expect(heldOut.at(-1)).toBeLessThan(0.9 * heldOut[0]!);
    const mean = (part: LogLine[]): number => part.reduce((sum, { loss }) => sum + loss, 0) / part.length;
    expect(mean(lines.slice(-6))).toBeLessThan(0.7 * mean(lines.slice(0, 6)));

    const resumed = join(dir, 'resumed');
    await cutOff(resumed, 13);
    const twice = await trainModel({ recipe, outRoot: resumed, fold: 'a', resume: true });
    expect(await readFile(checkpoint(resumed))).toEqual(await readFile(checkpoint(straight)));
    expect(await readFile(join(resumed, 'tiny-fold-a.training/seed-0/log.jsonl'), 'utf8')).toBe(log);
    expect(twice.hash).toBe(model.hash);
  });

  it('learns from made-up works where nobody labelled anything', async () => {
    const folder = join(dir, 'made');
    await mkdir(folder);
    const places = [await makePlace(folder, 'north', 1), await makePlace(folder, 'south', 2)];
    const whole = tinyRecipe(places.map(({ label: _, ...place }) => ({ ...place, negative: true })));
    const asked = {
      ...whole,
      id: 'made',
      folds: {},
      made: { scenes: 2, perKind: 1 },
      sampling: { nullShare: 0.1, madeShare: 0.9 },
    };
    const outRoot = join(folder, 'out');
    const lines: LogLine[] = [];
    const onStep = (_: string, line: LogLine): void => void lines.push(line);
    await trainModel({ recipe: await writeRecipe(folder, asked), outRoot, onStep });
    const mean = (part: LogLine[]): number => part.reduce((sum, { loss }) => sum + loss, 0) / part.length;
    expect(mean(lines.slice(-10))).toBeLessThan(0.85 * mean(lines.slice(0, 10)));
    const curve = await readFile(join(outRoot, 'made.training/seed-0/curve.svg'), 'utf8');
    expect(curve).toContain(`last ${lines.at(-1)!.loss.toFixed(3)}`);
    expect(curve.match(/<polyline/gu)).toHaveLength(2);
  });

  it('learns where nothing changed from made-up nuisances', async () => {
    const folder = join(dir, 'nuisances');
    await mkdir(folder);
    const whole = tinyRecipe([await makePlace(folder, 'north', 1), await makePlace(folder, 'south', 2)]);
    const training = { ...(whole['training'] as Record<string, unknown>), steps: 10 };
    const train = async (nuisanceShare: number): Promise<string> => {
      const file = await writeRecipe(folder, { ...whole, training, sampling: { nullShare: 0, nuisanceShare } });
      const outRoot = join(folder, `out-${nuisanceShare}`);
      const { hash } = await trainModel({ recipe: file, outRoot, fold: 'a' });
      return hash;
    };
    expect(await train(1)).not.toBe(await train(0));
    const log = await readFile(join(folder, 'out-1/tiny-fold-a.training/seed-0/log.jsonl'), 'utf8');
    expect(log.trim().split('\n')).toHaveLength(10);
  });

  it('learns from the bands that the recipe names', async () => {
    const folder = join(dir, 'four-band');
    await mkdir(folder);
    const whole = tinyRecipe([await makePlace(folder, 'north', 1), await makePlace(folder, 'south', 2)]);
    const training = { ...(whole['training'] as Record<string, unknown>), steps: 10 };
    const bands = ['blue', 'green', 'red', 'nir'];
    const file = await writeRecipe(folder, { ...whole, bands, training });
    const { manifest } = await trainModel({ recipe: file, outRoot: folder, fold: 'a' });
    expect(manifest.input).toMatchObject({ bands, channels: 24 });
  });

  it('refuses to begin twice, a checkpoint that was cut off, and one of another recipe', async () => {
    const out = join(dir, 'refused');
    await cutOff(out, 6);
    await expect(trainModel({ recipe, outRoot: out, fold: 'a' })).rejects.toMatchObject({
      code: 'TRAIN_ALREADY_BEGUN',
    });
    const other = tinyRecipe([await makePlace(dir, 'north', 1), await makePlace(dir, 'south', 2)]);
    const changed = join(dir, 'changed');
    await mkdir(changed);
    const places = [await makePlace(changed, 'north', 1), await makePlace(changed, 'south', 3)];
    const foreign = await writeRecipe(changed, { ...other, places });
    const again = { outRoot: out, fold: 'a', resume: true };
    await expect(trainModel({ ...again, recipe: foreign })).rejects.toMatchObject({
      code: 'TRAIN_CHECKPOINT_OTHER_RECIPE',
    });
    await truncate(checkpoint(out), 9000);
    await expect(trainModel({ ...again, recipe })).rejects.toMatchObject({ code: 'TRAIN_CHECKPOINT_DAMAGED' });
  });
});
