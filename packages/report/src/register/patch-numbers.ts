import type { Lead } from '@landscar/core';
import { slices, type RegisterTransaction } from './connect.js';
import type { Assignment } from './link-events.js';

/** Stands in patch numbers where a lead lies in no county. */
export const NO_COUNTY = '000000';

/** County, then north to south, then west to east: numbers do not depend on the order of detection. */
export function inNumberOrder(leads: readonly Lead[]): Lead[] {
  const county = (l: Lead): string => l.county?.code ?? NO_COUNTY;
  return [...leads].sort(
    (a, b) =>
      (county(a) < county(b) ? -1 : county(a) > county(b) ? 1 : 0) ||
      b.centroidLonLat[1] - a.centroidLonLat[1] ||
      a.centroidLonLat[0] - b.centroidLonLat[0] ||
      (a.id < b.id ? -1 : 1),
  );
}

/** `县码-期次-流水`. An event that has a number in this period keeps it; new ones go on after the last, so that none is used twice. */
export async function numberPatches(
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
