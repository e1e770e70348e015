import type { Grid } from '@landscar/core';
import { gridOutline, rasterInfo, readStackManifest, SAME_GROUND_M2, sharedGroundM2 } from '@landscar/geodata';
import { trainsOnScoredGround } from './errors.js';
import type { Recipe, RecipePlace } from './recipe.js';

/**
 * Refuses a recipe where a place outside of a fold lies on ground of a place in it, whatever their names, files and dates: a run of
 * that fold would train on what it is scored on. TRAIN_ON_SCORED_GROUND names all such pairs.
 */
export async function checkScoredGround({ places, folds }: Recipe, path: string): Promise<void> {
  const foldOf = new Map(Object.entries(folds).flatMap(([fold, names]) => names.map((name) => [name, fold] as const)));
  const outlines = await Promise.all(places.map(async (place) => gridOutline(await gridOf(place))));
  const found: string[] = [];
  for (const [i, place] of places.entries()) {
    for (const [j, other] of places.slice(0, i).entries()) {
      // Also two of no fold: no run scores them.
      if (foldOf.get(place.name) === foldOf.get(other.name)) continue;
      const sharedM2 = await sharedGroundM2(outlines[i]!, outlines[j]!);
      if (sharedM2 < SAME_GROUND_M2) continue;
      const where = ({ name }: RecipePlace): string => `${name} (fold ${foldOf.get(name) ?? 'none'})`;
      found.push(`${where(other)} and ${where(place)} share ${(sharedM2 / 1e4).toFixed(1)} ha`);
    }
  }
  if (found.length > 0) throw trainsOnScoredGround(path, found);
}

const gridOf = async ({ stack, after }: RecipePlace): Promise<Grid> =>
  stack === undefined ? (await rasterInfo(after!)).grid : (await readStackManifest(stack)).grid;
