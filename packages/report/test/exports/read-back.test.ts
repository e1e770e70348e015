import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Areal, Lead } from '@landscar/core';
import { EXPORT_PROFILES, exportPackage } from '@landscar/report';
import { leadProperties } from '../../src/exports/lead-properties.js';
import { cellText } from '../../src/exports/ledger/cell-text.js';
import { leadColumns, closingColumns } from '../../src/exports/ledger/lead-columns.js';
import type { CellValue, Column } from '../../src/exports/ledger/sheet.js';
import { wgs84ToGcj02 } from '../../src/exports/package/gcj02.js';
import { cutText } from '../../src/exports/profiles/cut-text.js';
import { FIELD_VALUES } from '../../src/exports/profiles/field-values.js';
import { parseCsv } from '../../src/footprints/read-list.js';
import { say } from '../../src/messages/catalogue.js';
import { program } from './installed-programs.js';
import { officeConvert } from './office.js';
import { makeSyntheticRun, type SyntheticRun } from './synthetic-run.js';

/** Every export of a package, read back by programs that are not ours and compared field by field. */
let dir = '';
let out = '';
let made: SyntheticRun;
let byPatch: Map<string, Lead>;

const profile = EXPORT_PROFILES.rdtb!;
const footprint = () => ({
  ...{ geometry: made.leads[0]!.geometryLonLat, id: 'zone37.shp#1', name: '演示项目' },
  ...{ kind: 'extent', approvalNumber: '演示水保〔2023〕1号' },
});
const road = {
  geometry: {
    type: 'LineString' as const,
    coordinates: [
      [113.2, 35.6],
      [113.3, 35.7],
    ] as const,
  },
  ...{ id: 'g1', name: '演示高速', kind: 'expressway' },
};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landscar-read-back-'));
  made = await makeSyntheticRun(dir);
  byPatch = new Map(made.leads.map((lead) => [lead.patchNo, lead]));
  out = join(dir, 'package');
  await exportPackage({ ...made, profile: 'rdtb', out, gcj02: true, footprints: [footprint()], focus: [road] });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

interface Seen {
  readonly id?: string;
  readonly geometry: Areal;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A layer as GeoJSON by ogr2ogr; coordinates with all their decimals. */
function ogr(path: string, ...more: readonly string[]): Seen[] {
  const options = ['-f', 'GeoJSON', '-lco', 'COORDINATE_PRECISION=15', '/vsistdout/', path, ...more];
  const text = execFileSync('ogr2ogr', options, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return (JSON.parse(text) as { features: Seen[] }).features;
}

const rings = (areal: Areal): number[] =>
  areal.type === 'Polygon' ? areal.coordinates.flat(2) : areal.coordinates.flat(3);
/** Outlines are written to 1e-7 degrees; a reader may turn rings or make parts of one. */
function sameOutline(
  seen: Areal,
  lead: Lead,
  move = (p: readonly [number, number]): readonly [number, number] => p,
): void {
  const box = (values: readonly number[]): number[] => {
    const [xs, ys] = [0, 1].map((k) => values.filter((_v, i) => i % 2 === k)) as [number[], number[]];
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  };
  const wanted = rings(lead.geometryLonLat);
  const moved = Array.from({ length: wanted.length / 2 }, (_v, i) => move([wanted[2 * i]!, wanted[2 * i + 1]!])).flat();
  expect(rings(seen)).toHaveLength(moved.length);
  box(moved).forEach((v, i) => expect(box(rings(seen))[i]).toBeCloseTo(v, 6));
}

/** null and '' are one to DBF, KML and CSV. */
const text = (value: unknown): string => (value === null || value === undefined ? '' : `${value as string | number}`);

describe.skipIf(!program('ogr2ogr'))('ogr2ogr reads', () => {
  it('the GeoPackage: every field of every lead, and the other layers', () => {
    const seen = ogr(join(out, 'landscar.gpkg'), 'leads');
    expect(seen).toHaveLength(made.leads.length);
    for (const { properties, geometry } of seen) {
      const lead = byPatch.get(String(properties.patchNo))!;
      sameOutline(geometry, lead);
      for (const [name, value] of Object.entries(leadProperties(lead, 'zh'))) {
        if (value !== null && typeof value === 'object' && !Array.isArray(value)) continue;
        if (Array.isArray(value) && value.some((v) => typeof v !== 'string')) continue;
        const wanted = Array.isArray(value) ? value.join('；') : value;
        expect([name, text(properties[name])]).toEqual([name, text(wanted)]);
      }
      expect(text(properties.projectName)).toBe(text(lead.project?.name));
      expect(text(properties.approvalNumber)).toBe(text(lead.project?.approvalNumber));
      expect(text(properties.nearbyProjects)).toBe(lead.nearbyProjects.map((p) => p.name).join('；'));
    }
    const disturbances = ogr(join(out, 'landscar.gpkg'), 'disturbances');
    expect(disturbances.map((f) => [f.properties.id, f.properties.areaM2, f.properties.kind])).toEqual(
      made.disturbances.map((d) => [d.id, Number(d.areaM2.toFixed(2)), d.kind]),
    );
    const { geometry: _g, ...facts } = footprint();
    expect(ogr(join(out, 'landscar.gpkg'), 'footprints')[0]!.properties).toEqual(facts);
    expect(ogr(join(out, 'landscar.gpkg'), 'focus')[0]!.properties).toMatchObject({ id: 'g1', name: '演示高速' });
  });

  it('the shapefiles in GBK and UTF-8: every column of the profile', async () => {
    for (const [folder, encoding] of [
      ['shp-gbk', 'GBK'],
      ['shp-utf8', 'UTF-8'],
    ] as const) {
      const names = (await readdir(join(out, folder))).filter((name) => name.endsWith('.shp'));
      const seen = names.flatMap((name) => ogr(join(out, folder, name), '-t_srs', 'EPSG:4490'));
      expect(seen).toHaveLength(made.leads.length);
      for (const { properties, geometry } of seen) {
        const lead = byPatch.get(String(properties.QDNM))!;
        sameOutline(geometry, lead);
        expect(Object.keys(properties)).toEqual(profile.fields.map((f) => f.name));
        for (const field of profile.fields) {
          const value = FIELD_VALUES[field.source](lead, { profile, decision: undefined });
          const wanted = typeof value === 'string' ? cutText(value, field.width, encoding).text : value;
          expect([field.name, text(properties[field.name])]).toEqual([field.name, text(wanted)]);
        }
      }
    }
  });

  it('the GeoJSON', () => {
    const seen = ogr(join(out, 'leads.geojson'));
    for (const [i, { id, properties, geometry }] of seen.entries()) {
      const lead = made.leads[i]!;
      // ogr takes the number of the feature for its field `id`.
      expect(id).toBe(lead.id);
      sameOutline(geometry, lead);
      for (const [name, value] of Object.entries(leadProperties(lead, 'zh')).filter(([name]) => name !== 'id'))
        expect([name, properties[name] ?? null]).toEqual([name, value]);
    }
  });

  it('both KML files, the second one moved by the shift of phone maps', () => {
    for (const [file, move] of [
      ['leads_WGS84.kml', (p: readonly [number, number]) => p],
      ['leads_GCJ02_for-phone-maps-only.kml', wgs84ToGcj02],
    ] as const) {
      const layers = execFileSync('ogrinfo', ['-so', join(out, file)], { encoding: 'utf8' });
      const names = [...layers.matchAll(/^\d+: (.+?)(?: \(.*\))?$/gmu)].map(([, name]) => name!);
      const seen = names.flatMap((name) => ogr(join(out, file), name));
      expect(seen).toHaveLength(made.leads.length);
      for (const { properties, geometry } of seen) {
        const lead = byPatch.get(String(properties.Name ?? properties.name))!;
        sameOutline(geometry, lead, move);
        const wanted = {
          ...{ id: lead.id, patchNo: lead.patchNo, category: lead.category, areaM2: lead.areaM2.toFixed(2) },
          ...{ dateBefore: lead.dateBefore, dateAfter: lead.dateAfter, project: lead.project?.name ?? '' },
        };
        for (const [name, value] of Object.entries(wanted))
          expect([name, text(properties[name])]).toEqual([name, value]);
        expect(text(properties.description ?? properties.Description)).toContain(say('zh', 'notice.clueOnly'));
      }
    }
  });
});

describe.skipIf(!program('soffice'))('LibreOffice reads', () => {
  /** What a sheet holds for a value. */
  const shown = (value: CellValue): string => {
    if (value === null) return '';
    if (value instanceof Date) return value.toISOString().slice(0, 10);
    if (typeof value === 'object') return value.text;
    // What a spreadsheet would take for a formula has a mark before it.
    return typeof value === 'string' ? cellText(value) : String(value);
  };

  it('the ledger: every cell of the leads and of the closing sheet, all sheets, drop-downs and links', async () => {
    // Each sheet as a file of its own, (44 comma, 34 quote, 76 UTF-8, -1 all sheets).
    const csv = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1';
    const folder = officeConvert(join(out, 'ledger.xlsx'), dir, csv, 'sheets');
    const sheets = (await readdir(folder)).sort();
    const wanted = ['leads', 'projects', 'counties', 'categories', 'focus', 'unobserved', 'closing', 'notes'] as const;
    for (const key of wanted) expect(sheets).toContain(`ledger-${say('zh', `sheet.${key}`)}.csv`);
    const compare = async (title: string, columns: readonly Column<Lead>[]): Promise<void> => {
      const [head, ...rows] = parseCsv(await readFile(join(folder, `ledger-${title}.csv`), 'utf8'));
      expect(head).toEqual(columns.map((c) => say('zh', c.title)));
      for (const [i, lead] of made.leads.entries())
        for (const [c, column] of columns.entries()) {
          const value = shown(column.value(lead, i));
          expect([i, head![c], rows[i]![c]]).toEqual([i, head![c], value]);
        }
    };
    await compare(say('zh', 'sheet.leads'), leadColumns(made.leads, 'zh', 'index.html'));
    await compare(say('zh', 'sheet.closing'), closingColumns('zh'));

    // The same in its own format: lists to choose from, links and paper survive.
    const fods = await readFile(
      join(officeConvert(join(out, 'ledger.xlsx'), dir, 'fods', 'fods'), 'ledger.fods'),
      'utf8',
    );
    const lists = closingColumns('zh').filter((c) => c.choices !== undefined);
    for (const { choices } of lists) expect(fods).toContain(choices!.map((c) => `&quot;${c}&quot;`).join(';'));
    for (const lead of made.leads) expect(fods).toContain(`index.html#${encodeURIComponent(lead.id)}`);
    expect(fods).toMatch(/style:print-orientation="landscape"/u);
    expect(fods).toMatch(/fo:page-width="29\.7\d*cm"|fo:page-width="11\.69\d*in"/u);
    expect(fods).not.toMatch(/Err:\d+|#NAME\?|#REF!/u);
  });
});
