import type { Areal, Geometry } from '@landscar/core';
import { cellsOf } from './cells.js';
import { slices, type RegisterTransaction } from './connect.js';
import type { Shape } from './link-events.js';

/** Outlines of the events in the cells that some geometries (EPSG:4326) meet, in order of their ids; merged ones are left out. */
export async function eventsNear(tx: RegisterTransaction, geometries: readonly Geometry[]): Promise<Shape[]> {
  const cells = [...new Set(geometries.flatMap(cellsOf))];
  const near = new Map<string, Shape>();
  for (const part of slices(cells)) {
    const rows = await tx
      .selectFrom('events')
      .select(['event_id', 'geometry'])
      .where('event_id', 'in', (q) => q.selectFrom('event_cells').select('event_id').where('cell', 'in', part))
      .where('status', '!=', 'merged')
      .execute();
    for (const row of rows)
      near.set(row.event_id, { id: row.event_id, geometryLonLat: JSON.parse(row.geometry) as Areal });
  }
  return [...near.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
