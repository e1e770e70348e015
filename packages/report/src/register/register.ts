import type { IsoDate, Lead } from '@landscar/core';
import type { EarlierLead } from '../judge/project-facts.js';
import { earlierLeads } from './earlier-leads.js';
import { connect, type RegisterDb } from './connect.js';
import { readHistory, verifyChain, type ChainCheck, type HistoryEntry } from './history-chain.js';
import { parseDigest, type RunDigest } from './digest.js';
import { migrate } from './migrations.js';
import { rectifiedLeads, type RectifiedLead } from './rectification.js';
import { leadsOfRun, previewRun, recordRun, type RecordedRun, type RunToRecord } from './record-run.js';

export interface LeadFilter {
  readonly runId?: string;
  readonly period?: string;
  readonly county?: string;
  readonly status?: string;
  readonly limit?: number;
}

export interface RecordedDigest {
  readonly runId: string;
  readonly period: string;
  readonly digest: RunDigest;
}

/** The memory of a site: events over periods, their patches, decisions and history. SQLite or PostgreSQL behind one code. */
export interface Register {
  readonly url: string;
  /** For the modules of the life cycle; not for other packages. */
  readonly db: RegisterDb;
  readonly recordRun: (run: RunToRecord) => Promise<RecordedRun>;
  /** What `recordRun` would answer; the register stays as it is. */
  readonly previewRun: (run: RunToRecord) => Promise<RecordedRun>;
  readonly leadsOfRun: (runId: string) => Promise<Lead[]>;
  /** The latest patch of each event, in order of the patch numbers. */
  readonly leads: (filter?: LeadFilter) => Promise<Lead[]>;
  /** The latest patch of an event, by event id or patch number; null where there is none. */
  readonly lead: (idOrPatchNo: string) => Promise<Lead | null>;
  /** Of an event id or patch number; empty where there is none. */
  readonly history: (idOrPatchNo: string) => Promise<HistoryEntry[]>;
  /** What a run changed; without an id the latest. Null where there is no such run. */
  readonly digest: (runId?: string) => Promise<RecordedDigest | null>;
  /** Every run, in order of time. */
  readonly runs: () => Promise<RecordedDigest[]>;
  /** Leads whose ground must have been restored: a run looks at them again. */
  readonly rectified: () => Promise<RectifiedLead[]>;
  /** Standing leads beyond the extent of these projects, of periods before that of the date; see `earlierLeads`. */
  readonly earlier: (projectIds: readonly string[], dateAfter: IsoDate) => Promise<EarlierLead[]>;
  readonly verify: () => Promise<ChainCheck>;
  readonly close: () => Promise<void>;
}

/** Opens a register and brings its tables up to date; a new file is made. REPORT_REGISTER where that cannot be done. */
export async function openRegister(url: string): Promise<Register> {
  const db = await connect(url);
  try {
    await migrate(db, url);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    url,
    db,
    recordRun: (run) => recordRun(db, run),
    previewRun: (run) => previewRun(db, run),
    leadsOfRun: (runId) => leadsOfRun(db, runId),
    leads: (filter = {}) => latestLeads(db, filter),
    lead: (key) => findLead(db, key),
    history: async (key) => readHistory(db, (await eventIdOf(db, key)) ?? key),
    digest: (runId) => readDigest(db, runId),
    runs: () => readRuns(db),
    rectified: () => rectifiedLeads(db),
    earlier: (projectIds, dateAfter) => earlierLeads(db, projectIds, dateAfter),
    verify: () => verifyChain(db),
    close: () => db.destroy(),
  };
}

async function eventIdOf(db: RegisterDb, key: string): Promise<string | null> {
  const row = await db.selectFrom('patches').select('event_id').where('patch_no', '=', key).executeTakeFirst();
  return row?.event_id ?? null;
}

async function readRuns(db: RegisterDb): Promise<RecordedDigest[]> {
  const rows = await db.selectFrom('runs').select(['run_id', 'period', 'digest']).orderBy('number').execute();
  return rows.map((row) => ({ runId: row.run_id, period: row.period, digest: parseDigest(row.digest) }));
}

async function readDigest(db: RegisterDb, runId: string | undefined): Promise<RecordedDigest | null> {
  const runs = db.selectFrom('runs').select(['run_id', 'period', 'digest']);
  const row = await (
    runId === undefined ? runs.orderBy('number', 'desc').limit(1) : runs.where('run_id', '=', runId)
  ).executeTakeFirst();
  return row === undefined ? null : { runId: row.run_id, period: row.period, digest: parseDigest(row.digest) };
}

function latest(db: RegisterDb) {
  return db
    .selectFrom('events')
    .innerJoin('patches', (join) =>
      join
        .onRef('patches.event_id', '=', 'events.event_id')
        .onRef('patches.period', '=', 'events.last_period')
        .onRef('patches.run_id', '=', 'events.last_run'),
    )
    .select(['patches.lead', 'events.status', 'events.change', 'patches.patch_no']);
}

async function latestLeads(db: RegisterDb, filter: LeadFilter): Promise<Lead[]> {
  let query = latest(db).orderBy('patches.patch_no');
  if (filter.runId !== undefined) query = query.where('patches.run_id', '=', filter.runId);
  if (filter.period !== undefined) query = query.where('patches.period', '=', filter.period);
  if (filter.county !== undefined) query = query.where('patches.county', '=', filter.county);
  if (filter.status !== undefined) query = query.where('events.status', '=', filter.status);
  if (filter.limit !== undefined) query = query.limit(filter.limit);
  // Sorted again here: the collation of a database is its own.
  return (await query.execute()).map(toLead).sort((a, b) => (a.patchNo < b.patchNo ? -1 : 1));
}

async function findLead(db: RegisterDb, key: string): Promise<Lead | null> {
  const rows = await latest(db).where('events.event_id', '=', key).execute();
  const [row] = rows.length > 0 ? rows : await latest(db).where('patches.patch_no', '=', key).execute();
  return row === undefined ? null : toLead(row);
}

/** The patch as it was judged, with what happened to its event since. */
const toLead = (row: { lead: string; status: string; change: string }): Lead => ({
  ...(JSON.parse(row.lead) as Lead),
  status: row.status,
  change: row.change as Lead['change'],
});
