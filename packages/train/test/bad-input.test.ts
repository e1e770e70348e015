import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeRaster } from '@landscar/geodata';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readPixelPair } from '../src/data/read-pixel-pair.js';
import { readTruth } from '../src/data/read-truth.js';
import { parseRecipe, readRecipe, trainingPlaces } from '../src/recipe.js';
import { checkScoredGround } from '../src/scored-ground.js';
import { tfjsNodeIsHere, trainModel } from '../src/index.js';
import { GRID, gridOf, makePlace, tinyRecipe, writeRecipe } from './make-recipe.js';

let dir = '';
let places: Record<string, unknown>[] = [];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'train-bad-'));
  places = [await makePlace(dir, 'north', 1), await makePlace(dir, 'south', 2)];
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const parsed = (change: Record<string, unknown>): ReturnType<typeof parseRecipe> =>
  parseRecipe({ ...tinyRecipe(places), ...change }, join(dir, 'recipe.yaml'));
const byte = async (name: string, band: Uint8Array, grid = GRID): Promise<string> => {
  await writeRaster(join(dir, name), { grid, bands: [band], dataType: 'Byte' });
  return name;
};

describe('a recipe', () => {
  it('leaves the places of a fold out', () => {
    expect(trainingPlaces(parsed({}), 'a').map(({ name }) => name)).toEqual(['south']);
    expect(trainingPlaces(parsed({}), undefined)).toHaveLength(2);
  });

  it('is refused where it would train on a place that it is scored on', () => {
    const twice = (): unknown => parsed({ folds: { a: ['north'], b: ['south', 'north'] } });
    expect(twice).toThrow(expect.objectContaining({ code: 'TRAIN_ON_SCORED_PLACE' }));
    const neighbours = places.map((place) => ({ ...place, group: 'valley' }));
    expect(() => parsed({ places: neighbours })).toThrow(expect.objectContaining({ code: 'TRAIN_ON_SCORED_PLACE' }));
    expect(() => parsed({ mustNotSee: ['south'] })).toThrow(expect.objectContaining({ code: 'TRAIN_ON_SCORED_PLACE' }));
    // Under another name, or by the folder that its pixels lie in.
    const renamed = [...places, { ...places[0], name: 'elsewhere' }];
    expect(() => parsed({ places: renamed })).toThrow(expect.objectContaining({ code: 'TRAIN_ON_SCORED_PLACE' }));
    const moved = places.map((place) => ({ ...place, before: `kept-aside/${String(place['before'])}` }));
    expect(() => parsed({ places: moved, mustNotSee: ['kept-aside'] })).toThrow(
      expect.objectContaining({ code: 'TRAIN_ON_SCORED_PLACE' }),
    );
  });

  it('draws no more crops than there are, and nuisances of some kind', () => {
    const asked = (sampling: object, shares: object = {}) => parsed({ sampling, nuisances: { shares } });
    const refused = expect.objectContaining({ code: 'TRAIN_RECIPE_INVALID' }) as Error;
    expect(asked({ nullShare: 0.5, nuisanceShare: 0.5 }).sampling.nuisanceShare).toBe(0.5);
    expect(() => asked({ nullShare: 0.5, nuisanceShare: 0.6 })).toThrow(refused);
    const kinds = ['burntStubble', 'misregistered', 'mowing', 'seam', 'snow', 'sunTurned', 'thinCloud', 'viewTilted'];
    const none = Object.fromEntries(kinds.map((kind) => [kind, 0]));
    expect(() => asked({ nuisanceShare: 0.1 }, none)).toThrow(refused);
    expect(asked({ nuisanceShare: 0.1 }, { ...none, snow: 1 }).nuisances.shares.snow).toBe(1);
  });

  it('is refused where it would train on the ground of a place that it is scored on, under another name and other dates', async () => {
    const check = (change: Record<string, unknown>): Promise<void> => checkScoredGround(parsed(change), 'recipe.yaml');
    // Side by side.
    await check({});
    // The western two thirds of the first place again, in other files.
    const part = { ...GRID, width: 64 };
    const bands = [0, 1, 2, 3, 4, 5].map(() => new Uint16Array(part.width * part.height));
    await writeRaster(join(dir, 'later.tif'), { grid: part, bands, dataType: 'UInt16' });
    const later = { ...places[0], name: 'later', before: 'later.tif', after: 'later.tif' };
    const folds = { a: ['north'], b: ['south', 'later'] };
    await expect(check({ places: [...places, later], folds })).rejects.toMatchObject({
      code: 'TRAIN_ON_SCORED_GROUND',
      parts: { found: 'north (fold a) and later (fold b) share 51.2 ha' },
    });
    await expect(check({ places: [...places, later] })).rejects.toThrow('north (fold a) and later (fold none)');
    await check({ places: [...places, later], folds: { a: ['north', 'later'], b: ['south'] } });
    // As a run meets it.
    const recipe = await writeRecipe(dir, { ...tinyRecipe(places), places: [...places, later], folds });
    await expect(trainModel({ recipe, outRoot: join(dir, 'never'), fold: 'a' })).rejects.toMatchObject({
      code: 'TRAIN_ON_SCORED_GROUND',
    });
  });

  it('is refused with every problem of its schema, and where it is not there', async () => {
    expect(() => parsed({ seeds: [], places: [{ name: 'x' }] })).toThrow(
      expect.objectContaining({ code: 'TRAIN_RECIPE_INVALID' }),
    );
    expect(() => parsed({ folds: { a: ['nowhere'] } })).toThrow(
      expect.objectContaining({ code: 'TRAIN_RECIPE_INVALID' }),
    );
    await expect(readRecipe(join(dir, 'none.yaml'))).rejects.toMatchObject({ code: 'TRAIN_RECIPE_UNREADABLE' });
  });

  it('takes over from another one what it does not say itself, paths and all; none is made like itself', async () => {
    await writeFile(join(dir, 'base.yaml'), stringify(tinyRecipe(places)));
    await mkdir(join(dir, 'below'), { recursive: true });
    const like = join(dir, 'below', 'like.yaml');
    await writeFile(like, stringify({ like: '../base.yaml', id: 'tiny-two', seeds: [4, 5] }));
    const [base, made] = [await readRecipe(join(dir, 'base.yaml')), await readRecipe(like)];
    expect(made).toEqual({ ...base, id: 'tiny-two', seeds: [4, 5] });
    await writeFile(join(dir, 'round.yaml'), stringify({ like: 'below/round.yaml' }));
    await writeFile(join(dir, 'below', 'round.yaml'), stringify({ like: '../round.yaml' }));
    const refused = { code: 'TRAIN_RECIPE_INVALID' };
    await expect(readRecipe(join(dir, 'round.yaml'))).rejects.toMatchObject(refused);
    await writeFile(like, stringify({ like: 3 }));
    await expect(readRecipe(like)).rejects.toMatchObject(refused);
    await writeFile(like, stringify({ like: '../base.yaml', folds: { a: ['north'], b: ['north'] } }));
    await expect(readRecipe(like)).rejects.toMatchObject({ code: 'TRAIN_ON_SCORED_PLACE' });
  });
});

describe('labels', () => {
  const refused = { code: 'TRAIN_LABEL_REFUSED' };
  const hidden = new Uint8Array(GRID.width * GRID.height);

  it('are refused on another grid, with other codes, without their band', async () => {
    const shifted = await byte('shifted.tif', new Uint8Array(hidden.length), { ...GRID, originX: GRID.originX + 10 });
    const coded = await byte('coded.tif', new Uint8Array(hidden.length).fill(1).fill(2, 50));
    const label = (file: string, more: object = {}): ReturnType<typeof readTruth> =>
      readTruth({ name: 'x', licence: 'CC0-1.0', label: { file: join(dir, file), ...more } }, GRID, hidden);
    await expect(label(shifted)).rejects.toMatchObject(refused);
    await expect(label(coded)).rejects.toMatchObject(refused);
    await expect(label(coded, { band: 2 })).rejects.toMatchObject(refused);
    const named = await label(coded, { unchanged: 1, changed: 2 });
    expect(named.positives).toHaveLength(hidden.length - 50);
  });

  it('may not be empty', async () => {
    if (!tfjsNodeIsHere()) return;
    const none = (name: string, seed: number) => byte(name, new Uint8Array(hidden.length), gridOf(seed));
    const labels = [await none('north-none.tif', 1), await none('south-none.tif', 2)];
    const empty = places.map((place, i) => ({ ...place, label: labels[i] }));
    const recipe = await writeRecipe(dir, tinyRecipe(empty));
    await expect(trainModel({ recipe, outRoot: join(dir, 'empty') })).rejects.toMatchObject({
      code: 'TRAIN_CLASS_EMPTY',
    });
    await expect(trainModel({ recipe, outRoot: join(dir, 'empty'), fold: 'z' })).rejects.toMatchObject({
      code: 'TRAIN_FOLD_UNKNOWN',
    });
  });
});

describe('imagery', () => {
  const refused = { code: 'TRAIN_IMAGERY_REFUSED' };

  it('is refused without a band, with NaN, on two grids', async () => {
    const [place] = parsed({}).places;
    const short = { ...place!, bands: ['blue', 'green', 'red', 'nir', 'swir16'] };
    await expect(readPixelPair(short)).rejects.toMatchObject(refused);
    const n = GRID.width * GRID.height;
    const bands = Array.from({ length: 6 }, (_, b) => new Float32Array(n).fill(0.1 * (b + 1)));
    bands[4]![77] = Number.NaN;
    await writeRaster(join(dir, 'nan.tif'), { grid: GRID, bands, dataType: 'Float32' });
    await expect(readPixelPair({ ...place!, after: join(dir, 'nan.tif'), scale: 1 })).rejects.toMatchObject(refused);
    const wide = { ...GRID, width: GRID.width - 8 };
    const smaller = bands.map((band) => band.slice(0, wide.width * wide.height));
    await writeRaster(join(dir, 'wide.tif'), { grid: wide, bands: smaller, dataType: 'Float32' });
    await expect(readPixelPair({ ...place!, after: join(dir, 'wide.tif') })).rejects.toMatchObject(refused);
  });

  it('is refused where a place is smaller than a crop, before anything is trained', async () => {
    if (!tfjsNodeIsHere()) return;
    const large = { ...tinyRecipe(places), training: { cropPx: 512 } };
    const recipe = await writeRecipe(dir, large);
    await expect(trainModel({ recipe, outRoot: join(dir, 'small') })).rejects.toMatchObject({
      code: 'TRAIN_PLACE_TOO_SMALL',
    });
  });
});
