import { bboxOf, type Areal, type Disturbance } from '@landscar/core';
import type { Footprint } from '../footprints/types.js';
import type { MatchContext, PatchMatch } from '../match/match-patch.js';
import { addYears, type DecideContext } from './decide.js';

/** Of one project over the whole run: what lies outside, and what was approved. Geodesic m². */
export interface ProjectSum {
  readonly outsideM2: number;
  readonly approvedM2: number;
}

/** Sums per project that is met by any patch. */
export function projectSums(patches: readonly PatchMatch[], footprints: readonly Footprint[]): Map<string, ProjectSum> {
  const outside = new Map<string, number>();
  for (const { match, outsideM2 } of patches.flatMap((p) => p.parts)) {
    if (match !== null) outside.set(match.projectId, (outside.get(match.projectId) ?? 0) + outsideM2);
  }
  const [wholes, parts] = [new Map<string, number>(), new Map<string, number>()];
  const counted = new Set<string>();
  for (const f of footprints) {
    if (!outside.has(f.project.id) || f.geometryLonLat === null) continue;
    // The same outline in two files is one approval.
    const key = `${f.project.id}|${f.part ?? ''}|${bboxOf(f.geometryLonLat).join()}|${f.areaM2?.toFixed(1) ?? ''}`;
    if (counted.has(key)) continue;
    counted.add(key);
    const into = f.part === null ? wholes : parts;
    into.set(f.project.id, (into.get(f.project.id) ?? 0) + (f.areaM2 ?? 0));
  }
  // 组成部分 lie within the whole outline: where that is there, they are not counted again.
  return new Map(
    [...outside].map(([id, outsideM2]) => [id, { outsideM2, approvedM2: wholes.get(id) ?? parts.get(id) ?? 0 }]),
  );
}

/** Approved spoil grounds (弃渣场, 弃土场 among the 组成部分) by project. */
export function spoilPartsOf(footprints: readonly Footprint[]): Map<string, Footprint[]> {
  const parts = new Map<string, Footprint[]>();
  for (const f of footprints) {
    if (f.part === null || !/弃[土渣石]|排土/u.test(f.part)) continue;
    parts.set(f.project.id, [...(parts.get(f.project.id) ?? []), f]);
  }
  return parts;
}

/**
 * Approved places near a patch where nothing was done in this run: 疑似建设地点变更 (domain 1.11, 3 ii). Only with a recent approval
 * (an old one may long be built) and of like size (a third to three times).
 */
export function idleFootprints(
  metres: Areal,
  box: readonly [number, number, number, number],
  d: Disturbance,
  areaM2: number,
  match: MatchContext,
  worked: ReadonlySet<string>,
  context: DecideContext,
): { footprint: Footprint; distanceM: number }[] {
  const { relocationM } = context.options;
  const years = context.rules.thresholds.approvalYears ?? 3;
  return match.index
    .around(box, relocationM)
    .filter(({ footprint: f }) => {
      const recent =
        f.approvalDate !== null && f.approvalDate <= d.dateAfter && addYears(f.approvalDate, years) >= d.dateAfter;
      const like = f.areaM2 !== null && f.areaM2 > areaM2 / 3 && f.areaM2 < areaM2 * 3;
      return f.kind === 'extent' && recent && like && f.startDate === null && !worked.has(f.project.id);
    })
    .map((placed) => ({ footprint: placed.footprint, distanceM: match.overlay.distance(placed.metres(), metres) }))
    .filter(({ distanceM }) => distanceM <= relocationM)
    .sort((a, b) => a.distanceM - b.distanceM || (a.footprint.id < b.footprint.id ? -1 : 1));
}
