import type { Areal } from '@landscar/core';
import { containsPosition, interiorPosition } from '../match/planar.js';
import type { Assignment } from './link-events.js';
import type { RunToRecord, Settled } from './record-run.js';
import type { RectificationResult } from './rectification.js';
import { slices, type RegisterTransaction } from './connect.js';
import { waitingIn } from './unobserved.js';

/** What a run changed against the period before, as event ids in order. */
export interface RunChanges {
  readonly new: readonly string[];
  readonly grown: readonly string[];
  readonly shrunk: readonly string[];
  readonly unchanged: readonly string[];
  /** Ended leads whose ground was disturbed again. */
  readonly reopened: readonly string[];
  readonly merged: readonly string[];
  readonly splitOff: readonly string[];
  /** Seen when it was last looked at, looked at now, and no patch any more: 完工 or restored. */
  readonly finished: readonly string[];
  /** Seen when it was last looked at, and not looked at now: cloud, or outside of the imagery. */
  readonly unobserved: readonly string[];
  /** Found by an earlier run of this same period, looked at now, and not found: other inputs or settings; a person decides. */
  readonly notFoundAgain: readonly string[];
  /** 销号 so far among the events of the last period. */
  readonly closed: readonly string[];
}

/** A digest as it was written; one of an older landscar lacks what it did not compare. */
export const parseDigest = (text: string): RunDigest => ({
  notFoundAgain: [],
  ...(JSON.parse(text) as Omit<RunDigest, 'notFoundAgain'>),
});

/** The changes, and what becomes of the events that the run did not see; of every status. */
export interface Comparison {
  readonly changes: RunChanges;
  /** Looked at, and no patch any more. */
  readonly gone: readonly string[];
  /** Not looked at. */
  readonly missed: readonly string[];
}

/** A lead that was set aside is followed no more; it is named again only when its ground is disturbed anew. */
const SET_ASIDE = new Set(['rejected', 'withdrawn', 'archived']);

/** With the rectified leads, by what their ground looks like now: clues for a person. */
export type RunDigest = RunChanges & Readonly<Record<RectificationResult, readonly string[]>>;

/**
 * Compares a run with the events of the period before and with those that have waited for a clear look since. Cost follows the
 * size of the periods, not of the register.
 */
export async function compareRun(
  tx: RegisterTransaction,
  run: RunToRecord,
  { period, lastPeriod }: { readonly period: string; readonly lastPeriod: string | null },
  recorded: readonly Settled[],
  assignment: Assignment,
): Promise<Comparison> {
  const ids = (pick: (s: Settled) => boolean): string[] =>
    recorded
      .filter(pick)
      .map((s) => s.lead.id)
      .sort();
  const seen = new Set(recorded.map((s) => s.lead.id));
  const { observed = null } = run;
  const events = tx.selectFrom('events').select(['event_id', 'geometry', 'status']);
  const earlier = lastPeriod === null ? [] : await events.where('last_period', '=', lastPeriod).execute();
  const known = new Set(earlier.map((e) => e.event_id));
  const waiting = observed === null ? [] : (await waitingIn(tx, observed)).filter((id) => !known.has(id));
  for (const part of slices(waiting)) earlier.push(...(await events.where('event_id', 'in', part).execute()));
  earlier.sort((a, b) => (a.event_id < b.event_id ? -1 : 1));
  const [finished, unobserved, closed]: [string[], string[], string[]] = [[], [], []];
  const [gone, missed]: [string[], string[]] = [[], []];
  const open = ({ event_id: id, status }: EventOutline): boolean =>
    !seen.has(id) && !assignment.mergedInto.has(id) && status !== 'merged';
  const lookedAt = ({ geometry }: EventOutline): boolean =>
    observed !== null && containsPosition(observed, interiorPosition(JSON.parse(geometry) as Areal));
  for (const event of earlier.filter(open)) {
    const { event_id: id, status } = event;
    const looked = lookedAt(event);
    (looked ? gone : missed).push(id);
    if (status === 'closed') closed.push(id);
    else if (!SET_ASIDE.has(status)) (looked ? finished : unobserved).push(id);
  }
  const samePeriod = await events.where('last_period', '=', period).where('last_run', '!=', 'field').execute();
  const notFoundAgain = samePeriod
    .filter((e) => open(e) && e.status !== 'closed' && !SET_ASIDE.has(e.status) && lookedAt(e))
    .map((e) => e.event_id)
    .sort();
  const changes: RunChanges = {
    new: ids((s) => s.lead.change === 'new'),
    grown: ids((s) => s.lead.change === 'grown' && !s.reopened),
    shrunk: ids((s) => s.lead.change === 'shrunk' && !s.reopened),
    unchanged: ids((s) => s.lead.change === 'same' && !s.reopened),
    reopened: ids((s) => s.reopened),
    merged: [...assignment.mergedInto.keys()].sort(),
    splitOff: ids((s) => assignment.splitFrom.has(s.judgedId)),
    finished,
    unobserved,
    notFoundAgain,
    closed,
  };
  return { changes, gone, missed };
}

interface EventOutline {
  readonly event_id: string;
  readonly geometry: string;
  readonly status: string;
}
