import { createHash } from 'node:crypto';
import { canonicalJson, defined, geodesicAreaM2, periodOf, type Areal, type Lead } from '@landscar/core';
import { loadOverlay } from '@landscar/geodata';
import { localMetric, planarAreaM2 } from '../match/local-metric.js';
import { interiorPosition } from '../match/planar.js';
import { cellsOf } from '../register/cells.js';
import { inWriteTransaction, slices, type RegisterDb, type RegisterTransaction } from '../register/connect.js';
import { eventsNear } from '../register/events-near.js';
import { appendHistory } from '../register/history-chain.js';
import { linkShapes } from '../register/link-events.js';
import type { RegisterTables } from '../register/schema.js';
import { drawRefused, geometryRefused, leadKnown } from './errors.js';
import { findEvent } from './move-lead.js';
import type { LeadState } from './moves.js';

/** Who changes an outline, when and why. */
export interface Hand {
  readonly who: string;
  readonly at: string;
  readonly why: string;
}

/** What the rules say of a lead with a new outline, in the register as it is then; by default it keeps what was said of the old one. */
export type JudgeAgain = (lead: Lead, register: RegisterDb) => Promise<Lead>;
const asBefore: JudgeAgain = (lead) => Promise.resolve(lead);

/** Parts drawn by hand must make up the whole to this share: an edge cut in degrees bends by centimetres in the plane. */
const CONSERVED = 1e-4;

/** An outline is worked on while its lead is under way; what ended must be opened again first. */
const DRAWABLE: ReadonlySet<string> = new Set<LeadState>([
  'candidate',
  'pendingReview',
  'issued',
  'reviewed',
  'determined',
  'enforcing',
  'rectifying',
]);

const toCm2 = (areaM2: number): number => Math.round(areaM2 * 100) / 100;

/** Gives a lead another outline. The old one stays in the history. */
export function redrawLead(
  db: RegisterDb,
  key: string,
  outline: Areal,
  hand: Hand,
  judgeAgain: JudgeAgain = asBefore,
): Promise<void> {
  return inWriteTransaction(db, async (tx) => {
    const event = await drawable(tx, key);
    const detail = {
      before: JSON.parse(event.geometry) as unknown,
      beforeM2: toCm2(event.area_m2),
      areaM2: toCm2(geodesicAreaM2(outline)),
      why: hand.why,
    };
    await replaceOutline(tx, event, outline, { action: 'redrawn', detail, hand, judgeAgain });
  });
}

/** Splits a lead into parts that make it up; the first keeps the id, the others are new events with numbers of their own. Answers all ids. */
export async function splitLead(
  db: RegisterDb,
  key: string,
  parts: readonly Areal[],
  hand: Hand,
  judgeAgain: JudgeAgain = asBefore,
): Promise<string[]> {
  const overlay = await loadOverlay();
  return inWriteTransaction(db, async (tx) => {
    const event = await drawable(tx, key);
    const [first, ...others] = parts;
    if (first === undefined || others.length === 0)
      throw geometryRefused(key, `${parts.length} part(s)`, 'two parts or more');
    const whole = JSON.parse(event.geometry) as Areal;
    const plane = localMetric(interiorPosition(whole));
    const metres = parts.map((p) => plane.metres(p));
    const wholeM2 = planarAreaM2(plane.metres(whole));
    const sumM2 = metres.reduce((sum, p) => sum + planarAreaM2(p), 0);
    const shared = overlay.intersect(overlay.union(metres) ?? plane.metres(whole), plane.metres(whole));
    const sharedM2 = shared === null ? 0 : planarAreaM2(shared);
    if (Math.abs(sumM2 / wholeM2 - 1) > CONSERVED || Math.abs(sharedM2 / wholeM2 - 1) > CONSERVED)
      throw geometryRefused(
        key,
        `parts of ${sumM2.toFixed(2)} m² over ${sharedM2.toFixed(2)} m² of ${wholeM2.toFixed(2)} m²`,
        'parts that make up the lead without gap and overlap',
      );
    const detail = { parts: parts.length, before: whole, why: hand.why };
    await replaceOutline(tx, event, first, { action: 'split', detail, hand, judgeAgain });
    const lead = await latestLead(tx, event);
    const ids = [event.event_id];
    for (const part of others) {
      const made = await addEvent(
        tx,
        // No event yet: the first part, which has that of the whole, counts beside it.
        await judgeAgain({ ...lead, ...outlineFacts(part), id: '', parentDisturbanceId: lead.disturbanceId }, tx),
        event.last_period,
        event.last_run,
        event.status,
        'splitOff',
        hand,
      );
      await tx
        .insertInto('lineage')
        .values({ parent_id: event.event_id, child_id: made, kind: 'split', run_id: event.last_run })
        .execute();
      ids.push(made);
    }
    return ids;
  });
}

/** Makes one lead of several: the first keeps its id, the others end as merged. */
export async function mergeLeads(
  db: RegisterDb,
  keys: readonly string[],
  hand: Hand,
  judgeAgain: JudgeAgain = asBefore,
): Promise<string> {
  const overlay = await loadOverlay();
  return inWriteTransaction(db, async (tx) => {
    const events: RegisterTables['events'][] = [];
    for (const key of keys) {
      const event = await drawable(tx, key);
      // A patch number and an event id may name the same lead.
      if (!events.some((e) => e.event_id === event.event_id)) events.push(event);
    }
    const [first, ...others] = events;
    if (first === undefined || others.length === 0)
      throw geometryRefused(keys.join(', '), `${events.length} lead(s)`, 'two leads or more');
    // The steps of the others would be lost with them.
    const other = others.find((e) => e.status !== first.status);
    if (other !== undefined) throw drawRefused(other.event_id, other.status, [first.status]);
    const outlines = events.map((e) => JSON.parse(e.geometry) as Areal);
    const plane = localMetric(interiorPosition(JSON.parse(first.geometry) as Areal));
    const united = defined(overlay.union(outlines.map((o) => plane.metres(o))), 'a union of outlines');
    const detail = { others: others.map((e) => e.event_id), before: outlines[0], why: hand.why };
    await replaceOutline(tx, first, plane.lonLat(united), { action: 'mergedWith', detail, hand, judgeAgain });
    for (const other of others) {
      const [seq] = await appendHistory(tx, [
        {
          eventId: other.event_id,
          at: hand.at,
          who: hand.who,
          action: 'merged',
          detail: { into: first.event_id, why: hand.why },
        },
      ]);
      await tx
        .updateTable('events')
        .set({ status: 'merged', revision: seq ?? 0 })
        .where('event_id', '=', other.event_id)
        .execute();
      await tx
        .insertInto('lineage')
        .values({ parent_id: other.event_id, child_id: first.event_id, kind: 'merge', run_id: first.last_run })
        .onConflict((c) => c.columns(['parent_id', 'child_id', 'kind']).doNothing())
        .execute();
    }
    return first.event_id;
  });
}

/**
 * Enters leads that a person found, as they were judged, all or none; answers their ids. Numbers are the next ones of county and
 * period. What was entered before with this outline is answered again; ground of another lead is refused by REPORT_LEAD_KNOWN.
 */
export async function addLeads(db: RegisterDb, leads: readonly Lead[], hand: Hand): Promise<string[]> {
  const overlay = await loadOverlay();
  return inWriteTransaction(db, async (tx) => {
    const [fresh, ids]: [Lead[], string[]] = [[], []];
    for (const lead of leads) {
      const id = idOf(periodOf(lead.dateAfter), 'added', lead.geometryLonLat);
      ids.push(id);
      const known = await tx.selectFrom('events').select('event_id').where('event_id', '=', id).executeTakeFirst();
      if (known === undefined) fresh.push(lead);
    }
    const outlines = fresh.map((l) => l.geometryLonLat);
    const near = await eventsNear(tx, outlines);
    const [link] = linkShapes(
      outlines.map((geometryLonLat, i) => ({ id: String(i + 1), geometryLonLat })),
      near,
      overlay,
    );
    if (link !== undefined) throw leadKnown(link.patch, link.event, link.sharedM2);
    for (const lead of fresh) await addEvent(tx, lead, periodOf(lead.dateAfter), 'field', 'candidate', 'added', hand);
    return ids;
  });
}

const idOf = (period: string, action: string, outline: Areal): string =>
  `ev-${createHash('sha256')
    .update(canonicalJson([period, action, outline]))
    .digest('hex')
    .slice(0, 16)}`;

/** The event of an id or number, whose outline may be changed. REPORT_LEAD_UNKNOWN, REPORT_LEAD_STATE. */
async function drawable(tx: RegisterTransaction, key: string): Promise<RegisterTables['events']> {
  const event = await findEvent(tx, key);
  if (!DRAWABLE.has(event.status)) throw drawRefused(key, event.status, [...DRAWABLE]);
  return event;
}

function outlineFacts(outline: Areal): Pick<Lead, 'geometry' | 'geometryLonLat' | 'areaM2' | 'centroidLonLat'> {
  return {
    geometry: outline,
    geometryLonLat: outline,
    areaM2: geodesicAreaM2(outline),
    centroidLonLat: interiorPosition(outline),
  };
}

async function latestLead(tx: RegisterTransaction, event: RegisterTables['events']): Promise<Lead> {
  const row = await tx
    .selectFrom('patches')
    .select('lead')
    .where('event_id', '=', event.event_id)
    .where('period', '=', event.last_period)
    .where('run_id', '=', event.last_run)
    .executeTakeFirstOrThrow();
  return JSON.parse(row.lead) as Lead;
}

async function replaceOutline(
  tx: RegisterTransaction,
  event: RegisterTables['events'],
  outline: Areal,
  {
    action,
    detail,
    hand,
    judgeAgain,
  }: { action: string; detail: Record<string, unknown>; hand: Hand; judgeAgain: JudgeAgain },
): Promise<void> {
  const lead = await judgeAgain({ ...(await latestLead(tx, event)), ...outlineFacts(outline) }, tx);
  const [seq] = await appendHistory(tx, [{ eventId: event.event_id, at: hand.at, who: hand.who, action, detail }]);
  await tx
    .updateTable('events')
    .set({ geometry: canonicalJson(outline), area_m2: lead.areaM2, revision: seq ?? 0 })
    .where('event_id', '=', event.event_id)
    .execute();
  await tx
    .updateTable('patches')
    .set({ lead: canonicalJson(lead) })
    .where('patch_no', '=', lead.patchNo)
    .where('run_id', '=', event.last_run)
    .execute();
  await tx.deleteFrom('event_cells').where('event_id', '=', event.event_id).execute();
  await insertCells(tx, event.event_id, outline);
}

async function insertCells(tx: RegisterTransaction, eventId: string, outline: Areal): Promise<void> {
  for (const part of slices(cellsOf(outline).map((cell) => ({ cell, event_id: eventId }))))
    await tx
      .insertInto('event_cells')
      .values([...part])
      .execute();
}

async function addEvent(
  tx: RegisterTransaction,
  lead: Lead,
  period: string,
  runId: string,
  status: string,
  action: string,
  hand: Hand,
): Promise<string> {
  const county = lead.county?.code ?? '000000';
  const id = idOf(period, action, lead.geometryLonLat);
  const last = await tx
    .selectFrom('patches')
    .select((e) => e.fn.max('serial').as('serial'))
    .where('period', '=', period)
    .where('county', '=', county)
    .executeTakeFirst();
  // max of no row is null in both databases, whatever the type says.
  const serial = ((last?.serial as number | null | undefined) ?? 0) + 1;
  const patchNo = `${county}-${period}-${String(serial).padStart(4, '0')}`;
  const [seq] = await appendHistory(tx, [
    { eventId: id, at: hand.at, who: hand.who, action, detail: { patchNo, areaM2: toCm2(lead.areaM2), why: hand.why } },
  ]);
  await tx
    .insertInto('events')
    .values({
      event_id: id,
      county,
      first_period: period,
      last_period: period,
      last_run: runId,
      status,
      change: 'new',
      geometry: canonicalJson(lead.geometryLonLat),
      area_m2: lead.areaM2,
      prior_area_m2: null,
      revision: seq ?? 0,
    })
    .execute();
  await tx
    .insertInto('patches')
    .values({
      patch_no: patchNo,
      event_id: id,
      run_id: runId,
      county,
      period,
      serial,
      lead: canonicalJson({ ...lead, id, patchNo, change: 'new', status }),
    })
    .execute();
  await insertCells(tx, id, lead.geometryLonLat);
  return id;
}
