import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { canonicalJson, type IsoDate } from '@landscar/core';
import { readVector, writeWhole } from '@landscar/geodata';
import {
  checkFootprints,
  expectedAreaOf,
  importFootprints,
  loadCounties,
  type ExpectedArea,
  type FootprintCheck,
  type FootprintSource,
  type ImportedFootprints,
} from '@landscar/report';
import { parseDocument } from 'yaml';
import { readSite, type Site } from './config/read-site.js';
import { siteSources } from './config/site-sources.js';

/** Where the versions of a site's approved footprints are kept, and how columns were named before. */
const STORE = 'footprints/approved.gpkg';
const COLUMNS = 'footprints/columns.json';

export interface FootprintFlags {
  readonly files: readonly string[];
  readonly lang: 'zh' | 'en';
  readonly crs?: string | undefined;
  readonly datum?: 'wgs84' | 'gcj02' | undefined;
  readonly kind?: FootprintSource['kind'] | undefined;
  /** Layer or sheet, where a file has several. */
  readonly layer?: string | undefined;
  /** Our field name to the file's. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
}

export interface ImportCall extends FootprintFlags {
  readonly site: string;
  readonly who: string;
  readonly at: string;
  readonly from?: IsoDate | undefined;
  readonly repair: boolean;
}

/** Checks files against each other, and against the counties of a site where one is named. Changes nothing. */
export async function checkFootprintFiles(
  call: FootprintFlags & { readonly site?: string | undefined; readonly on: IsoDate },
): Promise<FootprintCheck[]> {
  const area = call.site === undefined ? undefined : await expectedPlace(call.site);
  const sources = call.files.map((file) => sourceOf(file, call));
  return checkFootprints(sources, { lang: call.lang, on: call.on, ...(area !== undefined && { area }) });
}

/** Takes files over into `footprints/approved.gpkg` of the site, and names that in landscar.yaml where it is not there. */
export async function importFootprintFiles(
  call: ImportCall,
): Promise<ImportedFootprints & { readonly store: string; readonly addedToSite: boolean }> {
  const site = readSite(call.site);
  const store = join(site.folder, STORE);
  const remembered = readColumns(site);
  const sources: FootprintSource[] = [];
  for (const file of call.files.map((f) => resolve(f))) {
    const known = call.fields ?? remembered[await columnsKey(sourceOf(file, call))];
    const listed = siteSources(site).footprints.find((s) => resolve(s.file) === file);
    const told = sourceOf(file, { ...call, ...(known !== undefined && { fields: known }) });
    sources.push({ ...listed, ...told });
  }
  const area = await expectedPlace(site);
  const result = await importFootprints({
    sources,
    store,
    who: call.who,
    at: call.at,
    ...(call.from !== undefined && { from: call.from }),
    context: {
      lang: call.lang,
      repair: call.repair,
      on: call.at.slice(0, 10),
      ...(area !== null && { area }),
    },
  });
  if (call.fields !== undefined) {
    const now = { ...remembered };
    for (const names of result.columns) now[keyOf(names)] = call.fields;
    await writeWhole(join(site.folder, COLUMNS), `${canonicalJson(now)}\n`);
  }
  const named = existsSync(store) && nameInSite(site, sources);
  return { ...result, store, addedToSite: named };
}

export interface FootprintVersion {
  readonly projectId: string;
  readonly name: string;
  readonly kind: string;
  readonly version: number;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly source: string;
  readonly who: string;
}

/** Every version in the store of a site, oldest first; of one project where its number or name is given. */
export async function footprintVersions(sitePath: string, project?: string): Promise<FootprintVersion[]> {
  const store = join(readSite(sitePath).folder, STORE);
  if (!existsSync(store)) return [];
  const { features } = await readVector(store);
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const date = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  return features
    .map(({ properties: p }) => ({
      projectId: text(p['PRID']),
      name: text(p['PRNM']),
      kind: text(p['VECTYPE']),
      version: Number(p['VERSION'] ?? 1),
      validFrom: date(p['VALIDFROM']),
      validTo: date(p['VALIDTO']),
      source: text(p['SOURCE']),
      who: text(p['BYWHOM']),
    }))
    .filter((v) => project === undefined || v.projectId === project || v.name === project)
    .sort((a, b) => (a.projectId < b.projectId ? -1 : a.projectId > b.projectId ? 1 : a.version - b.version));
}

function sourceOf(file: string, { crs, datum, kind, layer, fields }: FootprintFlags): FootprintSource {
  return {
    file: resolve(file),
    ...(crs !== undefined && { crs }),
    ...(datum !== undefined && { datum }),
    ...(kind !== undefined && { kind }),
    ...(layer !== undefined && { layer }),
    ...(fields !== undefined && { fields }),
  };
}

/** Where the footprints and patches of a site are expected: its counties; null without them. */
export async function expectedPlace(site: Site | string): Promise<ExpectedArea | null> {
  const read = typeof site === 'string' ? readSite(site) : site;
  const { counties } = siteSources(read);
  return counties === null ? null : expectedAreaOf(await loadCounties(counties), read.config.name);
}

type Columns = Record<string, Readonly<Record<string, string>>>;

function readColumns(site: Site): Columns {
  const file = join(site.folder, COLUMNS);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Columns) : {};
}

const keyOf = (columns: readonly string[]): string => [...columns].sort().join('|');

/** A file is known again by the names of its columns. */
async function columnsKey(source: FootprintSource): Promise<string> {
  const [check] = await checkFootprints([source], { area: null });
  return keyOf(check?.columns ?? []);
}

/** Puts the store in the place of the files that were taken over; comments and order of landscar.yaml stay. */
function nameInSite(site: Site, sources: readonly FootprintSource[]): boolean {
  const taken = new Set([...sources.map((s) => resolve(s.file)), join(site.folder, STORE)]);
  const listed = site.config.footprints.map((f) => resolve(site.folder, f.file));
  if (listed.filter((file) => taken.has(file)).join() === join(site.folder, STORE)) return false;
  const document = parseDocument(readFileSync(site.configFile, 'utf8'));
  for (const [i, file] of [...listed.entries()].reverse()) if (taken.has(file)) document.deleteIn(['footprints', i]);
  if (document.has('footprints')) document.addIn(['footprints'], document.createNode({ file: STORE }));
  else document.set('footprints', document.createNode([{ file: STORE }]));
  writeFileSync(site.configFile, document.toString({ lineWidth: 0 }));
  return true;
}
