import { basename, dirname } from 'node:path';
import type { LearnedPlace, ManifestFacts, ModelManifest } from '@landscar/detect';
import { readStackManifest } from '@landscar/geodata';
import type { DecidedLead } from './decided-leads.js';
import type { Feedback } from './read-feedback.js';

/** Manifest of a tuned model but for its files: that of the old one, and what it learned from besides. */
export async function describeTuned(base: ModelManifest, id: string, feedback: Feedback): Promise<ManifestFacts> {
  // The change gate was proven for the weights that it was distilled from, and so was the 8-bit form.
  const { artefacts: _files, golden: _golden, int8: _int8, gate: _gate, ...facts } = base;
  const { places } = base.provenance;
  return {
    ...facts,
    id,
    provenance: {
      ...base.provenance,
      data: [...base.provenance.data, `decided leads: ${feedback.provenance}`],
      recipe: `${base.id} ${base.version}, fine-tuned`,
      // What the old model does not know of itself stays unknown.
      ...(places !== undefined && { places: [...places, ...(await placesOf(feedback))] }),
      scores: [],
    },
  };
}

/** The scenes, named by their folders, and the places to keep, which chose how far to go. */
const placesOf = ({ scenes, keep }: Feedback): Promise<LearnedPlace[]> =>
  Promise.all(
    [...scenes.map(({ stack }) => ({ name: `${basename(dirname(stack))}/${basename(stack)}`, stack })), ...keep].map(
      async ({ name, stack }) => ({
        name,
        grid: (await readStackManifest(stack)).grid,
      }),
    ),
  );

export const tunedCard = (id: string, base: ModelManifest, leads: readonly DecidedLead[]): string => `# ${id}

## Purpose

${base.id} ${base.version}, fine-tuned on ${leads.length} decided leads (${leads.filter((lead) => lead.accepted).length} accepted) by \`landscar models finetune\`.

## Not for

What ${base.id} is not for; other land than that of the decisions.

## Data and licences

Those of ${base.id}: ${base.licence}. ${base.licenceNote ?? ''} The decisions belong to the bureau that took them.

## Figures

In ${id}.finetune.json beside this folder: both models on decisions that neither learned from, and on what must not be forgotten.

## Limits

The decision rule is that of ${base.id}. Decisions exist only for what was flagged: what every model misses stays missed.
`;
