import { placeTooSmall } from '../errors.js';
import type { Recipe, RecipePlace } from '../recipe.js';
import { featurePlanes, type FeaturePlanes } from './feature-planes.js';
import type { PixelPair } from './pixel-pair.js';
import { readPixelPair } from './read-pixel-pair.js';
import { readTruth, type Truth } from './read-truth.js';
import { viewOf, type View } from './views.js';

export type TrainingView = 'plain' | 'degraded' | 'swapped' | 'swappedDegraded';

/** Features of a whole place and what is known of it. */
export interface LabelledPlanes {
  readonly planes: FeaturePlanes;
  readonly truth: Truth;
}

/** Where crops are drawn from. */
export interface CropSource {
  readonly negative: boolean;
  readonly areaPx: number;
  readonly views: ReadonlyMap<TrainingView, LabelledPlanes>;
  readonly nulls: readonly FeaturePlanes[];
  /** One date of the place with made-up works on it. */
  readonly made: readonly LabelledPlanes[];
  /** One date of the place seen again with a made-up nuisance over it. */
  readonly nuisances: readonly FeaturePlanes[];
}

/** A place of a recipe, read whole. */
export interface LoadedPlace extends CropSource {
  readonly name: string;
  readonly pair: PixelPair;
  readonly truth: Truth;
}

/** Reads a place and computes the features of every view that the recipe draws from. */
export async function loadPlace(place: RecipePlace, recipe: Recipe, seed: number): Promise<LoadedPlace> {
  const pair = await readPixelPair(place, recipe.bands);
  const { width, height } = pair.grid;
  const { cropPx } = recipe.training;
  if (Math.min(width, height) < cropPx)
    throw placeTooSmall(place.name, `${width} × ${height} px`, `at least ${cropPx} px a side`);
  const truth = await readTruth(place, pair.grid, pair.hidden);
  const views = new Map<TrainingView, LabelledPlanes>();
  for (const [name, share] of Object.entries(recipe.sampling.views) as [TrainingView, number][]) {
    if (share === 0) continue;
    views.set(name, { planes: await featurePlanes(viewOf(pair, name, seed), recipe), truth });
  }
  const nulls: FeaturePlanes[] = [];
  if (recipe.sampling.nullShare > 0) {
    for (const view of ['nullBefore', 'nullAfter'] satisfies View[])
      nulls.push(await featurePlanes(viewOf(pair, view, seed), recipe));
  }
  const negative = place.negative === true;
  return { name: place.name, negative, areaPx: width * height, pair, truth, views, nulls, made: [], nuisances: [] };
}
