import type { DatedChange, SceneChange } from '@landscar/core';
import { median } from '../statistics/order.js';

/** A scene that saw less of a region than this says nothing about it. */
const LEAST_CLEAR_SHARE = 0.5;
/** Changes that nowhere reach this many times what is usual in their scene cannot be dated. */
const LEAST_CHANGE = 2;
/** What is usual in a scene: unchanged ground differs by this much, by the definition of `SceneChange.change`. */
const USUAL = 1;
/**
 * A scene shows the change when what is above the usual is this share of the strongest one after: opened ground keeps at least half of its
 * contrast while it weathers, and a field between seasons does not. A first guess that waits for decided leads.
 */
const SHOWN_SHARE = 0.5;

/** What the scenes of both periods, in any order, say together about when a region changed. */
export function dateChange(scenes: readonly SceneChange[]): DatedChange {
  const inOrder = [...scenes].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  const clear = clearestOfDays(inOrder).flatMap(({ date, period, change, clearShare }) =>
    change === null || clearShare < LEAST_CLEAR_SHARE ? [] : [{ date, period, change }],
  );
  const after = clear.filter(({ period }) => period === 'after').map(({ change }) => change);
  const strongest = Math.max(0, ...after);
  const nothing = { combined: middle(after), firstSeen: null, lastUnchanged: null, confirmedOn: null, lasting: null };
  if (strongest < LEAST_CHANGE) return { ...nothing, scenes: inOrder };
  const shown = clear.map(({ change }) => change - USUAL >= SHOWN_SHARE * (strongest - USUAL));
  const last = shown.lastIndexOf(false);
  return {
    combined: middle(after),
    firstSeen: clear[last + 1]?.date ?? null,
    lastUnchanged: last === -1 || last === clear.length - 1 ? null : clear[last]!.date,
    confirmedOn: clear[last + 2]?.date ?? null,
    lasting: after.length < 2 ? null : shown.at(-1)!,
    scenes: inOrder,
  };
}

/** Two scenes of one day (tiles of one pass) are one look at the ground: the clearer one, the first of equals. */
const clearestOfDays = (inOrder: readonly SceneChange[]): SceneChange[] =>
  inOrder.filter((scene, i) => {
    const best = inOrder
      .filter(({ date }) => date === scene.date)
      .reduce((a, b) => (b.clearShare > a.clearShare ? b : a));
    return best === inOrder[i];
  });

const middle = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.round(100 * median(Float64Array.from(values))) / 100;
