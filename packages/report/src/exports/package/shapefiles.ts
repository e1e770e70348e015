import { join } from 'node:path';
import { periodOf, type Lead } from '@landscar/core';
import { writeVector, type FieldValue } from '@landscar/geodata';
import { roundedAreal } from '../geojson.js';
import { cutText, type DbfEncoding } from '../profiles/cut-text.js';
import { countyCodeOf, FIELD_VALUES } from '../profiles/field-values.js';
import type { ExportProfile, HumanDecision } from '../profiles/profile.js';

/** What a shapefile could not hold, by field. */
export type TextLosses = Readonly<Record<string, { readonly cutValues: number; readonly replacedChars: number }>>;

/**
 * One shapefile a county and period in EPSG:4490, which differs from WGS-84 by less than a metre (domain 1.10).
 * Returns what had to be cut.
 */
export async function writeShapefiles(
  dir: string,
  leads: readonly Lead[],
  profile: ExportProfile,
  encoding: DbfEncoding,
  decisions: ReadonlyMap<string, HumanDecision>,
): Promise<TextLosses> {
  const losses: Record<string, { cutValues: number; replacedChars: number }> = {};
  const files = new Map<string, Lead[]>();
  for (const lead of leads) {
    const name = profile.fileName(countyCodeOf(lead), periodOf(lead.dateAfter));
    files.set(name, [...(files.get(name) ?? []), lead]);
  }
  for (const [name, group] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const features = group.map((lead) => {
      const context = { profile, decision: decisions.get(lead.id) };
      const properties: Record<string, FieldValue> = {};
      for (const field of profile.fields) {
        const value = FIELD_VALUES[field.source](lead, context);
        if (typeof value !== 'string') {
          properties[field.name] = value;
          continue;
        }
        const { text, cutChars, replacedChars } = cutText(value, field.width, encoding);
        properties[field.name] = text;
        if (cutChars === 0 && replacedChars === 0) continue;
        const loss = (losses[field.name] ??= { cutValues: 0, replacedChars: 0 });
        loss.cutValues += cutChars > 0 ? 1 : 0;
        loss.replacedChars += replacedChars;
      }
      return { geometry: roundedAreal(lead.geometryLonLat), properties };
    });
    const layer = { name, crs: 'EPSG:4490', fields: profile.fields, features, geometryType: 'Polygon' } as const;
    await writeVector(join(dir, `${name}.shp`), { driver: 'ESRI Shapefile', encoding, layers: [layer] });
  }
  return losses;
}
