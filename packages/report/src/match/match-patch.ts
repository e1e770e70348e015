import { bboxOf, polygonsOf, type Areal } from '@landscar/core';
import { prepareRings, type Operand, type Overlay, type Prepared } from '@landscar/geodata';
import { flatAreaM2, flatten, relate, unflatten, type FlatShape } from './flat-shape.js';
import type { FootprintIndex, PlacedFootprint } from './footprint-index.js';
import { planarAreaM2, type LocalMetric } from './local-metric.js';
import { sharedAreaM2 } from './shared-area.js';

/** The footprints of one project that a patch meets, or comes nearer to than their tolerance. */
export interface ProjectMatch {
  readonly projectId: string;
  readonly footprints: readonly PlacedFootprint[];
  readonly toleranceM: number;
}

/** A patch, or the part of it that belongs to one project. Areas on the ellipsoid. */
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
  const { index, plane, overlay } = context;
  const flat = flatten(patchLonLat, plane.toMetres);
  const groups = byProject(index.candidates(bboxOf(patchLonLat)), (f) => relate(flat, f.flat, f.toleranceM));
  if (groups.length === 0) return { metres: unflatten(flat), parts: [unmatched()] };
  const given = prepareRings(flat);
  const valid = overlay.isValid(given);
  const metres = valid ? unflatten(flat) : (overlay.makeValid(given) ?? unflatten(flat));
  const patch: Operand = valid ? given : metres;
  const wholeM2 = valid ? flatAreaM2(flat) : planarAreaM2(metres);
  const laid = { patch, flat: valid ? flat : null, wholeM2 };
  const met = groups.flatMap((group) => meeting(group, laid, context) ?? []);
  if (met.length > 1) {
    const order = met.map((m) => ({ m, overlapM2: m.overlapM2() }));
    order.sort((a, b) => b.overlapM2 - a.overlapM2 || (a.m.match.projectId < b.m.match.projectId ? -1 : 1));
    met.splice(0, met.length, ...order.map(({ m }) => m));
  }
  const [first, second] = met;
  if (first === undefined) return { metres, parts: [unmatched()] };
  if (first.outside === null || second === undefined)
    return { metres, parts: [{ match: first.match, partMetres: null, ...outsideOf(first.outside, plane) }] };
  return { metres, parts: split(metres, met, context) };
}

const unmatched = (): PatchPart => ({ match: null, partMetres: null, outsideM2: 0, outsideDepthM: 0 });

interface Group {
  readonly match: ProjectMatch;
  /** The patch lies in one of its outlines. */
  readonly inside: boolean;
}

interface Meeting {
  readonly match: ProjectMatch;
  /** All outlines of the project grown by their tolerances. */
  readonly grown: Operand;
  /** What of the patch lies beyond; null where it is covered. */
  readonly outside: Areal | null;
  /** Shared with the outlines themselves. */
  readonly overlapM2: () => number;
}

function meeting(
  group: Group,
  /** `flat` only of a valid patch. */
  { patch, flat, wholeM2 }: { patch: Operand; flat: FlatShape | null; wholeM2: number },
  context: MatchContext,
): Meeting | null {
  const { overlay, minOverlapM2 } = context;
  const { match, inside } = group;
  const grown = shape(match, (f) => f.grown(), overlay);
  if (inside) return { match, grown, outside: null, overlapM2: () => wholeM2 };
  const beyond = overlay.difference(patch, grown);
  const insideM2 = wholeM2 - (beyond === null ? 0 : planarAreaM2(beyond));
  if (insideM2 <= wholeM2 * 1e-12) return null;
  const outside = insideM2 >= wholeM2 * (1 - 1e-9) ? null : beyond;
  let known: number | undefined;
  const [only, another] = match.footprints;
  const overlapM2 = (): number =>
    (known ??=
      flat !== null && only !== undefined && another === undefined
        ? sharedAreaM2(flat, only.flat)
        : overlay.sharedM2(
            patch,
            shape(match, (f) => f.raw(), overlay),
          ));
  const least = Math.min(minOverlapM2, wholeM2 / 2);
  return outside === null || overlapM2() >= least ? { match, grown, outside, overlapM2 } : null;
}

function split(metres: Areal, met: readonly Meeting[], { overlay, plane }: MatchContext): PatchPart[] {
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
    const distances = owners.map((s) => Math.min(...s.match.footprints.map((f) => overlay.distance(piece, f.raw()))));
    owners[distances.indexOf(Math.min(...distances))]?.outside.push(piece);
  }
  return owners.map(({ match, inside, outside }) => ({
    match,
    partMetres:
      owners.length === 1 ? null : unionOfDisjoint([...(inside === null ? [] : [inside]), ...outside], overlay),
    ...outsideOf(unionOfDisjoint(outside, overlay), plane),
  }));
}

/**
 * Pieces of one patch that share edges but no ground. GEOS 3.11 can lose a whole one of them where shared edges were cut by an
 * earlier overlay (valid operands, valid result), so the area must be that of the pieces: another order is noded in another way,
 * and at the worst the pieces stand side by side.
 */
function unionOfDisjoint(pieces: readonly Areal[], overlay: Overlay): Areal | null {
  const wholeM2 = pieces.reduce((sum, piece) => sum + planarAreaM2(piece), 0);
  for (const order of [pieces, [...pieces].reverse()]) {
    const made = overlay.union(order);
    if (made === null || Math.abs(planarAreaM2(made) - wholeM2) <= wholeM2 * 1e-7) return made;
  }
  return { type: 'MultiPolygon', coordinates: pieces.flatMap((piece) => polygonsOf(piece).map((rings) => [...rings])) };
}

function outsideOf(outside: Areal | null, plane: LocalMetric): { outsideM2: number; outsideDepthM: number } {
  if (outside === null) return { outsideM2: 0, outsideDepthM: 0 };
  const outsideM2 = plane.groundM2(outside);
  let edgeM = 0;
  for (const ring of polygonsOf(outside).flat()) {
    for (let i = 1; i < ring.length; i++)
      edgeM += Math.hypot((ring[i]?.[0] ?? 0) - (ring[i - 1]?.[0] ?? 0), (ring[i]?.[1] ?? 0) - (ring[i - 1]?.[1] ?? 0));
  }
  return { outsideM2, outsideDepthM: edgeM === 0 ? 0 : (2 * outsideM2) / edgeM };
}

/** The footprints that are near enough to matter, by project, in the order of the index. */
function byProject(
  near: readonly PlacedFootprint[],
  relation: (f: PlacedFootprint) => ReturnType<typeof relate>,
): Group[] {
  const groups = new Map<string, { footprints: PlacedFootprint[]; inside: boolean }>();
  for (const placed of near) {
    const how = relation(placed);
    if (how === 'apart') continue;
    const { id } = placed.footprint.project;
    const group = groups.get(id) ?? { footprints: [], inside: false };
    group.footprints.push(placed);
    group.inside ||= how === 'inside';
    groups.set(id, group);
  }
  return [...groups].map(([projectId, { footprints, inside }]) => ({
    match: { projectId, footprints, toleranceM: Math.max(...footprints.map((f) => f.toleranceM)) },
    inside,
  }));
}

function shape(match: ProjectMatch, pick: (f: PlacedFootprint) => Prepared, overlay: Overlay): Operand {
  const [only, second] = match.footprints;
  if (only !== undefined && second === undefined) return pick(only);
  return overlay.union(match.footprints.map(pick)) ?? { type: 'MultiPolygon', coordinates: [] };
}
