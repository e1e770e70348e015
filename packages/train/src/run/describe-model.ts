import { featureChannels, readModel, receptiveFieldPx, type ManifestFacts, type UNet } from '@landscar/detect';
import type { LoadedPlace } from '../data/load-place.js';
import type { Recipe } from '../recipe.js';

/** Manifest of a model trained on `places` but for its files: input limits and decision rule as of `manifestLike`. */
export async function describeModel(
  recipe: Recipe,
  id: string,
  net: UNet,
  places: readonly LoadedPlace[],
): Promise<ManifestFacts> {
  const { manifest: like } = await readModel(recipe.manifestLike);
  const names = places.map(({ name }) => name);
  const facts: ManifestFacts = {
    manifestVersion: 1,
    id,
    version: recipe.version,
    licence: recipe.licence,
    licenceNote: recipe.licenceNote,
    contact: recipe.contact,
    card: 'card.md',
    task: like.task,
    input: {
      ...like.input,
      features: recipe.features,
      bands: recipe.bands,
      channels: featureChannels(recipe).length,
      layout: 'nchw',
      stridePx: 2 ** (recipe.training.widths.length - 1),
      haloPx: receptiveFieldPx(net),
    },
    output: { meaning: 'logit', dtype: 'float32', range: [-100, 100] },
    decision: like.decision,
    resources: like.resources,
    provenance: {
      data: recipe.places.filter(({ name }) => names.includes(name)).map((place) => `${place.name} (${place.licence})`),
      regions: [`the places of recipe ${recipe.id}: ${names.join(', ')}`],
      seasons: ['as of the pairs of the recipe'],
      recipe: recipe.id,
      places: places.map(({ name, pair }) => ({ name, grid: pair.grid })),
      scores: [],
    },
  };
  return facts;
}

/** The card says what is known when training ends; figures come from `landscar evaluate` and are added by a person. */
export function cardOf(recipe: Recipe, id: string, learnedFrom: readonly string[], heldOut: readonly string[]): string {
  const { training, seeds, sampling } = recipe;
  const scored =
    heldOut.length === 0
      ? 'None yet: it has seen every place of its recipe. Out-of-fold figures come from runs with `--fold`.'
      : `None yet. It may be scored on ${heldOut.join(', ')}, which it has not seen: \`landscar evaluate\`.`;
  return `# ${id}

## Purpose

Finds ground that changed between two dates. ${seeds.length} U-Nets of widths ${training.widths.join('-')} on \`${recipe.features}\`, mean logit. Trained by \`landscar models train\`.

## Not for

Deciding anything without a person looking; imagery unlike what its recipe names.

## Data and licences

${recipe.licenceNote}

Learned from: ${learnedFrom.join(', ')}.${heldOut.length === 0 ? '' : ` Not seen: ${heldOut.join(', ')}.`}

## Recipe

\`${recipe.id}\`: ${training.steps} steps of ${training.batch} crops of ${training.cropPx}², learning rate ${training.learningRate}, seeds ${seeds.join(', ')}, null pairs ${sampling.nullShare}. Budget: ${recipe.budget}.

## Figures

${scored}

## Limits

The decision rule was taken over from another model and not fitted to this one. No figure is for the loess plateau.
`;
}
