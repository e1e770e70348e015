import { canonicalJson, type Areal } from '@landscar/core';
import { createTransform, loadOverlay, readVector } from '@landscar/geodata';
import { layerGeometry, layerWithoutCrs } from '../errors.js';
import { inWriteTransaction, slices, type RegisterDb } from './connect.js';
import { appendHistory } from './history-chain.js';
import { eventsNear } from './events-near.js';
import { linkShapes } from './link-events.js';

/** How patches sent down by ministry or province (下发) lie to our own. */
export interface Reconciliation {
  readonly batch: string;
  /** Pairs that share ground; one patch may meet several. */
  readonly matched: readonly { readonly issuedNo: string; readonly eventId: string; readonly sharedM2: number }[];
  /** Sent down, not found by us. */
  readonly onlyIssued: readonly string[];
  /** Ours within the box of the batch, not sent down. */
  readonly onlyOwn: readonly string[];
  readonly already: number;
}

/** Imports a file of 下发 patches and matches them with the events of the register by overlap. Numbers come from QDNM or `numberField`. */
export async function reconcileIssued(
  db: RegisterDb,
  file: string,
  options: { readonly batch: string; readonly who: string; readonly at: string; readonly numberField?: string },
): Promise<Reconciliation> {
  const layer = await readVector(file);
  if (layer.crs === null) throw layerWithoutCrs(file);
  const toLonLat = await createTransform(layer.crs, 'EPSG:4326');
  const names = layer.fields.map((f) => f.name);
  const field = [options.numberField, 'QDNM', '图斑编号', 'TBID', 'spot_tbid'].find(
    (n) => n !== undefined && names.includes(n),
  );
  const issued = layer.features.flatMap((f) => {
    if (f.geometry?.type !== 'Polygon' && f.geometry?.type !== 'MultiPolygon') return [];
    const own = field === undefined ? null : f.properties[field];
    return [
      {
        id: `${options.batch}/${String(own ?? `#${f.number}`)}`,
        geometryLonLat: toLonLat.geometry<Areal>(f.geometry),
        attributes: f.properties,
      },
    ];
  });
  if (issued.length === 0) throw layerGeometry(file, 'no polygon', 'polygons of patches');
  const overlay = await loadOverlay();
  return inWriteTransaction(db, async (tx) => {
    const events = await eventsNear(
      tx,
      issued.map((i) => i.geometryLonLat),
    );
    const links = linkShapes(issued, events, overlay, 0.1);
    const known = new Set<string>();
    for (const part of slices(issued.map((i) => i.id))) {
      const rows = await tx.selectFrom('issued').select('issued_no').where('issued_no', 'in', part).execute();
      for (const row of rows) known.add(row.issued_no);
    }
    const fresh = issued.filter((i) => !known.has(i.id));
    const rows = fresh.map((i) => ({
      issued_no: i.id,
      batch: options.batch,
      geometry: canonicalJson(i.geometryLonLat),
      attributes: canonicalJson(i.attributes),
    }));
    for (const part of slices(rows))
      await tx
        .insertInto('issued')
        .values([...part])
        .execute();
    const freshLinks = links.filter((l) => !known.has(l.patch));
    await appendHistory(
      tx,
      freshLinks.map((l) => ({
        eventId: l.event,
        at: options.at,
        who: options.who,
        action: 'issuedMatch',
        detail: { issued: l.patch, sharedM2: Math.round(l.sharedM2 * 100) / 100 },
      })),
    );
    const [met, ours] = [new Set(links.map((l) => l.patch)), new Set(links.map((l) => l.event))];
    return {
      batch: options.batch,
      matched: links.map((l) => ({ issuedNo: l.patch, eventId: l.event, sharedM2: l.sharedM2 })),
      onlyIssued: issued
        .filter((i) => !met.has(i.id))
        .map((i) => i.id)
        .sort(),
      onlyOwn: events.filter((e) => !ours.has(e.id)).map((e) => e.id),
      already: known.size,
    };
  });
}
