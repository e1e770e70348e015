import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { canonicalJson } from '@landscar/core';
import { buildModel, type Model, type UNet } from '@landscar/detect';
import { makeFolder } from '@landscar/geodata';
import { loadPlace, type LoadedPlace } from '../data/load-place.js';
import { withMadeSources } from '../data/made-sources.js';
import { withNuisanceSources } from '../data/nuisance-sources.js';
import { classEmpty, foldUnknown, trainingUnfinished } from '../errors.js';
import { foldWeights } from '../network/weights.js';
import { withTfjsNode } from '../open-tfjs-node.js';
import { readRecipe, trainingPlaces, type Recipe } from '../recipe.js';
import { drawBatch } from '../sampling/draw-batch.js';
import { checkScoredGround } from '../scored-ground.js';
import { cardOf, describeModel } from './describe-model.js';
import { trainMember, type LogLine } from './train-member.js';

export interface TrainOptions {
  readonly recipe: string;
  /** Folder that holds model folders. */
  readonly outRoot: string;
  /** Leave out the places of this fold; without it the model learns from all of them. */
  readonly fold?: string | undefined;
  /** Go on where a killed run stopped. */
  readonly resume?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onPlace?: (name: string, done: number, total: number) => void;
  readonly onStep?: (name: string, line: LogLine, steps: number) => void;
}

/**
 * A recipe becomes a model folder OUT/ID (with a fold: OUT/ID-fold-FOLD); checkpoints, logs and learning curves stay in
 * OUT/ID.training. One network a seed; their mean is the model.
 */
export async function trainModel(options: TrainOptions): Promise<Model> {
  const recipe = await readRecipe(options.recipe);
  const { fold } = options;
  if (fold !== undefined && recipe.folds[fold] === undefined) {
    throw foldUnknown(options.recipe, fold, Object.keys(recipe.folds));
  }
  // Said before the data are read, which takes minutes.
  makeFolder(options.outRoot);
  await checkScoredGround(recipe, options.recipe);
  const id = fold === undefined ? recipe.id : `${recipe.id}-fold-${fold}`;
  const dir = join(resolve(options.outRoot), id);
  const work = `${dir}.training`;
  if (existsSync(work) && options.resume !== true) throw trainingUnfinished(work);
  await withTfjsNode(() => Promise.resolve());
  const chosen = trainingPlaces(recipe, fold);
  const hidden = recipe.places.filter((place) => !chosen.includes(place) && place.negative !== true);
  const loaded: LoadedPlace[] = [];
  for (const [done, place] of chosen.entries()) {
    options.onPlace?.(place.name, done, chosen.length);
    loaded.push(await loadPlace(place, recipe, recipe.seeds[0]!));
  }
  const places = await withNuisanceSources(
    await withMadeSources(loaded, recipe, recipe.seeds[0]!),
    recipe,
    recipe.seeds[0]!,
  );
  if (
    places.every(({ truth, made }) => [truth, ...made.map((one) => one.truth)].every((t) => t.positives.length === 0))
  )
    throw classEmpty(places.map(({ name }) => name));
  const heldOut: LoadedPlace[] = [];
  for (const place of hidden) heldOut.push(await loadPlace(place, plainOnly(recipe), recipe.seeds[0]!));
  const data = fingerprintOf(recipe, [...places, ...heldOut]);
  const exam = heldOut.length === 0 ? undefined : drawBatch(heldOut, plainOnly(recipe), `${id}/exam`, 0);
  const nets: UNet[] = [];
  for (const seed of recipe.seeds) {
    const name = `${id}/seed-${seed}`;
    const memberDir = join(work, `seed-${seed}`);
    makeFolder(memberDir);
    const fingerprint = createHash('sha256').update(`${data}/${name}`).digest('hex');
    const { signal, onStep } = options;
    const run = {
      name,
      dir: memberDir,
      recipe,
      places,
      exam,
      fingerprint,
      signal,
      onStep,
    };
    const weights = await withTfjsNode((tf) => trainMember(tf, run));
    const inputs = [...places[0]!.views.values()][0]!.planes.channels;
    nets.push(foldWeights(weights, inputs, recipe.training.widths));
  }
  return writeModel(recipe, id, dir, nets, places, heldOut);
}

/** Held-out crops are seen as they are, by a recipe that is otherwise the same. */
const plainOnly = (recipe: Recipe): Recipe => ({
  ...recipe,
  sampling: {
    ...recipe.sampling,
    nullShare: 0,
    negativeShare: 0,
    madeShare: 0,
    nuisanceShare: 0,
    views: { plain: 1, degraded: 0, swapped: 0, swappedDegraded: 0 },
  },
});

/** Recipe without its paths, and every pixel that it learns from. */
function fingerprintOf(recipe: Recipe, places: readonly LoadedPlace[]): string {
  const hash = createHash('sha256');
  const { features, bands, training, sampling, made, nuisances, seeds } = recipe;
  hash.update(canonicalJson({ features, bands, training, sampling, made, nuisances, seeds }));
  for (const { name, pair, truth } of places) {
    hash.update(name);
    for (const band of [...pair.before, ...pair.after, pair.hidden, truth.changed, truth.weight]) {
      hash.update(new Uint8Array(band.buffer, band.byteOffset, band.byteLength));
    }
  }
  return hash.digest('hex');
}

/** Written beside and renamed: a model folder is there whole or not at all. */
async function writeModel(
  recipe: Recipe,
  id: string,
  dir: string,
  nets: readonly UNet[],
  places: readonly LoadedPlace[],
  heldOut: readonly LoadedPlace[],
): Promise<Model> {
  const names = (list: readonly LoadedPlace[]): string[] => list.map(({ name }) => name);
  const facts = await describeModel(recipe, id, nets[0]!, places);
  // The folder must carry the model's name already when the manifest is checked.
  const temporary = join(`${dir}.tmp-${process.pid}`, id);
  await rm(join(temporary, '..'), { recursive: true, force: true });
  const model = await buildModel(temporary, facts, nets, cardOf(recipe, id, names(places), names(heldOut)));
  await rm(dir, { recursive: true, force: true });
  await rename(temporary, dir);
  await rm(join(temporary, '..'), { recursive: true, force: true });
  return { ...model, dir };
}
