import { createHash } from 'node:crypto';
import { canonicalJson } from '@landscar/core';
import { slices, type RegisterDb, type RegisterTransaction } from './connect.js';

/** One entry of the append-only history of a lead. */
export interface HistoryEntry {
  readonly seq: number;
  readonly eventId: string;
  /** ISO time, or the run that wrote it: a run's time is in its run.json, so that registers stay comparable. */
  readonly at: string;
  readonly who: string;
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly prevHash: string;
  readonly hash: string;
}

export type NewEntry = Pick<HistoryEntry, 'eventId' | 'at' | 'who' | 'action' | 'detail'>;

const GENESIS = '0'.repeat(64);

const hashOf = (e: Omit<HistoryEntry, 'hash'>): string =>
  createHash('sha256')
    .update(canonicalJson([e.seq, e.eventId, e.at, e.who, e.action, e.detail, e.prevHash]))
    .digest('hex');

/** Appends entries, each chained to the one before by its hash; answers the number of each. */
export async function appendHistory(tx: RegisterTransaction, entries: readonly NewEntry[]): Promise<number[]> {
  const last = await tx
    .selectFrom('history')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  let [seq, prevHash] = [last?.seq ?? 0, last?.hash ?? GENESIS];
  const chained = entries.map((entry): HistoryEntry => {
    const open = { ...entry, seq: (seq += 1), prevHash };
    const hash = hashOf(open);
    prevHash = hash;
    return { ...open, hash };
  });
  for (const part of slices(chained)) {
    const rows = part.map((e) => ({
      seq: e.seq,
      event_id: e.eventId,
      at: e.at,
      who: e.who,
      action: e.action,
      detail: canonicalJson(e.detail),
      prev_hash: e.prevHash,
      hash: e.hash,
    }));
    await tx.insertInto('history').values(rows).execute();
  }
  return chained.map((e) => e.seq);
}

/** The history of one event, oldest first. */
export async function readHistory(db: RegisterDb, eventId: string): Promise<HistoryEntry[]> {
  const rows = await db.selectFrom('history').selectAll().where('event_id', '=', eventId).orderBy('seq').execute();
  return rows.map(toEntry);
}

export interface ChainCheck {
  readonly entries: number;
  /** First entry that does not follow from the one before; null where the chain is whole. */
  readonly brokenAt: number | null;
}

/** Recomputes every hash: an entry changed, taken out or put in breaks the chain. */
export async function verifyChain(db: RegisterDb | RegisterTransaction): Promise<ChainCheck> {
  let [entries, prevHash] = [0, GENESIS];
  for (;;) {
    const rows = await db
      .selectFrom('history')
      .selectAll()
      .where('seq', '>', entries)
      .orderBy('seq')
      .limit(5_000)
      .execute();
    if (rows.length === 0) return { entries, brokenAt: null };
    for (const row of rows) {
      const entry = toEntry(row);
      if (entry.seq !== entries + 1 || entry.prevHash !== prevHash || hashOf(entry) !== entry.hash)
        return { entries, brokenAt: entry.seq };
      [entries, prevHash] = [entry.seq, entry.hash];
    }
  }
}

function toEntry(row: {
  seq: number;
  event_id: string;
  at: string;
  who: string;
  action: string;
  detail: string;
  prev_hash: string;
  hash: string;
}): HistoryEntry {
  return {
    seq: row.seq,
    eventId: row.event_id,
    at: row.at,
    who: row.who,
    action: row.action,
    detail: JSON.parse(row.detail) as Record<string, unknown>,
    prevHash: row.prev_hash,
    hash: row.hash,
  };
}
