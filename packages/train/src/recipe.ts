import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { areFeatureBands, FEATURE_BANDS } from '@landscar/detect';
import { recipeInvalid, recipeUnreadable, trainsOnScored } from './errors.js';

const positive = z.number().positive();
const ratio = z.number().min(0).max(1);
const file = z.string().min(1);

const placeSchema = z
  .strictObject({
    name: z.string().min(1),
    /** A stack folder of `landscar ingest`; or the two dates in place, already on one grid. */
    stack: file.optional(),
    before: file.optional(),
    after: file.optional(),
    /** Common band names of before and after, in file order. */
    bands: z.array(z.string()).optional(),
    /** Digital numbers to reflectance; 0.0001 by default. */
    scale: positive.optional(),
    /** Moves the before date by so many pixels, x right, y down, as measured by ingest. */
    shiftPx: z.tuple([z.number(), z.number()]).optional(),
    /** Absent: nothing is known to have changed; used as unchanged ground where `negative` says so. */
    label: z
      .union([
        file,
        z.strictObject({
          file,
          band: z.number().int().min(1).optional(),
          unchanged: z.number().optional(),
          changed: z.number().optional(),
        }),
      ])
      .optional(),
    ignore: z.union([file, z.strictObject({ file, band: z.number().int().min(1).optional() })]).optional(),
    negative: z.boolean().optional(),
    /** Places that adjoin or share dates carry one group and stay in one fold. */
    group: z.string().optional(),
    licence: z.string().min(2),
  })
  .refine(
    (p) => (p.stack === undefined) !== (p.before === undefined && p.after === undefined),
    'either stack, or before and after',
  )
  .refine(
    (p) => p.stack !== undefined || (p.before !== undefined && p.after !== undefined && p.bands !== undefined),
    'before, after and bands go together',
  )
  .refine((p) => p.label !== undefined || p.negative === true, 'without label it must say negative: true');

const trainingSchema = z.strictObject({
  widths: z.array(z.number().int().min(1)).min(2).max(6).default([8, 16, 32, 64]),
  steps: z.number().int().min(1).default(700),
  batch: z.number().int().min(1).default(8),
  cropPx: z.number().int().min(16).multipleOf(8).default(128),
  learningRate: positive.default(3e-3),
  weightDecay: z.number().min(0).default(1e-2),
  warmUp: ratio.default(0.1),
  clipNorm: positive.default(1),
  positiveWeight: positive.default(3),
  diceWeight: z.number().min(0).default(1),
  averaging: ratio.default(0.99),
  dropout: z.number().min(0).max(0.9).default(0.2),
  checkpointEvery: z.number().int().min(1).default(50),
});

const samplingSchema = z.strictObject({
  /** Share of crops from null pairs, and of crops around a labelled pixel. */
  nullShare: ratio.default(0.1),
  positiveShare: ratio.default(0.5),
  /** Places are drawn in proportion to area to this power. */
  placePower: z.number().min(0).default(0.5),
  /** Share of crops from `negative` places. */
  negativeShare: ratio.default(0),
  /** Share of crops from made-up works on one date of a place (`made`), labelled without anybody. */
  madeShare: ratio.default(0),
  /** How often a place is seen as it is, date 1 degraded, dates swapped, swapped and degraded. */
  views: z
    .strictObject({
      plain: z.number().min(0).default(1),
      degraded: z.number().min(0).default(0),
      swapped: z.number().min(0).default(0),
      swappedDegraded: z.number().min(0).default(0),
    })
    .default({ plain: 1, degraded: 0, swapped: 0, swappedDegraded: 0 }),
  /** Deviations: of the common log gain of the residual channels, of each one's gain, of the others' gain and offset. */
  residualGain: z.number().min(0).default(0.2),
  bandGain: z.number().min(0).default(0.06),
  otherGain: z.number().min(0).default(0.08),
  otherOffset: z.number().min(0).default(0.12),
});

const recipeSchema = z.strictObject({
  recipe: z.literal(1),
  id: z.string().regex(/^[a-z][a-z0-9-]+$/u),
  features: z.enum(['landscar-diff@1', 'landscar-diff@2']),
  /** Bands that the features are made of. */
  bands: z
    .array(z.enum(FEATURE_BANDS))
    .refine(areFeatureBands, 'as input.bands of a model manifest')
    .default([...FEATURE_BANDS]),
  /** Model folder whose input limits and decision rule the new model takes over; the rule was fixed out of fold there. */
  manifestLike: file,
  licence: z.string().min(2),
  licenceNote: z.string().min(2),
  contact: z.string().min(2),
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/u)
    .default('0.1.0'),
  places: z.array(placeSchema).min(1),
  /** Names of places per fold; a run trains on all labelled places but those of its fold. */
  folds: z.record(z.string(), z.array(z.string()).min(1)),
  seeds: z.array(z.number().int().min(0)).min(1),
  /** Places that no run may train on, whatever the folds say: they are kept for the final score. */
  mustNotSee: z.array(z.string()).default([]),
  training: trainingSchema.prefault({}),
  /** Made-up scenes of each place, and works of each kind on one of them; their materials come from the other places. */
  made: z
    .strictObject({ scenes: z.number().int().min(1).default(2), perKind: z.number().int().min(1).default(8) })
    .prefault({}),
  sampling: samplingSchema.prefault({}),
  /** What the recipe may cost on two cores, in words; for people. */
  budget: z.string().min(2),
});

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

function checkShares({ sampling: { nullShare, negativeShare, madeShare }, places, folds }: Recipe, path: string): void {
  if (nullShare + negativeShare + madeShare > 1)
    throw recipeInvalid(path, 'sampling: nullShare, negativeShare and madeShare are more than 1 together');
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
