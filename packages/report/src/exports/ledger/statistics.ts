import { LEAD_CATEGORIES, m2ToHa, m2ToMu, type Lead } from '@landscar/core';
import { rounded } from '../lead-properties.js';

/** A group of leads with its sums. */
export interface Group {
  readonly code: string;
  readonly name: string;
  readonly leads: readonly Lead[];
  readonly areaHa: number;
  readonly areaMu: number;
}

/** Groups by a key, in the order of the keys' code points; a lead may be in several groups or in none. */
export function groupsOf(
  leads: readonly Lead[],
  keysOf: (lead: Lead) => readonly { code: string; name: string }[],
): Group[] {
  const groups = new Map<string, { name: string; leads: Lead[] }>();
  for (const lead of leads) {
    for (const { code, name } of keysOf(lead)) {
      const group = groups.get(code) ?? { name, leads: [] };
      // A road in two pieces is one road: each lead counts once.
      if (group.leads.at(-1) !== lead) group.leads.push(lead);
      groups.set(code, group);
    }
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, g]) => groupOf(code, g.name, g.leads));
}

/** All categories in their fixed order, also those without a lead. */
export const categoryGroups = (leads: readonly Lead[]): Group[] =>
  LEAD_CATEGORIES.map((code) =>
    groupOf(
      code,
      code,
      leads.filter((l) => l.category === code),
    ),
  );

function groupOf(code: string, name: string, leads: readonly Lead[]): Group {
  const areaM2 = leads.reduce((sum, lead) => sum + lead.areaM2, 0);
  return { code, name, leads, areaHa: rounded(m2ToHa(areaM2), 4), areaMu: rounded(m2ToMu(areaM2), 2) };
}
