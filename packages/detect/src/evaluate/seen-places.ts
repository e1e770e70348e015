import type { Grid, StackWarning } from '@landscar/core';
import { gridOutline, SAME_GROUND_M2, sharedGroundM2 } from '@landscar/geodata';
import type { LearnedPlace } from '../models/manifest.js';

/** A scored place that the model was made from. */
export interface SeenPlace {
  readonly name: string;
  /** The place of the model's provenance. */
  readonly learnedAs: string;
  /** Ground of both; null where the provenance has the name alone. */
  readonly sharedKm2: number | null;
}

/** Places of a model's provenance on the ground of a scored one, under whatever name; by name where it does not say where they lie. */
export async function seenPlaces(name: string, grid: Grid, learned: readonly LearnedPlace[]): Promise<SeenPlace[]> {
  const outline = await gridOutline(grid);
  const seen: SeenPlace[] = [];
  for (const place of learned) {
    if (place.grid === undefined) {
      if (place.name === name) seen.push({ name, learnedAs: place.name, sharedKm2: null });
      continue;
    }
    const sharedM2 = await sharedGroundM2(outline, await gridOutline(place.grid));
    if (sharedM2 >= SAME_GROUND_M2) seen.push({ name, learnedAs: place.name, sharedKm2: Math.round(sharedM2) / 1e6 });
  }
  return seen;
}

/** `rennes`, or `here = rennes (12.30 km²)`. */
const described = ({ name, learnedAs, sharedKm2 }: SeenPlace): string => {
  const place = name === learnedAs ? name : `${name} = ${learnedAs}`;
  return sharedKm2 === null ? place : `${place} (${sharedKm2.toFixed(2)} km²)`;
};

export const describeSeen = (seen: readonly SeenPlace[]): string => seen.map(described).join(', ');

export function seenPlacesWarning(seen: readonly SeenPlace[]): StackWarning {
  const places = describeSeen(seen);
  return {
    code: 'EVALUATE_SEEN_PLACES',
    message: `The model was made from scored places; their figures say nothing of unseen ground: ${places}`,
    values: { places },
  };
}

export function placesUnknownWarning(names: readonly string[]): StackWarning {
  const places = names.join(', ');
  return {
    code: 'EVALUATE_PLACES_UNKNOWN',
    message: `Whether the model was made from these places is not known: ${places}`,
    values: { places },
  };
}
