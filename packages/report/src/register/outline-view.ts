import { sql } from 'kysely';
import type { RegisterDb } from './connect.js';

/**
 * In a database with the PostGIS extension: `lead_outlines`, a view with a geometry (EPSG:4326) that QGIS opens as a layer and
 * that follows the register by itself. Nothing of ours reads it, and without the extension there is none.
 */
export async function makeOutlineView(db: RegisterDb): Promise<void> {
  const { rows } = await sql<{ there: boolean; possible: boolean }>`select
    to_regclass('lead_outlines') is not null as there,
    exists (select from pg_extension where extname = 'postgis') as possible`.execute(db);
  const [state] = rows;
  if (state === undefined || state.there || !state.possible) return;
  try {
    await sql`create view lead_outlines as
      select e.event_id, p.patch_no, e.county, e.last_period as period, e.status, e.change, e.area_m2,
        p.lead::json ->> 'category' as category,
        p.lead::json -> 'project' ->> 'name' as project,
        (p.lead::json ->> 'priority')::integer as priority,
        ST_SetSRID(ST_GeomFromGeoJSON(e.geometry), 4326)::geometry(Geometry, 4326) as outline
      from events e
      join patches p on p.event_id = e.event_id and p.period = e.last_period and p.run_id = e.last_run
      where e.status <> 'merged'`.execute(db);
  } catch {
    // No right to make views, or another process made it just now: the register works without it.
  }
}

/** A view stands in the way of changes to its tables; it is made anew after them. */
export const dropOutlineView = async (db: RegisterDb): Promise<void> => {
  await sql`drop view if exists lead_outlines`.execute(db);
};
