import { canonicalJson, type Areal, type Lead, type LeadTag, type Reason } from '@landscar/core';
import { reason } from '../rules/reason.js';
import { slices, type RegisterDb, type RegisterTransaction } from './connect.js';
import { appendHistory } from './history-chain.js';

/** A lead whose ground must have been restored: 整改核查, or 销号 in the last period after that. */
export interface RectifiedLead {
  readonly eventId: string;
  readonly outlineLonLat: Areal;
  /** Bare-soil index when it was found; null where it was not measured. */
  readonly bareSoilFound: number | null;
}

/** What the after date shows there. Means over clear pixels; indices -1..1, shares 0..1. */
export interface RectifiedGround {
  readonly eventId: string;
  readonly validShare: number;
  readonly ndvi: number;
  readonly bareSoil: number;
  /** NDVI of the ground around it on the same date: the season's green. */
  readonly ndviAround: number;
}

export type RectificationResult = 'restored' | 'notRestored' | 'suspectedNetting';

/** Ours ([PROPOSED]); no standard gives such numbers. */
const LIMITS = { minValidShare: 0.5, greenRatio: 0.7, greenNdvi: 0.5, bareDrop: 0.1 } as const;

/**
 * Green as its surroundings: restored. Bare soil as when it was found: 未恢复. Neither green nor bare soil any more: 待核, it
 * may be covered by dust netting (domain 1.3, N15). Null where too little was seen. All are clues for a person.
 */
export function rectificationResult(
  ground: RectifiedGround,
  found: Pick<RectifiedLead, 'bareSoilFound'>,
): RectificationResult | null {
  if (ground.validShare < LIMITS.minValidShare) return null;
  if (ground.ndvi >= LIMITS.greenNdvi || ground.ndvi >= LIMITS.greenRatio * ground.ndviAround) return 'restored';
  const stillBare = ground.bareSoil >= (found.bareSoilFound ?? 0) - LIMITS.bareDrop;
  return stillBare ? 'notRestored' : 'suspectedNetting';
}

/** The leads to look at again in a run. Cost follows their number, not the size of the register. */
export async function rectifiedLeads(db: RegisterDb | RegisterTransaction): Promise<RectifiedLead[]> {
  const last = await db.selectFrom('runs').select('period').orderBy('period', 'desc').limit(1).executeTakeFirst();
  const withPatch = db
    .selectFrom('events')
    .innerJoin('patches', (join) =>
      join
        .onRef('patches.event_id', '=', 'events.event_id')
        .onRef('patches.period', '=', 'events.last_period')
        .onRef('patches.run_id', '=', 'events.last_run'),
    )
    .select(['events.event_id', 'events.geometry', 'events.status', 'patches.lead']);
  // Two questions, not one with `or`: each has its index.
  const rows = [
    ...(await withPatch.where('events.status', '=', 'rectifying').execute()),
    ...(await withPatch
      .where('events.status', '=', 'closed')
      .where('events.last_period', '=', last?.period ?? '')
      .execute()),
  ].sort((a, b) => (a.event_id < b.event_id ? -1 : 1));
  const closed = rows.filter((r) => r.status === 'closed').map((r) => r.event_id);
  const rectified = new Set<string>();
  for (const part of slices(closed)) {
    const moves = await db
      .selectFrom('history')
      .select(['event_id', 'detail'])
      .where('event_id', 'in', part)
      .where('action', '=', 'moved')
      .execute();
    for (const { event_id, detail } of moves)
      if ((JSON.parse(detail) as { to?: string }).to === 'rectifying') rectified.add(event_id);
  }
  return rows
    .filter((r) => r.status === 'rectifying' || rectified.has(r.event_id))
    .map((r) => ({
      eventId: r.event_id,
      outlineLonLat: JSON.parse(r.geometry) as Areal,
      bareSoilFound: (JSON.parse(r.lead) as Lead).detection.bareSoilAfter,
    }));
}

/** Enters what was seen of rectified leads: history, tag and reason on the lead. Answers the ids by result. */
export async function writeRectification(
  tx: RegisterTransaction,
  runId: string,
  grounds: readonly RectifiedGround[],
  rectified: readonly RectifiedLead[],
): Promise<Record<RectificationResult, string[]>> {
  const results: Record<RectificationResult, string[]> = { restored: [], notRestored: [], suspectedNetting: [] };
  const leads = new Map(rectified.map((l) => [l.eventId, l]));
  for (const ground of [...grounds].sort((a, b) => (a.eventId < b.eventId ? -1 : 1))) {
    const lead = leads.get(ground.eventId);
    const result = lead === undefined ? null : rectificationResult(ground, lead);
    if (result === null) continue;
    results[result].push(ground.eventId);
    const { eventId, ...measured } = ground;
    const detail = { result, ...measured };
    const [seq] = await appendHistory(tx, [
      { eventId, at: `run ${runId}`, who: 'landscar', action: 'rectificationCheck', detail },
    ]);
    await tx
      .updateTable('events')
      .set({ revision: seq ?? 0 })
      .where('event_id', '=', eventId)
      .execute();
    await markLead(tx, ground, result);
  }
  return results;
}

async function markLead(
  tx: RegisterTransaction,
  { eventId, ndvi, ndviAround }: RectifiedGround,
  result: RectificationResult,
): Promise<void> {
  const row = await tx
    .selectFrom('patches')
    .innerJoin('events', (join) =>
      join
        .onRef('patches.event_id', '=', 'events.event_id')
        .onRef('patches.period', '=', 'events.last_period')
        .onRef('patches.run_id', '=', 'events.last_run'),
    )
    .select(['patches.patch_no', 'patches.run_id', 'patches.lead'])
    .where('patches.event_id', '=', eventId)
    .executeTakeFirst();
  if (row === undefined) return;
  const lead = JSON.parse(row.lead) as Lead;
  const mark = (r: Reason): boolean => r.key === 'rule.notRestored' || r.key === 'rule.suspectedNetting';
  const tags: LeadTag[] = lead.tags.filter((t) => t !== 'notRestored' && t !== 'suspectedNetting');
  const reasons = lead.reasons.filter((r) => !mark(r));
  if (result !== 'restored') {
    tags.push(result);
    reasons.push(reason(`rule.${result}`, { ndvi, ndviAround }));
  }
  await tx
    .updateTable('patches')
    .set({ lead: canonicalJson({ ...lead, tags, reasons }) })
    .where('patch_no', '=', row.patch_no)
    .where('run_id', '=', row.run_id)
    .execute();
}
