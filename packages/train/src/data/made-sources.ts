import type { Recipe } from '../recipe.js';
import { randomOf } from '../random.js';
import { makeScene, type MadeScene } from '../synthetic/make-scene.js';
import { collectMaterials } from '../synthetic/materials.js';
import { featurePlanes } from './feature-planes.js';
import type { LabelledPlanes, LoadedPlace } from './load-place.js';
import type { PixelPair } from './pixel-pair.js';
import type { Truth } from './read-truth.js';

/**
 * Made-up scenes of a place with their labels: works are change, what is no work is not. Materials come from `others`; no label
 * of a person is read.
 */
async function madeSources(
  pair: PixelPair,
  others: readonly PixelPair[],
  recipe: Recipe,
  seed: number,
): Promise<LabelledPlanes[]> {
  const materials = collectMaterials(others, randomOf('materials', pair.name, seed));
  const { scenes, perKind } = recipe.made;
  const made: LabelledPlanes[] = [];
  for (let k = 0; k < scenes; k++) {
    const scene = makeScene(pair, materials, 1000 * seed + k, perKind);
    made.push({ planes: await featurePlanes(scene.pair, recipe), truth: truthOf(scene) });
  }
  return made;
}

function truthOf({ pair, objects }: MadeScene): Truth {
  const changed = new Uint8Array(pair.hidden.length);
  for (const { kind, pixels } of objects) if (kind !== 'farmOrWater') for (const i of pixels) changed[i] = 1;
  const weight = pair.hidden.map((bits) => (bits === 0 ? 1 : 0));
  const positives = [...changed.keys()].filter((i) => changed[i] === 1 && weight[i] === 1);
  return { changed, weight, positives: Uint32Array.from(positives) };
}

/** The same places; with made-up scenes in materials of the others where the recipe draws from such. */
export async function withMadeSources(
  places: readonly LoadedPlace[],
  recipe: Recipe,
  seed: number,
): Promise<readonly LoadedPlace[]> {
  if (recipe.sampling.madeShare === 0) return places;
  const out: LoadedPlace[] = [];
  for (const place of places) {
    const others = places.filter((other) => other !== place).map(({ pair }) => pair);
    out.push({ ...place, made: await madeSources(place.pair, others, recipe, seed) });
  }
  return out;
}
