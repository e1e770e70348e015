import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { geodesicAreaM2, type IsoDate } from '@landscar/core';
import { hashFile, loadOverlay, readVector, writeVector, type Overlay } from '@landscar/geodata';
import { localMetric, planarAreaM2 } from '../match/local-metric.js';
import { FileProblems } from './file-problems.js';
import { middleOf } from './make-outline.js';
import { defaultReadContext, readFootprintFile, type FileReading, type ReadContext } from './read-footprint-file.js';
import { contentOf, rowOf, STORE_FIELDS, type StoreRow } from './store-rows.js';
import { checkStatedArea } from './stated-area.js';
import type { Footprint, FootprintProblem, FootprintSource } from './types.js';

export interface ImportFootprintsCall {
  readonly sources: readonly FootprintSource[];
  /** GeoPackage of all versions; made where it is not there. */
  readonly store: string;
  readonly who: string;
  readonly at: string;
  /** First day of a changed outline, where its record has no later approval date. */
  readonly from?: IsoDate;
  readonly context?: Partial<ReadContext>;
}

export interface ImportedFootprints {
  /** Projects, by what became of them. */
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly same: readonly string[];
  /** Features that did not go in; `problems` says why. */
  readonly left: number;
  readonly problems: readonly FootprintProblem[];
  /** Columns of each file, for a mapping that is to be remembered. */
  readonly columns: readonly (readonly string[])[];
}

/**
 * Takes footprints over into the store of a site. A changed outline becomes a new version and ends the one before; what has an
 * error is left out and named, the rest goes in. The store is written whole, or not at all.
 */
export async function importFootprints(call: ImportFootprintsCall): Promise<ImportedFootprints> {
  const context: ReadContext = { ...defaultReadContext, ...call.context };
  const old = existsSync(call.store) ? (await readVector(call.store)).features : [];
  const rows: StoreRow[] = old.map(({ geometry, properties }) => ({ geometry, properties }));
  const [added, changed, same]: [string[], string[], string[]] = [[], [], []];
  const problems: FootprintProblem[] = [];
  const columns: (readonly string[])[] = [];
  const reports: FileProblems[] = [];
  const groups = new Map<string, Incoming[]>();
  let left = 0;
  for (const source of call.sources) {
    const reading = await readFootprintFile(source, context);
    const found = new FileProblems(source.file, context.lang);
    columns.push(reading.columns);
    const label = `${basename(source.file)} ${(await hashFile(source.file)).slice(0, 12)}`;
    left += group(reading, { label, found }, groups);
    problems.push(...reading.problems);
    reports.push(found);
  }
  const overlay = await loadOverlay();
  // One project may come in several files: one for each zone of a seam.
  for (const [id, incoming] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const outcome = settle(rows, id, incoming, call, overlay);
    if (outcome === 'left') left += incoming.length;
    else ({ added, changed, same })[outcome].push(id);
  }
  problems.push(...reports.flatMap((r) => r.list));
  if (added.length + changed.length > 0) {
    await writeVector(call.store, {
      driver: 'GPKG',
      layers: [{ name: 'footprints', crs: 'EPSG:4326', fields: STORE_FIELDS, features: rows }],
    });
  }
  return { added, changed, same, left, problems, columns };
}

/** A footprint on its way in, with the file that it came from. */
interface Incoming {
  readonly footprint: Footprint;
  readonly label: string;
  readonly found: FileProblems;
}

/** Puts the footprints of a file without errors with their projects; two names under one number are no project. Answers how many are left out. */
function group(
  { footprints, features, problems }: FileReading,
  origin: Omit<Incoming, 'footprint'>,
  groups: Map<string, Incoming[]>,
): number {
  const errors = problems.filter((p) => p.severity === 'error');
  if (errors.some((p) => p.feature === null)) return features.length;
  const bad = new Set(errors.map((p) => p.feature));
  let kept = 0;
  for (const footprint of footprints) {
    const { id, name } = footprint.project;
    if (bad.has(numberOf(footprint))) continue;
    const others = groups.get(id) ?? [];
    const [first] = others;
    if (first !== undefined && first.footprint.project.name !== name) {
      const other = numberOf(first.footprint);
      origin.found.add('DUPLICATE_PROJECT_NUMBER', 'error', numberOf(footprint), { number: id, other });
      continue;
    }
    groups.set(id, [...others, { footprint, ...origin }]);
    kept += 1;
  }
  return features.length - kept;
}

function settle(
  rows: StoreRow[],
  id: string,
  incoming: readonly Incoming[],
  call: Pick<ImportFootprintsCall, 'who' | 'at' | 'from'>,
  overlay: Overlay,
): 'added' | 'changed' | 'same' | 'left' {
  const versionOf = (row: StoreRow): number => Number(row.properties['VERSION'] ?? 1);
  const known = rows.filter((row) => row.properties['PRID'] === id);
  const last = known.reduce((most, row) => Math.max(most, versionOf(row)), 0);
  const make = (list: readonly Incoming[], version: number, from: IsoDate | null): StoreRow[] =>
    list.map(({ footprint, label: source }) =>
      rowOf(footprint, { ...call, source, version }, from ?? footprint.validFrom),
    );
  if (known.length === 0) {
    rows.push(...make(incoming, 1, null));
    return 'added';
  }
  const present = known.filter((row) => versionOf(row) === last);
  const [first] = incoming;
  const name = String(present[0]?.properties['PRNM'] ?? '');
  if (first !== undefined && name !== first.footprint.project.name) {
    first.found.add('NUMBER_TAKEN', 'error', numberOf(first.footprint), { number: id, name });
    return 'left';
  }
  const outlined = present.filter((row) => row.geometry !== null);
  const isList = ({ footprint: f }: Incoming): boolean => f.kind === 'list' && f.geometryLonLat === null;
  if (outlined.length > 0 && incoming.every(isList)) {
    for (const one of incoming) compareWithOutline(one, outlined);
    return 'same';
  }
  const contents = new Set(present.map(contentOf));
  const fresh = incoming.filter((i) => make([i], last, null).some((row) => !contents.has(contentOf(row))));
  if (fresh.length === 0) return 'same';
  if (fresh.every((i) => isAnotherPiece(i.footprint, present, overlay))) {
    rows.push(...make(fresh, last, null));
    return 'added';
  }
  const start = latest(present.map((row) => row.properties['VALIDFROM']));
  const own = latest(incoming.map((i) => i.footprint.validFrom));
  // An outline for a project that was only listed is no change of the approval.
  const drawn = outlined.length === 0 && !incoming.some(isList);
  const from =
    call.from ?? (own !== null && (start === null || own > start || drawn) ? own : drawn ? call.at.slice(0, 10) : null);
  if (from === null) {
    const [one] = fresh;
    one?.found.add('CHANGE_UNDATED', 'error', numberOf(one.footprint), { name, from: start ?? '—' });
    return 'left';
  }
  const end = dayBefore(from);
  for (const row of present) {
    const till = row.properties['VALIDTO'];
    const ended = typeof till === 'string' && till < end ? till : end;
    rows[rows.indexOf(row)] = { ...row, properties: { ...row.properties, VALIDTO: ended } };
  }
  rows.push(...make(incoming, last + 1, from));
  return 'changed';
}

/** The row of a ledger for a project that is drawn already: the outline stays, and the stated area is held against it. */
function compareWithOutline({ footprint: f, found }: Incoming, outlined: readonly StoreRow[]): void {
  found.add('LIST_HAS_OUTLINE', 'warning', numberOf(f), { name: f.project.name });
  const statedHa = f.statedAreaM2 === null ? null : f.statedAreaM2 / 10_000;
  const areaM2 = outlined.reduce(
    (sum, { geometry: g }) => sum + (g?.type === 'Polygon' || g?.type === 'MultiPolygon' ? geodesicAreaM2(g) : 0),
    0,
  );
  checkStatedArea(statedHa, areaM2, numberOf(f), found);
}

/** Overlaps below this are drawing accuracy. */
const MIN_OVERLAP_M2 = 10;

/** Of the same approval as what is there, and beside it: the other half of a project that was cut at a seam. */
function isAnotherPiece(f: Footprint, present: readonly StoreRow[], overlay: Overlay): boolean {
  const outline = f.geometryLonLat;
  if (outline === null) return false;
  const plane = localMetric(middleOf(outline));
  return present.every(({ geometry, properties: p }) => {
    if (p['SADT'] !== f.approvalDate || p['RPNUM'] !== f.project.approvalNumber) return false;
    if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') return false;
    const shared = overlay.intersect(plane.metres(outline), plane.metres(geometry));
    return shared === null || planarAreaM2(shared) < MIN_OVERLAP_M2;
  });
}

const numberOf = (f: Footprint): number => Number(f.id.slice(f.id.lastIndexOf('#') + 1));

const latest = (dates: readonly unknown[]): IsoDate | null =>
  dates
    .filter((d): d is string => typeof d === 'string')
    .sort()
    .at(-1) ?? null;

const dayBefore = (date: IsoDate): IsoDate =>
  new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
