import Flatbush from 'flatbush';
import { bboxOf, type Areal, type Position } from '@landscar/core';
import type { Overlay } from '@landscar/geodata';
import { planarAreaM2, type LocalMetric } from '../match/local-metric.js';
import { containsPosition } from '../match/planar.js';
import type { County, ZoneLayer } from './layer-types.js';

type Box = readonly [number, number, number, number];

/** In which county and which sensitive zones a patch lies. */
export interface PlaceIndex {
  /** The county of the inner position, else the one with the largest share of the patch, else null. */
  readonly county: (
    centreLonLat: Position,
    metres: Areal,
    box: Box,
  ) => { readonly code: string; readonly name: string } | null;
  /** `kind:name`, sorted. */
  readonly zones: (metres: Areal, box: Box) => string[];
}

interface Placed<T> {
  readonly item: T;
  readonly lonLat: Areal;
  readonly metres: () => Areal;
}

export function buildPlaceIndex(
  counties: readonly County[],
  zones: readonly ZoneLayer[],
  plane: LocalMetric,
  overlay: Overlay,
): PlaceIndex {
  const countyList = counties.map((c) => placed(c, c.geometryLonLat, plane));
  const zoneList = zones.flatMap((z) => z.features.map((f) => placed(`${z.kind}:${f.name}`, f.geometryLonLat, plane)));
  const [countyTree, zoneTree] = [treeOf(countyList), treeOf(zoneList)];
  return {
    county: (centre, metres, box) => {
      const near = search(countyTree, countyList, box);
      const home = near.find((c) => containsPosition(c.lonLat, centre))?.item ?? largest(near, metres, overlay);
      return home === undefined ? null : { code: home.code, name: home.name };
    },
    zones: (metres, box) => {
      const met = search(zoneTree, zoneList, box).filter((z) => overlay.intersect(z.metres(), metres) !== null);
      return [...new Set(met.map((z) => z.item))].sort();
    },
  };
}

function placed<T>(item: T, lonLat: Areal, plane: LocalMetric): Placed<T> {
  let metres: Areal | undefined;
  return { item, lonLat, metres: () => (metres ??= plane.metres(lonLat)) };
}

function treeOf(list: readonly Placed<unknown>[]): Flatbush | null {
  if (list.length === 0) return null;
  const tree = new Flatbush(list.length);
  for (const { lonLat } of list) tree.add(...bboxOf(lonLat));
  tree.finish();
  return tree;
}

const search = <T>(tree: Flatbush | null, list: readonly Placed<T>[], box: Box): Placed<T>[] =>
  (tree?.search(...box) ?? []).sort((a, b) => a - b).flatMap((i) => list[i] ?? []);

function largest(near: readonly Placed<County>[], metres: Areal, overlay: Overlay): County | undefined {
  const shares = near.map(({ item, metres: outline }) => {
    const shared = overlay.intersect(outline(), metres);
    return { item, areaM2: shared === null ? 0 : planarAreaM2(shared) };
  });
  return shares
    .filter((s) => s.areaM2 > 0)
    .sort((a, b) => b.areaM2 - a.areaM2 || (a.item.code < b.item.code ? -1 : 1))[0]?.item;
}
