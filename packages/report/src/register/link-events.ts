import Flatbush from 'flatbush';
import { bboxOf, type Areal } from '@landscar/core';
import type { Overlay } from '@landscar/geodata';
import { localMetric, planarAreaM2 } from '../match/local-metric.js';

export interface Shape {
  readonly id: string;
  readonly geometryLonLat: Areal;
}

export interface Link {
  readonly patch: string;
  readonly event: string;
  readonly sharedM2: number;
}

/** Two outlines are of one event where they share this much of the smaller one. */
export const SAME_EVENT_RATIO = 0.3;

/** Which patches overlap which known outlines enough to be the same ground; largest shared area first. */
export function linkShapes(
  patches: readonly Shape[],
  events: readonly Shape[],
  overlay: Overlay,
  minRatio = SAME_EVENT_RATIO,
): Link[] {
  if (patches.length === 0 || events.length === 0) return [];
  const tree = new Flatbush(events.length);
  for (const { geometryLonLat } of events) tree.add(...bboxOf(geometryLonLat));
  tree.finish();
  const links: Link[] = [];
  for (const patch of patches) {
    const box = bboxOf(patch.geometryLonLat);
    const near = tree.search(...box);
    if (near.length === 0) continue;
    const plane = localMetric([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]);
    const own = plane.metres(patch.geometryLonLat);
    const ownM2 = planarAreaM2(own);
    for (const i of near) {
      const event = events[i];
      if (event === undefined) continue;
      const other = plane.metres(event.geometryLonLat);
      const shared = overlay.intersect(own, other);
      const sharedM2 = shared === null ? 0 : planarAreaM2(shared);
      if (sharedM2 > 0 && sharedM2 >= minRatio * Math.min(ownM2, planarAreaM2(other)))
        links.push({ patch: patch.id, event: event.id, sharedM2 });
    }
  }
  return links.sort(
    (a, b) => b.sharedM2 - a.sharedM2 || (a.event < b.event ? -1 : a.event > b.event ? 1 : a.patch < b.patch ? -1 : 1),
  );
}

export interface Assignment {
  /** Event that a patch continues. */
  readonly continues: ReadonlyMap<string, string>;
  /** Patch that is a piece of an event continued by a larger one. */
  readonly splitFrom: ReadonlyMap<string, string>;
  /** Event that went up into the event of a patch, which already continues another one. */
  readonly mergedInto: ReadonlyMap<string, string>;
}

/** Who keeps the id: the pair that shares most ground, each side once. The rest are splits and merges. */
export function assignEvents(links: readonly Link[]): Assignment {
  const continues = new Map<string, string>();
  const taken = new Set<string>();
  for (const { patch, event } of links) {
    if (continues.has(patch) || taken.has(event)) continue;
    continues.set(patch, event);
    taken.add(event);
  }
  const splitFrom = new Map<string, string>();
  const mergedInto = new Map<string, string>();
  for (const { patch, event } of links) {
    if (continues.get(patch) === event) continue;
    const own = continues.get(patch);
    if (own === undefined) {
      if (!splitFrom.has(patch)) splitFrom.set(patch, event);
    } else if (!taken.has(event) && !mergedInto.has(event)) mergedInto.set(event, own);
  }
  return { continues, splitFrom, mergedInto };
}
