import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { recipeInvalid, recipeUnreadable, trainsOnScored } from './errors.js';
import { recipeSchema } from './recipe-schema.js';

/** How a model is made: data, splits, seeds, what it must not see. Paths are absolute after reading. */
export type Recipe = z.infer<typeof recipeSchema>;
export type RecipePlace = Recipe['places'][number];
export type TrainingSettings = Recipe['training'];
export type SamplingSettings = Recipe['sampling'];

/**
 * Reads and checks a recipe; every problem is listed. Paths in it are relative to the file. What a recipe with `like` does
 * not say itself is as in the recipe that it names there.
 */
export async function readRecipe(path: string): Promise<Recipe> {
  return read(path, []);
}

async function read(path: string, from: readonly string[]): Promise<Recipe> {
  let raw: unknown;
  try {
    raw = parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw recipeUnreadable(path, error);
  }
  if (typeof raw !== 'object' || raw === null || !('like' in raw)) return parseRecipe(raw, path);
  const { like, ...own } = raw;
  if (typeof like !== 'string') throw recipeInvalid(path, 'like: not the path of a recipe');
  const base = resolve(dirname(path), like);
  if ([...from, resolve(path)].includes(base)) throw recipeInvalid(path, `like: ${like} is made like this one`);
  return parseRecipe({ ...(await read(base, [...from, resolve(path)])), ...own }, path);
}

export function parseRecipe(raw: unknown, path: string): Recipe {
  const parsed = recipeSchema.safeParse(raw);
  if (!parsed.success) {
    const found = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`);
    throw recipeInvalid(path, found.join('; '));
  }
  const recipe = parsed.data;
  checkNames(recipe, path);
  checkShares(recipe, path);
  checkSplits(recipe, path);
  const absolute = (name: string): string => resolve(dirname(path), name);
  return {
    ...recipe,
    manifestLike: absolute(recipe.manifestLike),
    places: recipe.places.map((place) => withPaths(place, absolute)),
  };
}

function withPaths(place: RecipePlace, absolute: (name: string) => string): RecipePlace {
  const { label, ignore } = place;
  return {
    ...place,
    ...(place.stack !== undefined && { stack: absolute(place.stack) }),
    ...(place.before !== undefined && { before: absolute(place.before) }),
    ...(place.after !== undefined && { after: absolute(place.after) }),
    ...(label !== undefined && {
      label: typeof label === 'string' ? absolute(label) : { ...label, file: absolute(label.file) },
    }),
    ...(ignore !== undefined && {
      ignore: typeof ignore === 'string' ? absolute(ignore) : { ...ignore, file: absolute(ignore.file) },
    }),
  };
}

function checkNames({ places, folds }: Recipe, path: string): void {
  const names = places.map((place) => place.name);
  const problems = names.filter((name, i) => names.indexOf(name) !== i).map((name) => `places: '${name}' twice`);
  for (const [fold, members] of Object.entries(folds)) {
    for (const name of members) if (!names.includes(name)) problems.push(`folds.${fold}: no place '${name}'`);
  }
  if (problems.length > 0) throw recipeInvalid(path, problems.join('; '));
}

function checkShares({ sampling, nuisances, places, folds }: Recipe, path: string): void {
  const { nullShare, negativeShare, madeShare, nuisanceShare } = sampling;
  if (nullShare + negativeShare + madeShare + nuisanceShare > 1)
    throw recipeInvalid(
      path,
      'sampling: nullShare, negativeShare, madeShare and nuisanceShare are more than 1 together',
    );
  if (nuisanceShare > 0 && Object.values(nuisances.shares).every((share) => share === 0))
    throw recipeInvalid(path, 'nuisances.shares: all 0, and sampling.nuisanceShare is not');
  const fewest = places.length - Math.max(0, ...Object.values(folds).map((names) => names.length));
  if (madeShare > 0 && fewest < 2)
    throw recipeInvalid(path, 'sampling.madeShare: needs two training places, one gives its materials to the other');
}

const pixelFiles = ({ stack, before, after }: RecipePlace): string[] =>
  [stack, before, after].filter((file) => file !== undefined);

/** Refuses what would let a run see a place that it is scored on: in two folds, a neighbour elsewhere, or kept aside. */
function checkSplits({ places, folds, mustNotSee }: Recipe, path: string): void {
  const foldOf = new Map<string, string>();
  for (const [fold, members] of Object.entries(folds)) {
    const twice = members.filter((name) => foldOf.has(name));
    if (twice.length > 0) throw trainsOnScored(path, fold, twice);
    for (const name of members) foldOf.set(name, fold);
  }
  for (const [fold, members] of Object.entries(folds)) {
    const groups = places.filter((p) => members.includes(p.name)).flatMap((p) => p.group ?? []);
    const outside = places.filter(
      (p) => p.group !== undefined && groups.includes(p.group) && foldOf.get(p.name) !== fold,
    );
    if (outside.length > 0)
      throw trainsOnScored(
        path,
        fold,
        outside.map((p) => p.name),
      );
  }
  // The same pixels under another name are the same place.
  for (const [fold, members] of Object.entries(folds)) {
    const files = new Set(places.filter((p) => members.includes(p.name)).flatMap(pixelFiles));
    const again = places.filter((p) => foldOf.get(p.name) !== fold && pixelFiles(p).some((file) => files.has(file)));
    if (again.length > 0)
      throw trainsOnScored(
        path,
        fold,
        again.map((p) => p.name),
      );
  }
  const keptAside = (place: RecipePlace): boolean =>
    [place.name, ...pixelFiles(place).flatMap((file) => file.split(/[\\/]/u))].some((name) =>
      mustNotSee.includes(name),
    );
  const seen = places.filter(keptAside).map((place) => place.name);
  if (seen.length > 0) throw trainsOnScored(path, 'mustNotSee', seen);
}

/** Places that a run of this fold learns from; undefined: all of them (the model that ships). */
export function trainingPlaces(recipe: Recipe, fold: string | undefined): RecipePlace[] {
  const scored = fold === undefined ? [] : (recipe.folds[fold] ?? []);
  return recipe.places.filter((place) => !scored.includes(place.name));
}
