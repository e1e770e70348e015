import { createHash } from 'node:crypto';
import { canonicalJson, defined, type Areal, type IsoDate, type Lead } from '@landscar/core';
import { loadOverlay } from '@landscar/geodata';
import type { PriorityWeights } from '../judge/options.js';
import { growthPriority } from '../judge/priority.js';
import { cellsOf } from './cells.js';
import { inWriteTransaction, slices, type RegisterDb, type RegisterTransaction } from './connect.js';
import { digestOf, type RunChanges, type RunDigest } from './digest.js';
import { appendHistory, type NewEntry } from './history-chain.js';
import { assignEvents, linkShapes, type Assignment } from './link-events.js';
import { rectifiedLeads, writeRectification, type RectifiedGround } from './rectification.js';
import type { RegisterTables } from './schema.js';

export interface RunToRecord {
  readonly runId: string;
  readonly fingerprint: string;
  readonly dateBefore: IsoDate;
  readonly dateAfter: IsoDate;
  /** As `judge` gives them. */
  readonly leads: readonly Lead[];
  /** What was clearly seen in this run, EPSG:4326: an event in it without a patch has ended, one outside was not looked at. */
  readonly observed?: Areal | null;
  /** Weights that the priorities were made with, where they are not the default ones. */
  readonly priority?: PriorityWeights;
  /** What the after date shows of the leads that `rectifiedLeads` names. */
  readonly rectified?: readonly RectifiedGround[];
}

export interface RecordedRun {
  /** The leads with event id, patch number, change and status, in order of their numbers. */
  readonly leads: Lead[];
  readonly digest: RunDigest;
  /** The run was in the register already: nothing was written. */
  readonly already: boolean;
}

type EventRow = RegisterTables['events'];

/** Status from which a new sight of the same ground opens a lead again. */
const ENDED = new Set(['closed', 'rejected', 'withdrawn', 'archived']);
/** Growth or shrinking below a tenth is within the accuracy of an outline made of pixels. */
const SAME_AREA_RATIO = 0.1;
const NO_COUNTY = '000000';

/**
 * Enters a run: each patch continues the event whose ground it shares or begins one, and gets its number. All or nothing,
 * in one transaction; the same run again changes nothing and answers the same leads.
 */
export async function recordRun(db: RegisterDb, run: RunToRecord): Promise<RecordedRun> {
  const overlay = await loadOverlay();
  return inWriteTransaction(db, async (tx) => {
    const known = await tx.selectFrom('runs').selectAll().where('run_id', '=', run.runId).executeTakeFirst();
    if (known !== undefined)
      return { leads: await leadsOfRun(tx, run.runId), digest: JSON.parse(known.digest) as RunDigest, already: true };
    const period = run.dateAfter.slice(0, 4) + run.dateAfter.slice(5, 7);
    const leads = inNumberOrder(run.leads);
    const near = await eventsNear(tx, leads);
    const shapes = [...near.values()].map((e) => ({ id: e.event_id, geometryLonLat: JSON.parse(e.geometry) as Areal }));
    const links = linkShapes(
      leads.map((l) => ({ id: l.id, geometryLonLat: l.geometryLonLat })),
      shapes,
      overlay,
    );
    const assignment = assignEvents(links);
    const numbers = await numberPatches(tx, leads, period, assignment);
    const recorded = leads.map((lead) =>
      settle(
        lead,
        period,
        run.runId,
        near,
        assignment,
        defined(numbers.get(lead.id), 'every lead has a number'),
        run.priority,
      ),
    );
    const found = run.rectified === undefined ? [] : await rectifiedLeads(tx);
    const changes = await digestOf(tx, run, period, recorded, assignment);
    await write(tx, run, period, recorded, assignment, changes);
    const checked = await writeRectification(tx, run.runId, run.rectified ?? [], found);
    const digest: RunDigest = { ...changes, ...checked };
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
    return { leads: await leadsOfRun(tx, run.runId), digest, already: false };
  });
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

/** County, then north to south, then west to east: numbers do not depend on the order of detection. */
function inNumberOrder(leads: readonly Lead[]): Lead[] {
  const county = (l: Lead): string => l.county?.code ?? NO_COUNTY;
  return [...leads].sort(
    (a, b) =>
      (county(a) < county(b) ? -1 : county(a) > county(b) ? 1 : 0) ||
      b.centroidLonLat[1] - a.centroidLonLat[1] ||
      a.centroidLonLat[0] - b.centroidLonLat[0] ||
      (a.id < b.id ? -1 : 1),
  );
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

/** `县码-期次-流水`. An event that has a number in this period keeps it; new ones go on after the last, so that none is used twice. */
async function numberPatches(
  tx: RegisterTransaction,
  leads: readonly Lead[],
  period: string,
  { continues }: Assignment,
): Promise<Map<string, { patchNo: string; serial: number }>> {
  const own = new Map<string, { patchNo: string; serial: number; county: string }>();
  for (const part of slices([...continues.values()])) {
    const rows = await tx
      .selectFrom('patches')
      .select(['event_id', 'patch_no', 'serial', 'county'])
      .where('period', '=', period)
      .where('event_id', 'in', part)
      .execute();
    for (const row of rows) own.set(row.event_id, { patchNo: row.patch_no, serial: row.serial, county: row.county });
  }
  const last = new Map<string, number>();
  const used = await tx
    .selectFrom('patches')
    .select(['county', (e) => e.fn.max('serial').as('serial')])
    .where('period', '=', period)
    .groupBy('county')
    .execute();
  for (const { county, serial } of used) last.set(county, serial);
  const numbers = new Map<string, { patchNo: string; serial: number }>();
  for (const lead of leads) {
    const kept = own.get(continues.get(lead.id) ?? '');
    const county = lead.county?.code ?? NO_COUNTY;
    if (kept !== undefined) numbers.set(lead.id, kept);
    else {
      const serial = (last.get(county) ?? 0) + 1;
      last.set(county, serial);
      numbers.set(lead.id, { patchNo: `${county}-${period}-${String(serial).padStart(4, '0')}`, serial });
    }
  }
  return numbers;
}

function settle(
  lead: Lead,
  period: string,
  runId: string,
  near: ReadonlyMap<string, EventRow>,
  assignment: Assignment,
  number: { patchNo: string },
  weights: PriorityWeights | undefined,
): Settled {
  const before = near.get(assignment.continues.get(lead.id) ?? '');
  const prior = before === undefined ? null : before.last_period === period ? before.prior_area_m2 : before.area_m2;
  const change =
    prior === null
      ? 'new'
      : lead.areaM2 > prior * (1 + SAME_AREA_RATIO)
        ? 'grown'
        : lead.areaM2 < prior * (1 - SAME_AREA_RATIO)
          ? 'shrunk'
          : 'same';
  const reopened = before !== undefined && ENDED.has(before.status) && change !== 'shrunk' && change !== 'same';
  const status = before === undefined || reopened ? 'candidate' : before.status;
  const id = before?.event_id ?? eventId(period, lead);
  const event: EventRow = {
    event_id: id,
    county: before?.county ?? lead.county?.code ?? NO_COUNTY,
    first_period: before?.first_period ?? period,
    last_period: period,
    last_run: runId,
    status,
    change,
    geometry: canonicalJson(lead.geometryLonLat),
    area_m2: lead.areaM2,
    prior_area_m2: prior,
    revision: before?.revision ?? 0,
  };
  const settled: Lead = {
    ...lead,
    id,
    patchNo: number.patchNo,
    change,
    status,
    priority: growthPriority(lead.priority, change, weights),
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
  digest: RunChanges,
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
    ...digest.finished.map((event) => entry(event, 'finished', { period })),
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
  const cells = recorded.flatMap(({ lead }) =>
    cellsOf(lead.geometryLonLat).map((cell) => ({ cell, event_id: lead.id })),
  );
  for (const part of slices(cells))
    await tx
      .insertInto('event_cells')
      .values([...part])
      .execute();
  const patches = recorded.map(({ lead, event }) => ({
    patch_no: lead.patchNo,
    event_id: lead.id,
    run_id: run.runId,
    county: lead.patchNo.slice(0, 6),
    period: event.last_period,
    serial: Number(lead.patchNo.slice(lead.patchNo.lastIndexOf('-') + 1)),
    lead: canonicalJson(lead),
  }));
  for (const part of slices(patches)) {
    await tx
      .deleteFrom('patches')
      .where(
        'patch_no',
        'in',
        part.map((p) => p.patch_no),
      )
      .execute();
    await tx
      .insertInto('patches')
      .values([...part])
      .execute();
  }
  await writeLineage(tx, run, recorded, assignment, merged);
  for (const part of slices(merged.map(([event]) => event)))
    await tx.updateTable('events').set({ status: 'merged' }).where('event_id', 'in', part).execute();
  for (const part of slices(digest.finished))
    await tx.updateTable('events').set({ change: 'finished' }).where('event_id', 'in', part).execute();
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
