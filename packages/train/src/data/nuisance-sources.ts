import type { Recipe } from '../recipe.js';
import { drawWeighted, randomOf } from '../random.js';
import { makeNuisance, NUISANCES } from '../synthetic/nuisances.js';
import { featurePlanes, type FeaturePlanes } from './feature-planes.js';
import type { LoadedPlace } from './load-place.js';
import type { PixelPair } from './pixel-pair.js';

/** One date of a place seen again with a made-up nuisance over it, drawn by the shares of the recipe: nothing changed. */
export async function nuisanceSources(pair: PixelPair, recipe: Recipe, seed: number): Promise<FeaturePlanes[]> {
  const { scenes, shares } = recipe.nuisances;
  const random = randomOf('nuisances', pair.name, seed);
  const weights = NUISANCES.map((nuisance) => shares[nuisance]);
  const sources: FeaturePlanes[] = [];
  // Seeds below 1000 are left to exams.
  for (let k = 0; k < scenes; k++) {
    const nuisance = NUISANCES[drawWeighted(random, weights)]!;
    sources.push(await featurePlanes(makeNuisance(pair, nuisance, 1000 * (seed + 1) + k), recipe));
  }
  return sources;
}

/** The same places; with made-up nuisances over them where the recipe draws from such. */
export async function withNuisanceSources(
  places: readonly LoadedPlace[],
  recipe: Recipe,
  seed: number,
): Promise<readonly LoadedPlace[]> {
  if (recipe.sampling.nuisanceShare === 0) return places;
  const out: LoadedPlace[] = [];
  for (const place of places) out.push({ ...place, nuisances: await nuisanceSources(place.pair, recipe, seed) });
  return out;
}
