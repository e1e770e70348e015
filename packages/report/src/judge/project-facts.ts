import { bboxOf, geodesicAreaM2, type Areal, type Disturbance } from '@landscar/core';
import type { Footprint } from '../footprints/types.js';
import type { MatchContext, PatchMatch } from '../match/match-patch.js';
import { addYears, type DecideContext } from './decide.js';

/** Of one project: what lies outside in this run, what earlier periods add to it, and what was approved. Geodesic m². */
export interface ProjectSum {
  readonly outsideM2: number;
  readonly approvedM2: number;
  readonly earlierM2: number;
  /** Leads of earlier periods that add to it. */
  readonly earlierLeads: number;
}

/** A standing lead of an earlier period that lies beyond the extent of a project. */
export interface EarlierLead {
  readonly eventId: string;
  readonly projectId: string;
  readonly geometryLonLat: Areal;
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
    [...outside].map(([id, outsideM2]) => [
      id,
      { outsideM2, approvedM2: wholes.get(id) ?? parts.get(id) ?? 0, earlierM2: 0, earlierLeads: 0 },
    ]),
  );
}

/**
 * 令53 第16条 counts the enlarged area over the life of a project: ground of earlier periods is added to the sums, as far as it
 * lies beyond what is approved now and under no patch of the project in this run. Shared ground counts once.
 */
export function addEarlier(
  sums: Map<string, ProjectSum>,
  earlier: readonly EarlierLead[],
  patches: readonly PatchMatch[],
  { index, plane, overlay }: MatchContext,
): void {
  const groups = new Map<string, { leads: EarlierLead[]; now: Areal[] }>();
  for (const lead of earlier) {
    const group = groups.get(lead.projectId) ?? { leads: [], now: [] };
    group.leads.push(lead);
    groups.set(lead.projectId, group);
  }
  for (const { metres, parts } of groups.size === 0 ? [] : patches)
    for (const { match, partMetres } of parts) groups.get(match?.projectId ?? '')?.now.push(partMetres ?? metres);
  for (const [projectId, { leads, now }] of groups) {
    const sum = sums.get(projectId);
    if (sum === undefined) continue;
    let counted: Areal | null = overlay.union(now);
    const add = { earlierM2: 0, earlierLeads: 0 };
    for (const { geometryLonLat } of leads) {
      let fresh: Areal | null = plane.metres(geometryLonLat);
      if (!overlay.isValid(fresh)) fresh = overlay.makeValid(fresh);
      for (const placed of index.candidates(bboxOf(geometryLonLat)))
        if (fresh !== null && placed.footprint.project.id === projectId)
          fresh = overlay.difference(fresh, placed.grown());
      if (fresh !== null && counted !== null) fresh = overlay.difference(fresh, counted);
      if (fresh === null) continue;
      counted = counted === null ? fresh : overlay.union([counted, fresh]);
      add.earlierM2 += geodesicAreaM2(plane.lonLat(fresh));
      add.earlierLeads += 1;
    }
    sums.set(projectId, { ...sum, ...add });
  }
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
