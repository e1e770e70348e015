import type { SmallestAreas } from '@landscar/report';
import { withoutUndefined } from '../without-undefined.js';
import type { Site } from './read-site.js';

/**
 * What the site file says about smallest areas. Detection knows no places, so it keeps from the smallest of all of them on
 * (`detectedM2`); what is too small where it lies, or for what it looks like, is left out when it is judged.
 */
export function smallestAreasOf(site: Site, modelMinAreaM2: number): SmallestAreas & { readonly detectedM2: number } {
  const { minArea: m2 = modelMinAreaM2, minAreaByKind = {}, focus } = site.config;
  const byKindM2 = withoutUndefined(minAreaByKind);
  const ofFocus = focus.flatMap(({ minArea }) => minArea ?? []);
  return { m2, byKindM2, detectedM2: Math.min(m2, ...Object.values(byKindM2), ...ofFocus) };
}
