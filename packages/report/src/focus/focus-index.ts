import Flatbush from 'flatbush';
import { bboxOf, polygonsOf, type Areal, type FocusPlace, type Position } from '@landscar/core';
import type { LocalMetric } from '../match/local-metric.js';
import { containsPosition, nearestOnSegment, segmentsMeet } from '../match/planar.js';
import type { FocusLayer } from './layer-types.js';

interface Segment {
  readonly feature: number;
  readonly a: Position;
  readonly b: Position;
  /** Metres from the first vertex of the line to `a`; null for areas and points. */
  readonly chainageM: number | null;
}

interface Located {
  readonly layer: FocusLayer;
  readonly name: string;
  readonly areal: Areal | null;
}

export interface FocusHit extends FocusPlace {
  readonly priority: number;
  readonly minAreaM2: number | null;
}

/** Finds the focus features near a patch: one index over the segments of all layers, in the local plane. */
export interface FocusIndex {
  /** Nearest first; at most one hit for each feature, and for lines of the same name only the nearest. */
  readonly near: (patchMetres: Areal, centre: Position) => FocusHit[];
}

export function buildFocusIndex(layers: readonly FocusLayer[], plane: LocalMetric): FocusIndex {
  const features: Located[] = [];
  const segments: Segment[] = [];
  for (const layer of layers) {
    for (const { name, geometryLonLat } of layer.features) {
      const geometry = plane.metres(geometryLonLat);
      const feature = features.length;
      const areal = geometry.type === 'Polygon' || geometry.type === 'MultiPolygon' ? geometry : null;
      features.push({ layer, name, areal });
      if (areal !== null) for (const ring of polygonsOf(areal).flat()) addLine(segments, feature, ring, null);
      else if (geometry.type === 'Point')
        segments.push({ feature, a: geometry.coordinates, b: geometry.coordinates, chainageM: null });
      else if (geometry.type === 'LineString') addLine(segments, feature, geometry.coordinates, layer.startChainageM);
      else if (geometry.type === 'MultiLineString') {
        // Parts follow each other: the chainage runs on over a gap without counting it.
        let start = layer.startChainageM;
        for (const line of geometry.coordinates) start = addLine(segments, feature, line, start);
      }
    }
  }
  const reachM = Math.max(0, ...layers.map((l) => l.bufferM));
  if (segments.length === 0) return { near: () => [] };
  const tree = new Flatbush(segments.length);
  for (const { a, b } of segments)
    tree.add(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]));
  tree.finish();
  const arealFeatures = features.flatMap((f, i) =>
    f.areal === null ? [] : [{ i, areal: f.areal, box: bboxOf(f.areal) }],
  );

  const near = (patch: Areal, centre: Position): FocusHit[] => {
    const [minX, minY, maxX, maxY] = bboxOf(patch);
    const best = new Map<number, { distance: number; segment: Segment | null; share: number }>();
    for (const i of tree.search(minX - reachM, minY - reachM, maxX + reachM, maxY + reachM)) {
      const segment = segments[i];
      if (segment === undefined) continue;
      const limit = best.get(segment.feature)?.distance ?? Infinity;
      const found = segmentToPatch(segment, patch, centre);
      if (found.distance < limit) best.set(segment.feature, { ...found, segment });
    }
    for (const { i, areal, box } of arealFeatures) {
      const inside = centre[0] >= box[0] && centre[0] <= box[2] && centre[1] >= box[1] && centre[1] <= box[3];
      if (inside && containsPosition(areal, centre)) best.set(i, { distance: 0, segment: null, share: 0 });
    }
    return hits(best, features, centre);
  };
  return { near };
}

function addLine(segments: Segment[], feature: number, line: readonly Position[], start: number | null): number {
  let chainage = start ?? 0;
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1], line[i]];
    if (a === undefined || b === undefined) continue;
    segments.push({ feature, a, b, chainageM: start === null ? null : chainage });
    chainage += Math.hypot(b[0] - a[0], b[1] - a[1]);
  }
  return chainage;
}

function segmentToPatch({ a, b }: Segment, patch: Areal, centre: Position): { distance: number; share: number } {
  const foot = nearestOnSegment(centre, a, b).share;
  if (containsPosition(patch, a)) return { distance: 0, share: foot };
  let best = { distance: Infinity, share: 0 };
  for (const ring of polygonsOf(patch).flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [p, q] = [ring[i - 1], ring[i]];
      if (p === undefined || q === undefined) continue;
      if (segmentsMeet(a, b, p, q)) return { distance: 0, share: foot };
      const own = nearestOnSegment(p, a, b);
      if (own.distance < best.distance) best = own;
      const [fromA, fromB] = [nearestOnSegment(a, p, q), nearestOnSegment(b, p, q)];
      if (fromA.distance < best.distance) best = { distance: fromA.distance, share: 0 };
      if (fromB.distance < best.distance) best = { distance: fromB.distance, share: 1 };
    }
  }
  return best;
}

function hits(
  best: ReadonlyMap<number, { distance: number; segment: Segment | null; share: number }>,
  features: readonly Located[],
  centre: Position,
): FocusHit[] {
  const list: FocusHit[] = [];
  for (const [i, { distance, segment, share }] of best) {
    const feature = features[i];
    if (feature === undefined || distance > feature.layer.bufferM) continue;
    const line = segment?.chainageM ?? null;
    const lengthM = segment === null ? 0 : Math.hypot(segment.b[0] - segment.a[0], segment.b[1] - segment.a[1]);
    list.push({
      kind: feature.layer.kind,
      name: feature.name,
      distanceM: Math.round(distance * 10) / 10,
      chainageM: line === null ? null : Math.round(line + share * lengthM),
      side: segment === null || line === null ? null : distance === 0 ? 'on' : sideOf(segment, centre),
      priority: feature.layer.priority,
      minAreaM2: feature.layer.minAreaM2,
    });
  }
  list.sort(
    (a, b) =>
      a.distanceM - b.distanceM || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0) || (a.name < b.name ? -1 : 1),
  );
  const seen = new Set<string>();
  return list.filter((hit) => {
    const key = `${hit.kind}\n${hit.name}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

const sideOf = ({ a, b }: Segment, p: Position): 'left' | 'right' =>
  (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0 ? 'left' : 'right';
