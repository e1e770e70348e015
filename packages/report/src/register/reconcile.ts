import { canonicalJson, type Areal } from '@landscar/core';
import { loadOverlay, readVector, type Overlay } from '@landscar/geodata';
import { layerGeometry, layerWithoutCrs } from '../errors.js';
import type { ExpectedArea } from '../footprints/crs-reading.js';
import { FileProblems } from '../footprints/file-problems.js';
import { crsOfLayer, toWgs84 } from '../footprints/layer-crs.js';
import { middleOf } from '../footprints/make-outline.js';
import { onEarth } from '../footprints/on-earth.js';
import type { FootprintProblem } from '../footprints/types.js';
import { localMetric } from '../match/local-metric.js';
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
  /** Features that did not go in: no polygon, no system found, or not in degrees although the file says so. */
  readonly left: readonly number[];
  /** The system that the file was read in, and why; several joined by `, `. */
  readonly crs: string;
  readonly crsReason: string;
  /** What was noticed about the system of the file. */
  readonly problems: readonly FootprintProblem[];
}

export interface ReconcileOptions {
  readonly batch: string;
  readonly who: string;
  readonly at: string;
  readonly numberField?: string;
  /** System where the file states none, or a wrong one. */
  readonly crs?: string;
  /** Where the patches are expected: without it a system that is not stated cannot be found. */
  readonly area?: ExpectedArea | null;
  /** Of the reasons and problems. */
  readonly lang?: 'zh' | 'en';
}

/**
 * Imports a file of 下发 patches and matches them with the events of the register by overlap. Numbers come from QDNM or
 * `numberField`. A system that the file does not state is read from the coordinates as with footprints; REPORT_LAYER_CRS where
 * none fits, or two do.
 */
export async function reconcileIssued(
  db: RegisterDb,
  file: string,
  options: ReconcileOptions,
): Promise<Reconciliation> {
  const layer = await readVector(file);
  const problems = new FileProblems(file, options.lang ?? 'zh');
  const fileCrs = await crsOfLayer(layer, options.crs, options.area ?? null, problems);
  if (fileCrs.crs === null && layer.features.some((f) => f.geometry !== null))
    throw layerWithoutCrs(file, fileCrs.reason);
  const names = layer.fields.map((f) => f.name);
  const field = [options.numberField, 'QDNM', '图斑编号', 'TBID', 'spot_tbid'].find(
    (n) => n !== undefined && names.includes(n),
  );
  const overlay = await loadOverlay();
  const issued: Issued[] = [];
  const left: number[] = [];
  const taken = new Set<string>();
  for (const { number, geometry, properties } of layer.features) {
    const areal = geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon';
    const crs = fileCrs.of.get(number);
    const landed = areal && crs !== undefined ? await toWgs84(geometry, crs) : null;
    const outline = landed === null ? null : validOutline(landed, overlay);
    if (outline === null) {
      left.push(number);
      continue;
    }
    const own = field === undefined ? null : properties[field];
    const name = own === null || own === undefined || own === '' ? `#${number}` : String(own);
    // A number that stands twice names two patches: both go in, the second with its feature.
    const id = `${options.batch}/${taken.has(name) ? `${name}#${number}` : name}`;
    taken.add(name);
    issued.push({ id, geometryLonLat: outline, attributes: properties });
  }
  if (issued.length === 0) throw layerGeometry(file, 'no polygon', 'polygons of patches');
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
      left,
      crs: fileCrs.crs ?? '',
      crsReason: fileCrs.reason,
      problems: problems.list,
    };
  });
}

interface Issued {
  readonly id: string;
  readonly geometryLonLat: Areal;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Others' outlines are taken as they are; where rings cross themselves, the ground that they go round. */
function validOutline(outline: Areal, overlay: Overlay): Areal | null {
  if (!onEarth(outline)) return null;
  const plane = localMetric(middleOf(outline));
  const metres = plane.metres(outline);
  if (overlay.isValid(metres)) return outline;
  const made = overlay.makeValid(metres);
  return made === null ? null : plane.lonLat(made);
}
