import type { RegisterTables } from '../register/schema.js';
import { inWriteTransaction, type RegisterDb, type RegisterTransaction } from '../register/connect.js';
import { appendHistory } from '../register/history-chain.js';
import { decisionStale, leadUnknown, moveIncomplete, moveRefused, sameperson } from './errors.js';
import { DETERMINATIONS, MEASURES, MOVES, movesFrom, type Determination, type LeadState, type Move } from './moves.js';

/** Who decided what, when, why and on which evidence. */
export interface Decision {
  /** Event id or patch number. */
  readonly lead: string;
  readonly to: LeadState;
  readonly who: string;
  /** ISO time of the decision. */
  readonly at: string;
  readonly why?: string;
  /** Files, photo numbers, document numbers. */
  readonly evidence?: readonly string[];
  readonly determination?: Determination;
  readonly measure?: (typeof MEASURES)[number];
  /** Revision of the event that was looked at; an older one is refused. */
  readonly revision?: number;
  /** Run whose patch was looked at; a later one makes the decision stale. */
  readonly runId?: string;
}

/** Moves a lead along the table of moves, with its record. REPORT_MOVE*, REPORT_SECOND_PERSON, REPORT_DECISION_STALE. */
export function moveLead(db: RegisterDb, decision: Decision): Promise<void> {
  return inWriteTransaction(db, (tx) => moveInside(tx, decision));
}

async function moveInside(tx: RegisterTransaction, d: Decision): Promise<void> {
  const event = await findEvent(tx, d.lead);
  if (d.revision !== undefined && d.revision !== event.revision)
    throw decisionStale(d.lead, `revision ${d.revision}`, `revision ${event.revision}, ${event.status}`);
  if (d.runId !== undefined && d.runId !== event.last_run)
    throw decisionStale(d.lead, `run ${d.runId}`, `run ${event.last_run}, ${event.status}`);
  const move = MOVES.find((m) => m.from === event.status && m.to === d.to);
  if (move === undefined) throw moveRefused(d.lead, event.status, d.to, movesFrom(event.status));
  await checkNeeds(tx, event, move, d);
  const detail = {
    from: event.status,
    to: d.to,
    ...(d.why !== undefined && { why: d.why }),
    ...(d.evidence !== undefined && { evidence: d.evidence }),
    ...(d.determination !== undefined && { determination: d.determination }),
    ...(d.measure !== undefined && { measure: d.measure }),
  };
  const [seq] = await appendHistory(tx, [
    { eventId: event.event_id, at: d.at, who: d.who.trim(), action: 'moved', detail },
  ]);
  await tx
    .updateTable('events')
    .set({ status: d.to, revision: seq ?? 0 })
    .where('event_id', '=', event.event_id)
    .execute();
}

async function checkNeeds(
  tx: RegisterTransaction,
  event: RegisterTables['events'],
  move: Move,
  d: Decision,
): Promise<void> {
  const present = (value: unknown): boolean =>
    value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
  if (d.who.trim() === '') throw moveIncomplete(d.lead, d.to, 'name of who decided', 'a name');
  for (const need of move.needs) {
    if (need === 'secondPerson') {
      const before = await lastMove(tx, event.event_id, event.status);
      if (before !== null && plainName(before.who) === plainName(d.who)) throw sameperson(d.lead, d.to, d.who);
    } else if (!present(d[need])) {
      const allowed =
        need === 'determination' ? DETERMINATIONS.join(', ') : need === 'measure' ? MEASURES.join(', ') : `a ${need}`;
      throw moveIncomplete(d.lead, d.to, need, allowed);
    }
  }
  if (move.after === undefined) return;
  const determined = (await lastMove(tx, event.event_id, 'determined'))?.detail['determination'];
  if (!move.after.some((value) => value === determined)) {
    throw moveRefused(d.lead, `determined ${String(determined)}`, d.to, [`after ${move.after.join(', ')}`]);
  }
}

/** One person, however the name is spaced or written: 张三, 张 三 and 张三 with a wide space are the same. */
const plainName = (name: string): string => name.normalize('NFKC').replace(/\s+/gu, '').toLowerCase();

async function lastMove(
  tx: RegisterTransaction,
  eventId: string,
  to: string,
): Promise<{ who: string; detail: Record<string, unknown> } | null> {
  const rows = await tx
    .selectFrom('history')
    .select(['who', 'detail'])
    .where('event_id', '=', eventId)
    .where('action', '=', 'moved')
    .orderBy('seq', 'desc')
    .execute();
  for (const { who, detail } of rows) {
    const parsed = JSON.parse(detail) as Record<string, unknown>;
    if (parsed['to'] === to) return { who, detail: parsed };
  }
  return null;
}

/** The event of an id or patch number. REPORT_LEAD_UNKNOWN. */
export async function findEvent(tx: RegisterTransaction | RegisterDb, key: string): Promise<RegisterTables['events']> {
  const own = await tx.selectFrom('events').selectAll().where('event_id', '=', key).executeTakeFirst();
  if (own !== undefined) return own;
  const patch = await tx.selectFrom('patches').select('event_id').where('patch_no', '=', key).executeTakeFirst();
  const event =
    patch === undefined
      ? undefined
      : await tx.selectFrom('events').selectAll().where('event_id', '=', patch.event_id).executeTakeFirst();
  if (event === undefined) throw leadUnknown(key);
  return event;
}
