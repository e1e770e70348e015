import type { Areal } from '@landscar/core';
import { containsPosition, interiorPosition } from '../match/planar.js';
import type { RegisterTransaction } from './connect.js';
import type { Assignment } from './link-events.js';
import type { RunToRecord, Settled } from './record-run.js';
import type { RectificationResult } from './rectification.js';

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
  /** Seen in the last period, looked at now, and no patch any more: 完工 or restored. */
  readonly finished: readonly string[];
  /** Seen in the last period and not looked at now: cloud or outside of the imagery. */
  readonly unobserved: readonly string[];
  /** 销号 so far among the events of the last period. */
  readonly closed: readonly string[];
}

/** With the rectified leads, by what their ground looks like now: clues for a person. */
export type RunDigest = RunChanges & Readonly<Record<RectificationResult, readonly string[]>>;

/** Compares a run with the events of the period before. Cost follows the size of the periods, not of the register. */
export async function digestOf(
  tx: RegisterTransaction,
  run: RunToRecord,
  period: string,
  recorded: readonly Settled[],
  assignment: Assignment,
): Promise<RunChanges> {
  const ids = (pick: (s: Settled) => boolean): string[] =>
    recorded
      .filter(pick)
      .map((s) => s.lead.id)
      .sort();
  const last = await tx
    .selectFrom('runs')
    .select('period')
    .where('period', '<', period)
    .orderBy('period', 'desc')
    .limit(1)
    .executeTakeFirst();
  const seen = new Set(recorded.map((s) => s.lead.id));
  const earlier =
    last === undefined
      ? []
      : await tx
          .selectFrom('events')
          .select(['event_id', 'geometry', 'status'])
          .where('last_period', '=', last.period)
          .orderBy('event_id')
          .execute();
  const [finished, unobserved, closed]: [string[], string[], string[]] = [[], [], []];
  for (const { event_id: id, geometry, status } of earlier) {
    if (seen.has(id) || assignment.mergedInto.has(id) || status === 'merged') continue;
    const looked =
      run.observed != null && containsPosition(run.observed, interiorPosition(JSON.parse(geometry) as Areal));
    if (status === 'closed') closed.push(id);
    else if (looked) finished.push(id);
    else unobserved.push(id);
  }
  return {
    new: ids((s) => s.isNew),
    grown: ids((s) => s.lead.change === 'grown' && !s.reopened),
    shrunk: ids((s) => s.lead.change === 'shrunk'),
    unchanged: ids((s) => s.lead.change === 'same'),
    reopened: ids((s) => s.reopened),
    merged: [...assignment.mergedInto.keys()].sort(),
    splitOff: ids((s) => assignment.splitFrom.has(s.judgedId)),
    finished,
    unobserved,
    closed,
  };
}
