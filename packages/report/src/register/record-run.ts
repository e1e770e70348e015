import { createHash } from 'node:crypto';
import { canonicalJson, defined, periodOf, type Areal, type IsoDate, type Lead } from '@landscar/core';
import { loadOverlay, type Overlay } from '@landscar/geodata';
import type { PriorityWeights } from '../judge/options.js';
import { growthPriority } from '../judge/priority.js';
import { cellsOf } from './cells.js';
import {
  inTrialTransaction,
  inWriteTransaction,
  slices,
  type RegisterDb,
  type RegisterTransaction,
} from './connect.js';
import { compareRun, parseDigest, type Comparison, type RunDigest } from './digest.js';
import { appendHistory, type NewEntry } from './history-chain.js';
import { assignEvents, linkShapes, type Assignment } from './link-events.js';
import { inNumberOrder, NO_COUNTY, numberPatches } from './patch-numbers.js';
import { carryOwed, owedAfter, type LookedGround, type OwedGround } from './owed-ground.js';
import { rectifiedLeads, writeRectification, type RectifiedGround } from './rectification.js';
import type { RegisterTables } from './schema.js';
import { writeWaiting } from './unobserved.js';

export interface RunToRecord {
  readonly runId: string;
  readonly fingerprint: string;
  readonly dateBefore: IsoDate;
  readonly dateAfter: IsoDate;
  /** As `judge` gives them. */
  readonly leads: readonly Lead[];
  /** What was clearly seen in this run, EPSG:4326: an event in it without a patch has ended, one outside was not looked at. */
  readonly observed?: Areal | null;
  /** What was to be looked at: hidden ground is carried to the next run. */
  readonly ground?: LookedGround;
  /** Weights that the priorities were made with, where they are not the default ones. */
  readonly priority?: PriorityWeights;
  /** What the after date shows of the leads that `rectifiedLeads` names. */
  readonly rectified?: readonly RectifiedGround[];
}

export interface RecordedRun {
  /** The leads with event id, patch number, change and status, in order of their numbers. */
  readonly leads: Lead[];
  readonly digest: RunDigest;
  /** Ground still owed, and seen of what was; null where the run does not say what it was to look at. */
  readonly owed: OwedGround | null;
  /** The run was in the register already: nothing was written. */
  readonly already: boolean;
}

type EventRow = RegisterTables['events'];

/** Status from which a new sight of the same ground opens a lead again. */
const ENDED = new Set(['closed', 'rejected', 'withdrawn', 'archived']);
/** Growth or shrinking below a tenth is within the accuracy of an outline made of pixels. */
const SAME_AREA_RATIO = 0.1;

/**
 * Enters a run: each patch continues the event whose ground it shares or begins one, and gets its number. All or nothing,
 * in one transaction; the same run again changes nothing and answers the same leads.
 */
export async function recordRun(db: RegisterDb, run: RunToRecord): Promise<RecordedRun> {
  const overlay = await loadOverlay();
  return inWriteTransaction(db, (tx) => enterRun(tx, run, overlay));
}

/** What `recordRun` would answer, with nothing entered: of a result that is not the last word. */
export async function previewRun(db: RegisterDb, run: RunToRecord): Promise<RecordedRun> {
  const overlay = await loadOverlay();
  return inTrialTransaction(db, (tx) => enterRun(tx, run, overlay));
}

async function enterRun(tx: RegisterTransaction, run: RunToRecord, overlay: Overlay): Promise<RecordedRun> {
  const known = await tx.selectFrom('runs').selectAll().where('run_id', '=', run.runId).executeTakeFirst();
  if (known !== undefined)
    return {
      leads: await leadsOfRun(tx, run.runId),
      digest: parseDigest(known.digest),
      owed: run.ground === undefined ? null : await owedAfter(tx, run.runId, run.dateAfter),
      already: true,
    };
  const period = periodOf(run.dateAfter);
  const leads = inNumberOrder(run.leads);
  const near = await eventsNear(tx, leads);
  const shapes = [...near.values()].map((e) => ({ id: e.event_id, geometryLonLat: JSON.parse(e.geometry) as Areal }));
  const links = linkShapes(
    leads.map((l) => ({ id: l.id, geometryLonLat: l.geometryLonLat })),
    shapes,
    overlay,
  );
  const assignment = keepLater(assignEvents(links), near, period);
  const priorAreas = await areasBefore(tx, near, period);
  const lastPeriod = await periodBefore(tx, period);
  const numbers = await numberPatches(tx, leads, period, assignment);
  const recorded = leads.map((lead) =>
    settle(lead, run, defined(numbers.get(lead.id), 'every lead has a number'), {
      period,
      lastPeriod,
      priorAreas,
      before: near.get(assignment.continues.get(lead.id) ?? ''),
    }),
  );
  const found = run.rectified === undefined ? [] : await rectifiedLeads(tx);
  const comparison = await compareRun(tx, run, { period, lastPeriod }, recorded, assignment);
  await write(tx, run, period, recorded, assignment, comparison);
  const checked = await writeRectification(tx, run.runId, run.rectified ?? [], found);
  const digest: RunDigest = { ...comparison.changes, ...checked };
  const number = await tx
    .selectFrom('runs')
    .select((e) => e.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('runs')
    .values({
      run_id: run.runId,
      number: number.n + 1,
      period,
      date_before: run.dateBefore,
      date_after: run.dateAfter,
      fingerprint: run.fingerprint,
      digest: canonicalJson(digest),
    })
    .execute();
  const { runId, dateAfter, ground } = run;
  const owed = ground === undefined ? null : await carryOwed(tx, { runId, dateAfter, ground });
  return { leads: await leadsOfRun(tx, runId), digest, owed, already: false };
}

/** A lead as it goes in, with what becomes of its event. */
export interface Settled {
  /** The id that `judge` gave. */
  readonly judgedId: string;
  readonly lead: Lead;
  readonly event: EventRow;
  readonly isNew: boolean;
  readonly reopened: boolean;
}

async function eventsNear(tx: RegisterTransaction, leads: readonly Lead[]): Promise<Map<string, EventRow>> {
  const cells = [...new Set(leads.flatMap((l) => cellsOf(l.geometryLonLat)))].sort((a, b) => a - b);
  const near = new Map<string, EventRow>();
  for (const part of slices(cells)) {
    const rows = await tx
      .selectFrom('events')
      .selectAll()
      .where('event_id', 'in', (q) => q.selectFrom('event_cells').select('event_id').where('cell', 'in', part))
      .where('status', '!=', 'merged')
      .orderBy('event_id')
      .execute();
    for (const row of rows) near.set(row.event_id, row);
  }
  return new Map([...near].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The last period that was recorded before this one. */
async function periodBefore(tx: RegisterTransaction, period: string): Promise<string | null> {
  const last = await tx
    .selectFrom('runs')
    .select('period')
    .where('period', '<', period)
    .orderBy('period', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.period ?? null;
}

/** An older period that is run again or for the first time must not end events that were seen later. */
function keepLater(assignment: Assignment, near: ReadonlyMap<string, EventRow>, period: string): Assignment {
  const ended = [...assignment.mergedInto].filter(([event]) => (near.get(event)?.last_period ?? '') <= period);
  return { ...assignment, mergedInto: new Map(ended) };
}

/** Of events that were seen later than this period: their area in the last period before it. */
async function areasBefore(
  tx: RegisterTransaction,
  near: ReadonlyMap<string, EventRow>,
  period: string,
): Promise<Map<string, number>> {
  const areas = new Map<string, number>();
  for (const part of slices([...near.values()].filter((e) => e.last_period > period).map((e) => e.event_id))) {
    const rows = await tx
      .selectFrom('patches')
      .select(['event_id', 'lead'])
      .where('event_id', 'in', part)
      .where('period', '<', period)
      .orderBy('period')
      .execute();
    for (const { event_id, lead } of rows) areas.set(event_id, (JSON.parse(lead) as Lead).areaM2);
  }
  return areas;
}

interface Background {
  readonly period: string;
  readonly lastPeriod: string | null;
  /** Only of events that were seen later than `period`. */
  readonly priorAreas: ReadonlyMap<string, number>;
  readonly before: EventRow | undefined;
}

function settle(lead: Lead, run: RunToRecord, number: { patchNo: string }, background: Background): Settled {
  const { period, lastPeriod, priorAreas, before } = background;
  const seenLater = before !== undefined && before.last_period > period;
  const prior =
    before === undefined
      ? null
      : seenLater
        ? (priorAreas.get(before.event_id) ?? null)
        : before.last_period === period
          ? before.prior_area_m2
          : before.area_m2;
  const change =
    prior === null
      ? 'new'
      : lead.areaM2 > prior * (1 + SAME_AREA_RATIO)
        ? 'grown'
        : lead.areaM2 < prior * (1 - SAME_AREA_RATIO)
          ? 'shrunk'
          : 'same';
  // Gone when it was looked at in a period between, and disturbed anew now.
  const cameBack = before?.change === 'finished' && before.last_period < (lastPeriod ?? '');
  const grew = before !== undefined && lead.areaM2 > before.area_m2 * (1 + SAME_AREA_RATIO);
  const reopened = before !== undefined && !seenLater && ENDED.has(before.status) && (cameBack || grew);
  const status = before === undefined || reopened ? 'candidate' : before.status;
  const id = before?.event_id ?? eventId(period, lead);
  const latest: EventRow = {
    event_id: id,
    county: before?.county ?? lead.county?.code ?? NO_COUNTY,
    first_period: before?.first_period ?? period,
    last_period: period,
    last_run: run.runId,
    status,
    change,
    geometry: canonicalJson(lead.geometryLonLat),
    area_m2: lead.areaM2,
    prior_area_m2: prior,
    revision: before?.revision ?? 0,
  };
  // What was seen later stays what counts.
  const event = seenLater
    ? { ...before, first_period: before.first_period < period ? before.first_period : period }
    : latest;
  const settled: Lead = {
    ...lead,
    id,
    patchNo: number.patchNo,
    change,
    status,
    priority: growthPriority(lead.priority, change, run.priority),
  };
  return { judgedId: lead.id, lead: settled, event, isNew: before === undefined, reopened };
}

/** Made from where and when the event was first seen: the same inputs give the same id in any register. */
function eventId(period: string, lead: Lead): string {
  return `ev-${createHash('sha256')
    .update(canonicalJson([period, lead.geometryLonLat]))
    .digest('hex')
    .slice(0, 16)}`;
}

async function write(
  tx: RegisterTransaction,
  run: RunToRecord,
  period: string,
  recorded: readonly Settled[],
  assignment: Assignment,
  { gone, missed }: Comparison,
): Promise<void> {
  const at = `run ${run.runId}`;
  const entry = (eventId: string, action: string, detail: Record<string, unknown>): NewEntry => ({
    eventId,
    at,
    who: 'landscar',
    action,
    detail,
  });
  const merged = [...assignment.mergedInto].sort(([a], [b]) => (a < b ? -1 : 1));
  const ended = await notYetFinished(tx, gone);
  const entries = [
    ...recorded.map(({ lead, isNew, reopened }) =>
      entry(lead.id, reopened ? 'reopened' : isNew ? 'found' : 'seen', {
        patchNo: lead.patchNo,
        change: lead.change,
        areaM2: Math.round(lead.areaM2 * 100) / 100,
        category: lead.category,
        rule: lead.rule,
        disturbance: lead.disturbanceId,
      }),
    ),
    ...merged.map(([event, into]) => entry(event, 'merged', { into })),
    ...ended.map((event) => entry(event, 'finished', { period })),
  ];
  const seqs = await appendHistory(tx, entries);
  const rows = recorded.map(({ event }, i) => ({ ...event, revision: seqs[i] ?? 0 }));
  const ids = rows.map((r) => r.event_id);
  for (const part of slices(ids)) {
    await tx.deleteFrom('events').where('event_id', 'in', part).execute();
    await tx.deleteFrom('event_cells').where('event_id', 'in', part).execute();
  }
  for (const part of slices(rows))
    await tx
      .insertInto('events')
      .values([...part])
      .execute();
  const cells = rows.flatMap(({ event_id, geometry }) =>
    cellsOf(JSON.parse(geometry) as Areal).map((cell) => ({ cell, event_id })),
  );
  for (const part of slices(cells))
    await tx
      .insertInto('event_cells')
      .values([...part])
      .execute();
  const patches = recorded.map(({ lead }) => ({
    patch_no: lead.patchNo,
    event_id: lead.id,
    run_id: run.runId,
    county: lead.patchNo.slice(0, 6),
    period,
    serial: Number(lead.patchNo.slice(lead.patchNo.lastIndexOf('-') + 1)),
    lead: canonicalJson(lead),
  }));
  for (const part of slices(patches))
    await tx
      .insertInto('patches')
      .values([...part])
      .execute();
  await writeLineage(tx, run, recorded, assignment, merged);
  for (const part of slices(merged.map(([event]) => event)))
    await tx.updateTable('events').set({ status: 'merged' }).where('event_id', 'in', part).execute();
  for (const part of slices(ended))
    await tx.updateTable('events').set({ change: 'finished' }).where('event_id', 'in', part).execute();
  await writeWaiting(tx, period, [...ids, ...merged.map(([event]) => event), ...gone], missed);
}

/** A period that is run again does not end an event twice. */
async function notYetFinished(tx: RegisterTransaction, gone: readonly string[]): Promise<string[]> {
  const open: string[] = [];
  for (const part of slices(gone)) {
    const rows = await tx
      .selectFrom('events')
      .select('event_id')
      .where('event_id', 'in', part)
      .where('change', '!=', 'finished')
      .execute();
    open.push(...rows.map((row) => row.event_id));
  }
  return open.sort();
}

async function writeLineage(
  tx: RegisterTransaction,
  run: RunToRecord,
  recorded: readonly Settled[],
  { splitFrom }: Assignment,
  merged: readonly (readonly [string, string])[],
): Promise<void> {
  // Leads were renamed by settling; the assignment speaks of the ids that judge gave. Both lists have one order.
  const before = inNumberOrder(run.leads);
  const idOf = new Map(before.map((lead, i) => [lead.id, recorded[i]?.lead.id ?? lead.id]));
  const rows = [
    ...[...splitFrom].map(([patch, parent]) => ({
      parent_id: parent,
      child_id: idOf.get(patch) ?? patch,
      kind: 'split',
      run_id: run.runId,
    })),
    ...merged.map(([event, into]) => ({ parent_id: event, child_id: into, kind: 'merge', run_id: run.runId })),
  ];
  for (const part of slices(rows))
    await tx
      .insertInto('lineage')
      .values([...part])
      .onConflict((c) => c.columns(['parent_id', 'child_id', 'kind']).doNothing())
      .execute();
}

/** The leads of a recorded run in order of their numbers. */
export async function leadsOfRun(db: RegisterDb | RegisterTransaction, runId: string): Promise<Lead[]> {
  const rows = await db.selectFrom('patches').select('lead').where('run_id', '=', runId).execute();
  // Sorted here, not by the database: its collation is its own.
  return rows.map((row) => JSON.parse(row.lead) as Lead).sort((a, b) => (a.patchNo < b.patchNo ? -1 : 1));
}
