import Flatbush from 'flatbush';
import { bboxOf, type Areal, type IsoDate, type Position } from '@landscar/core';
import { prepareRings, type Overlay, type Prepared } from '@landscar/geodata';
import type { Footprint } from '../footprints/types.js';
import { flatten, unflatten, type FlatShape } from './flat-shape.js';
import type { LocalMetric } from './local-metric.js';
import { Slabs } from './slabs.js';

interface PlacingTools {
  readonly plane: LocalMetric;
  readonly overlay: Overlay;
  readonly slabs: Slabs;
}

/** A footprint as the matcher needs it: outlines in the local plane are made at first use, most are never touched. */
export class PlacedFootprint {
  #flat: FlatShape | undefined;
  #grown: Prepared | undefined;
  constructor(
    readonly footprint: Footprint,
    readonly toleranceM: number,
    private readonly tools: PlacingTools,
  ) {}
  get flat(): FlatShape {
    const outline = this.footprint.geometryLonLat ?? { type: 'MultiPolygon', coordinates: [] };
    const { plane, slabs } = this.tools;
    return (this.#flat ??= flatten(outline, plane.toMetres, (length) => slabs.doubles(length)));
  }
  /** Not kept: nothing is made of most of them twice. */
  metres(): Areal {
    return unflatten(this.flat);
  }
  raw(): Prepared {
    return prepareRings(this.flat);
  }
  /** Grown by the tolerance that belongs to it. */
  grown(): Prepared {
    if (this.#grown !== undefined) return this.#grown;
    const { overlay, slabs } = this.tools;
    const made = overlay.bufferPrepared(this.raw(), this.toleranceM) ?? this.raw();
    return (this.#grown = { wkb: slabs.keep(made.wkb) });
  }
}

export interface FootprintIndex {
  /** Footprints in force whose box grown by its tolerance meets the box of the patch. */
  readonly candidates: (lonLatBox: readonly [number, number, number, number]) => PlacedFootprint[];
  /** Footprints in force within `reachM` of a box, by their boxes. */
  readonly around: (lonLatBox: readonly [number, number, number, number], reachM: number) => PlacedFootprint[];
  /** Outlines at this place that were approved only after the date. */
  readonly approvedLater: (lonLatBox: readonly [number, number, number, number]) => PlacedFootprint[];
  /** Listed projects without outline within `reachM` of a position, nearest first. */
  readonly listedNear: (
    lonLat: Position,
    reachM: number,
  ) => { readonly footprint: Footprint; readonly distanceM: number }[];
  readonly listedWithoutPlace: number;
  readonly count: number;
}

const METRES_A_DEGREE = 111_320;

// Also not where a correction ended a version before its first day.
const holds = (f: Footprint, date: IsoDate): boolean =>
  f.validTo === null || (f.validTo >= date && (f.validFrom === null || f.validFrom <= f.validTo));
const approved = (f: Footprint, date: IsoDate): boolean => f.validFrom === null || f.validFrom <= date;

/** The versions that hold on a day. A listed project of a later approval still names a project. */
export const footprintsInForce = (footprints: readonly Footprint[], date: IsoDate): Footprint[] =>
  footprints.filter((f) => holds(f, date) && (approved(f, date) || f.kind === 'list'));

/** One flatbush over all outlines, in degrees: n log n to build, log n to ask. `residualM` is the registration residual. */
export function buildFootprintIndex(
  footprints: readonly Footprint[],
  date: IsoDate,
  residualM: number,
  plane: LocalMetric,
  overlay: Overlay,
): FootprintIndex {
  const outlined = footprints.filter((f) => f.geometryLonLat !== null && holds(f, date));
  const tools = { plane, overlay, slabs: new Slabs() };
  const place = (f: Footprint): PlacedFootprint => new PlacedFootprint(f, residualM + f.accuracyM, tools);
  const inForce = outlined.filter((f) => approved(f, date)).map(place);
  const later = outlined.filter((f) => !approved(f, date)).map(place);
  const listed = footprintsInForce(footprints, date).filter((f) => f.kind === 'list' && f.position !== null);
  const maxToleranceM = inForce.reduce((most, p) => Math.max(most, p.toleranceM), residualM);
  const [tree, laterTree] = [treeOf(inForce), treeOf(later)];
  const points = listed.length === 0 ? null : new Flatbush(listed.length);
  for (const f of listed) points?.add(f.position?.[0] ?? 0, f.position?.[1] ?? 0);
  points?.finish();

  const search = (
    index: Flatbush | null,
    list: readonly PlacedFootprint[],
    box: readonly [number, number, number, number],
    reachM: number,
  ): PlacedFootprint[] => {
    if (index === null) return [];
    const [dx, dy] = degrees(reachM, box[1]);
    const hits = index.search(box[0] - dx, box[1] - dy, box[2] + dx, box[3] + dy).sort((a, b) => a - b);
    return hits.flatMap((i) => list[i] ?? []);
  };
  return {
    candidates: (box) => search(tree, inForce, box, maxToleranceM),
    around: (box, reachM) => search(tree, inForce, box, reachM),
    approvedLater: (box) => search(laterTree, later, box, 0),
    listedNear: (lonLat, reachM) => {
      if (points === null) return [];
      const [dx, dy] = degrees(reachM, lonLat[1]);
      const [x, y] = plane.toMetres(lonLat);
      return points
        .search(lonLat[0] - dx, lonLat[1] - dy, lonLat[0] + dx, lonLat[1] + dy)
        .flatMap((i) => {
          const footprint = listed[i];
          if (footprint?.position == null) return [];
          const [px, py] = plane.toMetres(footprint.position);
          const distanceM = Math.hypot(px - x, py - y);
          return distanceM <= reachM ? [{ footprint, distanceM }] : [];
        })
        .sort((a, b) => a.distanceM - b.distanceM || (a.footprint.id < b.footprint.id ? -1 : 1));
    },
    listedWithoutPlace: footprintsInForce(footprints, date).filter((f) => f.kind === 'list' && f.position === null)
      .length,
    count: footprints.length,
  };
}

function treeOf(list: readonly PlacedFootprint[]): Flatbush | null {
  if (list.length === 0) return null;
  const tree = new Flatbush(list.length);
  for (const { footprint } of list)
    if (footprint.geometryLonLat !== null) tree.add(...bboxOf(footprint.geometryLonLat));
  tree.finish();
  return tree;
}

const degrees = (metres: number, lat: number): [number, number] => [
  metres / (METRES_A_DEGREE * Math.max(0.01, Math.cos((lat * Math.PI) / 180))),
  metres / METRES_A_DEGREE,
];
