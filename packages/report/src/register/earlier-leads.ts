import { periodOf, type IsoDate, type Lead } from '@landscar/core';
import type { EarlierLead } from '../judge/project-facts.js';
import type { Determination } from '../lifecycle/moves.js';
import { projectOfPatch, slices, type RegisterDb } from './connect.js';

/** Told apart by what a person found: only those found against stand. */
const DECIDED = new Set(['determined', 'closed', 'archived']);
const LEFT = ['rejected', 'withdrawn', 'merged'];

/**
 * Leads of periods before that of `dateAfter` that say 疑似超出防治责任范围 of these projects and stand: under way, or found
 * against. Each event once, as its last period of those shows it. Cost follows the leads of the projects, not the register.
 * A run brings all leads of its own period along. What a person draws is judged alone: with `besides`, other events of its own period
 * count too; its own event ('' where it has none yet) only as earlier periods show it.
 */
export async function earlierLeads(
  db: RegisterDb,
  projectIds: readonly string[],
  dateAfter: IsoDate,
  besides?: string,
): Promise<EarlierLead[]> {
  const period = periodOf(dateAfter);
  const wanted = new Set(projectIds);
  const last = new Map<string, { readonly lead: Lead; readonly status: string }>();
  for (const part of slices([...wanted])) {
    const rows = await db
      .selectFrom('patches')
      .innerJoin('events', 'events.event_id', 'patches.event_id')
      .leftJoin('runs', 'runs.run_id', 'patches.run_id')
      .select(['patches.event_id', 'patches.lead', 'events.status'])
      .where('patches.event_id', 'in', (q) =>
        q.selectFrom('patches').select('event_id').where(projectOfPatch(db), 'in', part),
      )
      .where((e) => {
        const before = e('patches.period', '<', period);
        if (besides === undefined) return before;
        return e.or([before, e.and([e('patches.period', '=', period), e('patches.event_id', '!=', besides)])]);
      })
      .where('events.status', 'not in', LEFT)
      .orderBy('patches.period')
      .orderBy('runs.number')
      .execute();
    for (const { event_id, lead, status } of rows) last.set(event_id, { lead: JSON.parse(lead) as Lead, status });
  }
  const beyond = [...last].filter(
    ([, { lead }]) => lead.category === 'suspectedBeyondExtent' && wanted.has(lead.project?.id ?? ''),
  );
  const decided = beyond.flatMap(([eventId, { status }]) => (DECIDED.has(status) ? [eventId] : []));
  const against = await foundAgainst(db, decided);
  return beyond
    .filter(([eventId, { status }]) => !DECIDED.has(status) || against.has(eventId))
    .map(([eventId, { lead }]) => ({
      eventId,
      projectId: lead.project?.id ?? '',
      geometryLonLat: lead.geometryLonLat,
    }))
    .sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
}

/** Which of these events a person last determined to be against the rules. */
async function foundAgainst(db: RegisterDb, eventIds: readonly string[]): Promise<Set<string>> {
  const against = new Set<string>();
  for (const part of slices(eventIds)) {
    const rows = await db
      .selectFrom('history')
      .select(['event_id', 'detail'])
      .where('event_id', 'in', part)
      .where('action', '=', 'moved')
      .orderBy('seq')
      .execute();
    for (const { event_id, detail } of rows) {
      const { to, determination } = JSON.parse(detail) as { to?: string; determination?: Determination };
      if (to !== 'determined') continue;
      if (determination === 'violation') against.add(event_id);
      else against.delete(event_id);
    }
  }
  return against;
}
