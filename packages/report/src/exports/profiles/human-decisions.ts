import type { Lead } from '@landscar/core';
import type { Register } from '../../register/register.js';
import { standingDecisions } from '../../register/standing-decisions.js';
import type { HumanDecision } from './profile.js';

/** What people determined of the leads of a run, from the history; a determination made on another run's outline does not count. */
export async function humanDecisions(
  register: Register,
  leads: readonly Lead[],
  runId: string,
): Promise<HumanDecision[]> {
  const byId = new Map(leads.map((lead) => [lead.id, lead]));
  return (await standingDecisions(register.db)).flatMap(({ eventId, kind, runId: of, determination, entry }) => {
    const lead = byId.get(eventId);
    if (lead === undefined || kind !== 'determined' || of !== runId) return [];
    const category = lead.tags.includes('suspectedDumping') ? 'suspectedDumping' : lead.category;
    const confirmed = determination === 'violation';
    return [{ leadId: eventId, category, confirmed, at: entry.at, basis: `#${entry.entry} ${entry.hash}` }];
  });
}
