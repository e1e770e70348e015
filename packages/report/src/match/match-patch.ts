import { bboxOf, geodesicAreaM2, polygonsOf, type Areal } from '@landscar/core';
import type { Overlay } from '@landscar/geodata';
import type { FootprintIndex, PlacedFootprint } from './footprint-index.js';
import { planarAreaM2, type LocalMetric } from './local-metric.js';

/** The footprints of one project that a patch meets. */
export interface ProjectMatch {
  readonly projectId: string;
  readonly footprints: readonly PlacedFootprint[];
  readonly toleranceM: number;
}

/** A patch, or the part of it that belongs to one project. Areas geodesic. */
export interface PatchPart {
  readonly match: ProjectMatch | null;
  /** Null where the part is the whole patch. */
  readonly partMetres: Areal | null;
  readonly outsideM2: number;
  /** Square root of the outside area over the length of its edge: how deep it reaches beyond the tolerance. */
  readonly outsideDepthM: number;
}

export interface PatchMatch {
  readonly metres: Areal;
  readonly parts: readonly PatchPart[];
}

/** What the overlays need. `minOverlapM2`: a smaller overlap with the outline itself is a touch, not a meeting. */
export interface MatchContext {
  readonly index: FootprintIndex;
  readonly plane: LocalMetric;
  readonly overlay: Overlay;
  readonly minOverlapM2: number;
}

/**
 * Lays a patch over the approved outlines. Inside is what lies in the outline grown by its tolerance; the rest is
 * outside. Over several projects the patch is split by outline, the larger overlap first, and every piece that lies
 * outside of all goes to the nearest of them: the parts make up the patch, nothing twice, nothing lost.
 */
export function matchPatch(patchLonLat: Areal, context: MatchContext): PatchMatch {
  const { index, plane, overlay, minOverlapM2 } = context;
  const near = index.candidates(bboxOf(patchLonLat));
  const raw = plane.metres(patchLonLat);
  if (near.length === 0) return { metres: raw, parts: [unmatched()] };
  const metres = overlay.isValid(raw) ? raw : (overlay.makeValid(raw) ?? raw);
  const whole = planarAreaM2(metres);
  const met = byProject(near).flatMap((match) => {
    const grown = shape(match, (f) => f.grown(), overlay);
    const inside = overlay.intersect(metres, grown);
    if (inside === null) return [];
    const insideM2 = planarAreaM2(inside);
    const covered = insideM2 >= whole * (1 - 1e-9);
    const overlap = overlay.intersect(
      metres,
      shape(match, (f) => f.metres(), overlay),
    );
    const overlapM2 = overlap === null ? 0 : planarAreaM2(overlap);
    return covered || overlapM2 >= Math.min(minOverlapM2, whole / 2) ? [{ match, grown, overlapM2, covered }] : [];
  });
  met.sort((a, b) => b.overlapM2 - a.overlapM2 || (a.match.projectId < b.match.projectId ? -1 : 1));
  const [first] = met;
  if (first === undefined) return { metres, parts: [unmatched()] };
  if (first.covered)
    return { metres, parts: [{ match: first.match, partMetres: null, outsideM2: 0, outsideDepthM: 0 }] };
  if (met.length === 1)
    return {
      metres,
      parts: [{ match: first.match, partMetres: null, ...outsideOf(overlay.difference(metres, first.grown), plane) }],
    };
  return { metres, parts: split(metres, met, context) };
}

const unmatched = (): PatchPart => ({ match: null, partMetres: null, outsideM2: 0, outsideDepthM: 0 });

function split(
  metres: Areal,
  met: readonly { match: ProjectMatch; grown: Areal }[],
  { overlay, plane }: MatchContext,
): PatchPart[] {
  let rest: Areal | null = metres;
  const shares: { match: ProjectMatch; inside: Areal | null; outside: Areal[] }[] = [];
  for (const { match, grown } of met) {
    const inside: Areal | null = rest === null ? null : overlay.intersect(rest, grown);
    if (rest !== null) rest = overlay.difference(rest, grown);
    shares.push({ match, inside, outside: [] });
  }
  const owners = shares.filter((s) => s.inside !== null);
  const pieces = rest === null ? [] : polygonsOf(rest).map((coordinates): Areal => ({ type: 'Polygon', coordinates }));
  for (const piece of pieces) {
    const distances = owners.map((s) =>
      overlay.distance(
        piece,
        shape(s.match, (f) => f.metres(), overlay),
      ),
    );
    owners[distances.indexOf(Math.min(...distances))]?.outside.push(piece);
  }
  return owners.map(({ match, inside, outside }) => ({
    match,
    partMetres: owners.length === 1 ? null : overlay.union([...(inside === null ? [] : [inside]), ...outside]),
    ...outsideOf(overlay.union(outside), plane),
  }));
}

function outsideOf(outside: Areal | null, plane: LocalMetric): { outsideM2: number; outsideDepthM: number } {
  if (outside === null) return { outsideM2: 0, outsideDepthM: 0 };
  const outsideM2 = geodesicAreaM2(plane.lonLat(outside));
  let edgeM = 0;
  for (const ring of polygonsOf(outside).flat()) {
    for (let i = 1; i < ring.length; i++)
      edgeM += Math.hypot((ring[i]?.[0] ?? 0) - (ring[i - 1]?.[0] ?? 0), (ring[i]?.[1] ?? 0) - (ring[i - 1]?.[1] ?? 0));
  }
  return { outsideM2, outsideDepthM: edgeM === 0 ? 0 : (2 * outsideM2) / edgeM };
}

function byProject(near: readonly PlacedFootprint[]): ProjectMatch[] {
  const groups = new Map<string, PlacedFootprint[]>();
  for (const placed of near) {
    const { id } = placed.footprint.project;
    groups.set(id, [...(groups.get(id) ?? []), placed]);
  }
  return [...groups].map(([projectId, footprints]) => ({
    projectId,
    footprints,
    toleranceM: Math.max(...footprints.map((f) => f.toleranceM)),
  }));
}

function shape(match: ProjectMatch, pick: (f: PlacedFootprint) => Areal, overlay: Overlay): Areal {
  const [only, second] = match.footprints;
  if (only !== undefined && second === undefined) return pick(only);
  return overlay.union(match.footprints.map(pick)) ?? { type: 'MultiPolygon', coordinates: [] };
}
