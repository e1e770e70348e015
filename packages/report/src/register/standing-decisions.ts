import type { Determination, Measure } from '../lifecycle/moves.js';
import type { RegisterDb, RegisterTransaction } from './connect.js';

/** What a person last decided of a lead, as the history holds it. Words in `why` and names stay in the register. */
export interface StandingDecision {
  readonly eventId: string;
  readonly kind: 'rejected' | 'determined';
  /** Null for a rejection. */
  readonly determination: Determination | null;
  /** Of a rejection: one of the reasons for 剔除 by its code, or the person's own words. */
  readonly why: string | null;
  readonly entry: RecordedStep;
  /** Run whose patch was decided on; null for a lead that a person drew. */
  readonly runId: string | null;
  /** What was done after it, oldest first. */
  readonly measures: readonly (RecordedStep & { readonly measure: Measure | null; readonly again: boolean })[];
}

/** One entry of the history as a basis: enough to look it up and to prove that it was not changed. */
export interface RecordedStep {
  readonly entry: number;
  readonly hash: string;
  /** ISO time. */
  readonly at: string;
  /** Photo numbers, files, document numbers. */
  readonly evidence: readonly string[];
}

interface Detail {
  readonly from?: string;
  readonly to?: string;
  readonly why?: string;
  readonly evidence?: readonly string[];
  readonly determination?: Determination;
  readonly measure?: Measure;
}

const PAGE = 5_000;

/** The decision that stands for each event, in order of the history; one taken back or overtaken by a re-opened lead is not among them. */
export async function standingDecisions(db: RegisterDb | RegisterTransaction): Promise<StandingDecision[]> {
  const standing = new Map<string, StandingDecision>();
  const runs = new Map<string, string>();
  for (let last = 0; ;) {
    const rows = await db
      .selectFrom('history')
      .selectAll()
      .where('seq', '>', last)
      .where('action', 'in', ['found', 'seen', 'reopened', 'moved', 'merged'])
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    for (const row of rows) {
      last = row.seq;
      const id = row.event_id;
      if (row.action === 'seen' && row.at.startsWith('run ')) runs.set(id, row.at.slice(4));
      else if (row.action === 'found' || row.action === 'reopened') {
        runs.set(id, row.at.slice(4));
        standing.delete(id);
      } else if (row.action === 'merged') standing.delete(id);
      else if (row.action === 'moved') {
        const next = afterMove(standing.get(id), row, runs.get(id) ?? null);
        if (next === null) standing.delete(id);
        else standing.set(id, next);
      }
    }
    if (rows.length < PAGE) break;
  }
  return [...standing.values()].sort((a, b) => a.entry.entry - b.entry.entry);
}

function afterMove(
  before: StandingDecision | undefined,
  row: { event_id: string; seq: number; hash: string; at: string; detail: string },
  runId: string | null,
): StandingDecision | null {
  const { from, to, why, evidence = [], determination, measure } = JSON.parse(row.detail) as Detail;
  const entry = { entry: row.seq, hash: row.hash, at: row.at, evidence };
  if (to === 'rejected' || to === 'determined') {
    const kind = { kind: to, determination: determination ?? null, why: why ?? null } as const;
    return { eventId: row.event_id, ...kind, entry, runId, measures: [] };
  }
  if (to === 'candidate' || before === undefined) return null;
  if (to !== 'enforcing') return before;
  const step = { ...entry, measure: measure ?? null, again: from === 'rectifying' };
  return { ...before, measures: [...before.measures, step] };
}
