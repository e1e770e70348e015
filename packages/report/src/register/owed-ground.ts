import { canonicalJson, geodesicAreaM2, polygonsOf, type Areal, type IsoDate, type Polygon } from '@landscar/core';
import { loadOverlay, type Overlay } from '@landscar/geodata';
import type { RegisterTransaction } from './connect.js';

/** Ground that a run was to look at, EPSG:4326: what both dates show clearly, and what one of them hides (欠账区). */
export interface LookedGround {
  readonly seen: Areal | null;
  readonly hidden: Areal | null;
}

/** Ground that no run has seen since the after date `since`. */
export interface OwedPart {
  readonly since: IsoDate;
  readonly geometryLonLat: Areal;
  readonly areaM2: number;
}

export interface OwedGround {
  /** Still owed after the run, the oldest first. */
  readonly parts: readonly OwedPart[];
  /** Of what was owed before, seen in this run. */
  readonly seenM2: number;
}

/** Smaller pieces lie between two outlines of the same edge; a pixel of 10 m. */
const LEAST_M2 = 100;

/**
 * Carries unobserved ground on: what the run before still owed and this one did not see keeps its date, what is hidden now
 * for the first time gets this run's. Only earlier after dates count as before, so a run again finds the same.
 */
export async function carryOwed(
  tx: RegisterTransaction,
  run: { readonly runId: string; readonly dateAfter: IsoDate; readonly ground: LookedGround },
): Promise<OwedGround> {
  const overlay = await loadOverlay();
  const { seen, hidden } = run.ground;
  const before = await owedBefore(tx, run.dateAfter);
  const parts = before.flatMap((part) =>
    toPart(part.since, seen === null ? part.geometryLonLat : overlay.difference(part.geometryLonLat, seen)),
  );
  const old = overlay.union(parts.map((p) => p.geometryLonLat));
  const fresh = hidden === null || old === null ? hidden : overlay.difference(hidden, old);
  parts.push(...toPart(run.dateAfter, fresh));
  const rows = parts.map((p) => ({
    run_id: run.runId,
    since: p.since,
    geometry: canonicalJson(p.geometryLonLat),
  }));
  if (rows.length > 0) await tx.insertInto('owed_ground').values(rows).execute();
  return { parts, seenM2: seenOf(before, parts, overlay) };
}

/** What a recorded run still owed, and what it had seen of the debt before it. */
export async function owedAfter(tx: RegisterTransaction, runId: string, dateAfter: IsoDate): Promise<OwedGround> {
  const parts = await owedOf(tx, runId);
  return { parts, seenM2: seenOf(await owedBefore(tx, dateAfter), parts, await loadOverlay()) };
}

async function owedBefore(tx: RegisterTransaction, dateAfter: IsoDate): Promise<OwedPart[]> {
  const last = await tx
    .selectFrom('runs')
    .select('run_id')
    .where('date_after', '<', dateAfter)
    .orderBy('date_after', 'desc')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last === undefined ? [] : owedOf(tx, last.run_id);
}

async function owedOf(tx: RegisterTransaction, runId: string): Promise<OwedPart[]> {
  const rows = await tx.selectFrom('owed_ground').selectAll().where('run_id', '=', runId).orderBy('since').execute();
  return rows.flatMap((row) => toPart(row.since, JSON.parse(row.geometry) as Areal));
}

function toPart(since: IsoDate, ground: Areal | null): OwedPart[] {
  if (ground === null) return [];
  const coordinates = polygonsOf(ground)
    .map((rings) => rings.map((ring) => [...ring]))
    .filter((rings) => geodesicAreaM2({ type: 'Polygon', coordinates: rings } satisfies Polygon) >= LEAST_M2);
  if (coordinates.length === 0) return [];
  const geometryLonLat: Areal = { type: 'MultiPolygon', coordinates };
  return [{ since, geometryLonLat, areaM2: geodesicAreaM2(geometryLonLat) }];
}

function seenOf(before: readonly OwedPart[], after: readonly OwedPart[], overlay: Overlay): number {
  const still = overlay.union(after.map((p) => p.geometryLonLat));
  let seenM2 = 0;
  for (const { geometryLonLat } of before) {
    const gone = still === null ? geometryLonLat : overlay.difference(geometryLonLat, still);
    for (const part of toPart('', gone)) seenM2 += part.areaM2;
  }
  return seenM2;
}
