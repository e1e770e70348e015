import { bboxOf, type Areal, type IsoDate, type Position } from '@landscar/core';
import { loadOverlay } from '@landscar/geodata';
import type { Footprint } from '../footprints/types.js';
import { buildFootprintIndex } from './footprint-index.js';
import { localMetric } from './local-metric.js';
import { matchPatch } from './match-patch.js';

/** How a patch lies to the approved outlines. Areas geodesic m²; `projectId` null: outside of all. */
export interface MatchedPart {
  readonly projectId: string | null;
  readonly outsideM2: number;
}

export interface MatcherOptions {
  /** Day whose versions of the footprints count. */
  readonly date: IsoDate;
  /** Registration residual on the ground, metres. */
  readonly residualM: number;
  readonly minOverlapM2: number;
}

/**
 * The matcher alone, for patches that come one by one: nothing of a patch is kept, so that a million of them need no more
 * memory than the footprints. `judge` uses the same index and the same overlay.
 */
export async function openMatcher(
  footprints: readonly Footprint[],
  options: MatcherOptions,
): Promise<(patch: Areal) => MatchedPart[]> {
  const overlay = await loadOverlay();
  const plane = localMetric(middleOf(footprints));
  const index = buildFootprintIndex(footprints, options.date, options.residualM, plane, overlay);
  const context = { index, plane, overlay, minOverlapM2: options.minOverlapM2 };
  return (patch) =>
    matchPatch(patch, context).parts.map(({ match, outsideM2 }) => ({
      projectId: match?.projectId ?? null,
      outsideM2,
    }));
}

function middleOf(footprints: readonly Footprint[]): Position {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { geometryLonLat } of footprints) {
    if (geometryLonLat === null) continue;
    const box = bboxOf(geometryLonLat);
    [minX, minY] = [Math.min(minX, box[0]), Math.min(minY, box[1])];
    [maxX, maxY] = [Math.max(maxX, box[2]), Math.max(maxY, box[3])];
  }
  return Number.isFinite(minX) ? [(minX + maxX) / 2, (minY + maxY) / 2] : [112.75, 35.6];
}
