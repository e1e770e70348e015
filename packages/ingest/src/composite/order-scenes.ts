import { daysBetween, seasonGapDays } from '@landscar/core';
import type { Scene } from '../scenes/scene.js';

export type Scenes = readonly [Scene, ...Scene[]];

/** The scenes of a period, the one that leads first, and how many days each lies from the wanted day. */
export interface Period {
  readonly scenes: Scenes;
  readonly dayGaps: readonly number[];
}

/**
 * After: near its last day. Before, `periodic`: near its last day too; `yearly`: near the after period's day of the year,
 * so that like seasons are compared, the later year first where two are as near.
 */
export function orderPeriods(
  before: Scenes,
  after: Scenes,
  compare: 'yearly' | 'periodic',
): { before: Period; after: Period } {
  const target = lastDay(after);
  const wantedBefore = lastDay(before);
  return {
    before: order(before, (s) =>
      compare === 'yearly' ? seasonGapDays(s.date, target) : Math.abs(daysBetween(s.date, wantedBefore)),
    ),
    after: order(after, (s) => Math.abs(daysBetween(s.date, target))),
  };
}

const lastDay = (scenes: Scenes): string => scenes.reduce((last, s) => (s.date > last ? s.date : last), '');

function order(scenes: Scenes, gap: (s: Scene) => number): Period {
  const sorted = [...scenes].sort(
    (a, b) => gap(a) - gap(b) || (a.date < b.date ? 1 : a.date > b.date ? -1 : a.sha256 < b.sha256 ? -1 : 1),
  );
  return { scenes: sorted as unknown as Scenes, dayGaps: sorted.map(gap) };
}

/** The scene out of `others` that shares most ground; the first of equals. */
export function partnerOf(scene: Scene, others: Scenes): Scene {
  return others.reduce((best, o) => (sharedBox(scene, o) > sharedBox(scene, best) * 1.02 ? o : best), others[0]);
}

/** Shared box in square degrees. */
export function sharedBox({ lonLatBox: a }: Scene, { lonLatBox: b }: Scene): number {
  const across = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const down = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return Math.max(0, across) * Math.max(0, down);
}
