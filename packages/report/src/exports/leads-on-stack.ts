import { canonicalJson, type Lead } from '@landscar/core';
import { createTransform } from '@landscar/geodata';

/**
 * Leads as they are drawn on a stack of this CRS. An outline that a person drew is kept in longitude and latitude alone, as
 * `geometry` too: taken for positions in the stack's CRS, it would lie far away from every picture.
 */
export async function leadsOnStack(leads: readonly Lead[], crs: string): Promise<Lead[]> {
  const toStack = await createTransform('EPSG:4326', crs);
  return leads.map((lead) =>
    canonicalJson(lead.geometry) === canonicalJson(lead.geometryLonLat)
      ? { ...lead, geometry: toStack.geometry(lead.geometryLonLat) }
      : lead,
  );
}
