import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJs from 'exceljs';
import { footprintsInForce } from '../src/match/footprint-index.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { geodesicAreaM2, geodesicDistanceM, positionsOf, type Areal, type Position } from '@landscar/core';
import { createTransform, writeVector } from '@landscar/geodata';
import { checkFootprints, importFootprints, loadFootprints } from '@landscar/report';
import { wgs84ToGcj02 } from '../src/exports/package/gcj02.js';

let folder = '';
let store = '';
let serial = 0;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'footprint-import-'))));
beforeEach(() => (store = join(folder, `store-${(serial += 1)}.gpkg`)));
afterAll(() => rmSync(folder, { recursive: true }));

const square = (lon: number, lat: number, size = 0.01): Areal => ({
  type: 'Polygon',
  coordinates: [
    [
      [lon, lat],
      [lon + size, lat],
      [lon + size, lat + size],
      [lon, lat + size],
      [lon, lat],
    ],
  ],
});

type Row = Readonly<Record<string, unknown>> & { readonly at: Areal };

/** A file of outlines in degrees. */
function geojson(name: string, rows: readonly Row[]): string {
  const file = join(folder, name);
  const features = rows.map(({ at, ...properties }) => ({ type: 'Feature', properties, geometry: at }));
  writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features }));
  return file;
}

const by = { who: '演示甲', at: '2025-10-01T08:00:00Z' };
const take = (file: string, more: { from?: string; kind?: 'list' } = {}) =>
  importFootprints({
    sources: [{ file, ...(more.kind && { kind: more.kind }) }],
    store,
    ...by,
    ...(more.from !== undefined && { from: more.from }),
  });
const kept = async () => (await loadFootprints([{ file: store }])).footprints;

describe('importFootprints', () => {
  it('keeps the version before a change, each with its days', async () => {
    const first = { PRID: 'P1', PRNM: '演示矿', SADT: '2023-05-01', at: square(112.5, 35.5) };
    expect(await take(geojson('v1.geojson', [first]))).toMatchObject({ added: ['P1'], left: 0 });
    expect(await take(geojson('v1.geojson', [first]))).toMatchObject({ added: [], same: ['P1'] });
    const grown = { ...first, SADT: '2024-03-10', at: square(112.5, 35.5, 0.02) };
    expect(await take(geojson('v2.geojson', [grown]))).toMatchObject({ changed: ['P1'] });
    expect((await kept()).map((f) => [f.validFrom, f.validTo, f.areaM2])).toEqual([
      ['2023-05-01', '2024-03-09', geodesicAreaM2(first.at)],
      ['2024-03-10', null, geodesicAreaM2(grown.at)],
    ]);
  });

  it('asks from when a change holds, where the approval does not say it', async () => {
    const first = { PRID: 'P1', PRNM: '演示矿', SADT: '2023-05-01', at: square(112.5, 35.5) };
    await take(geojson('v1.geojson', [first]));
    const moved = geojson('v2.geojson', [{ ...first, at: square(112.501, 35.5) }]);
    const refused = await take(moved);
    expect(refused).toMatchObject({ changed: [], left: 1 });
    expect(refused.problems.map((p) => p.code)).toContain('CHANGE_UNDATED');
    expect(await take(moved, { from: '2024-01-01' })).toMatchObject({ changed: ['P1'], left: 0 });
  });

  it('takes the two halves of a project across the seam for one approval, in one file or in two', async () => {
    const west = { PRID: 'P9', PRNM: '演示路', SADT: '2023-05-01', at: square(112.49, 35.5) };
    const east = { ...west, at: square(112.5, 35.5) };
    await take(geojson('west.geojson', [west]));
    expect(await take(geojson('east.geojson', [east]))).toMatchObject({ added: ['P9'], left: 0 });
    expect(await take(geojson('both.geojson', [west, east]))).toMatchObject({ same: ['P9'] });
    expect((await kept()).map((f) => [f.project.id, f.validTo])).toEqual([
      ['P9', null],
      ['P9', null],
    ]);
  });

  it('keeps the outline where a ledger names the project too, and takes an outline for one that was only listed', async () => {
    const drawn = { PRID: 'P1', PRNM: '演示矿', SADT: '2023-05-01', at: square(112.5, 35.5) };
    await take(geojson('v1.geojson', [drawn]));
    const ledger = join(folder, 'ledger.csv');
    const mu = Math.round((geodesicAreaM2(drawn.at) / 10_000) * 15);
    const rows = [
      '项目编号,项目名称,批复时间,面积（公顷）,经度,纬度',
      `P1,演示矿,2024-09-01,${mu},112°30'18",35°30′`,
      `P2,演示路,2023.9.30,3,112°30'18",35°30′`,
    ];
    writeFileSync(ledger, rows.join('\n'));
    const taken = await take(ledger);
    expect(taken).toMatchObject({ added: ['P2'], same: ['P1'], left: 0 });
    expect(taken.problems.map((p) => p.code)).toEqual(['LIST_HAS_OUTLINE', 'AREA_MISMATCH']);
    expect(taken.problems[1]?.message).toContain('亩');
    const listed = (await kept()).find((f) => f.project.id === 'P2');
    expect(listed?.position?.map((v) => v.toFixed(3))).toEqual(['112.505', '35.500']);
    const road = { PRID: 'P2', PRNM: '演示路', SADT: '2023-09-30', at: square(112.6, 35.5) };
    expect(await take(geojson('road.geojson', [road]))).toMatchObject({ changed: ['P2'], left: 0 });
    const inForce = footprintsInForce(await kept(), '2025-06-01');
    expect(inForce.map((f) => [f.project.id, f.kind])).toEqual([
      ['P1', 'extent'],
      ['P2', 'extent'],
    ]);
  });

  it('leaves out what has an error, by name, and takes the rest', async () => {
    const bow: Areal = {
      type: 'Polygon',
      coordinates: [
        [
          [112.6, 35.5],
          [112.61, 35.51],
          [112.61, 35.5],
          [112.6, 35.51],
          [112.6, 35.5],
        ],
      ],
    };
    const line: Areal = {
      type: 'Polygon',
      coordinates: [
        [
          [112.7, 35.5],
          [112.71, 35.5],
          [112.7, 35.5],
          [112.7, 35.5],
        ],
      ],
    };
    const result = await take(
      geojson('mixed.geojson', [
        { PRID: 'A', PRNM: '甲', at: square(112.5, 35.5) },
        { PRID: 'B', PRNM: '乙', at: bow },
        { PRID: 'C', PRNM: '丙', at: line },
        { PRID: 'A', PRNM: '丁', at: square(112.8, 35.5) },
        { PRID: 'E', PRNM: '戊', SADT: '2023.9.31', at: square(112.9, 35.5) },
      ]),
    );
    expect(result).toMatchObject({ added: ['A', 'E'], left: 3 });
    expect(result.problems.map((p) => `${p.feature ?? 0}:${p.code}`)).toEqual([
      '2:RING_SELF_CROSSING',
      '3:ZERO_AREA',
      '5:DATE_INVALID',
      '4:DUPLICATE_PROJECT_NUMBER',
    ]);
  });

  it('refuses a number that belongs to another project', async () => {
    await take(geojson('one.geojson', [{ PRID: 'A', PRNM: '甲', at: square(112.5, 35.5) }]));
    const other = await take(geojson('two.geojson', [{ PRID: 'A', PRNM: '乙', at: square(112.6, 35.5) }]));
    expect(other).toMatchObject({ added: [], left: 1 });
    expect(other.problems.map((p) => p.code)).toEqual(['NUMBER_TAKEN']);
    expect((await kept()).map((f) => f.project.name)).toEqual(['甲']);
  });

  it('keeps kinds: schematic, lines with their width, listed projects with their place', async () => {
    const road = {
      type: 'LineString' as const,
      coordinates: [
        [112.5, 35.6],
        [112.52, 35.6],
      ],
    };
    await take(
      geojson('kinds.geojson', [
        { PRID: 'S', PRNM: '示意', VECTYPE: '示意性范围', at: square(112.5, 35.5) },
        { PRID: 'L', PRNM: '线路', ROWM: 24, at: road as unknown as Areal },
      ]),
    );
    const list = join(folder, 'list.csv');
    writeFileSync(list, '项目编号,项目名称,经度,纬度\nN,名录,112.6,35.7\n');
    await take(list);
    const footprints = await kept();
    expect(footprints.map((f) => [f.project.id, f.kind])).toEqual([
      ['L', 'line'],
      ['S', 'schematic'],
      ['N', 'list'],
    ]);
    expect(footprints[0]).toMatchObject({ rightOfWayM: 24, lineLonLat: { type: 'LineString' } });
    expect(footprints[2]?.position).toEqual([112.6, 35.7]);
  });

  it('takes a ledger of a bureau, columns told once; formulas give their shown value and none goes on', async () => {
    const book = new ExcelJs.Workbook();
    const sheet = book.addWorksheet('台账');
    sheet.addRow(['2025年生产建设项目台账']);
    sheet.addRow(['编码', '工程', '业主', '批复日', '东经', '北纬']);
    sheet.addRow(['T1', '演示水库', '演示公司', '2024.3.5', 112.6, 35.6]);
    sheet.addRow(['T2', "=cmd|'/C calc'!A0", '演示公司', '2024年3月5日', 112.7, 35.6]);
    sheet.addRow(['T3', { formula: 'HYPERLINK("http://x","演示路")', result: '演示路' }, '', '', '', '']);
    const file = join(folder, 'ledger.xlsx');
    book.addWorksheet('2024年').addRows([
      ['编码', '工程'],
      ['T9', '旧项目'],
    ]);
    await book.xlsx.writeFile(file);
    const fields = {
      projectId: '编码',
      name: '工程',
      developer: '业主',
      approvalDate: '批复日',
      lon: '东经',
      lat: '北纬',
    };
    const result = await importFootprints({ sources: [{ file, fields }], store, ...by });
    expect(result).toMatchObject({ added: ['T1', 'T2', 'T3'], left: 0 });
    expect(result.problems.map((p) => `${p.feature ?? 0}:${p.code}`)).toEqual([
      '0:OTHER_SHEETS',
      '5:ROW_FORMULA',
      '5:LIST_NO_PLACE',
    ]);
    const other = { file, fields: { projectId: '编码', name: '工程' }, layer: '2024年' };
    expect((await checkFootprints([other]))[0]?.features.map((f) => f.name)).toEqual(['旧项目']);
    expect((await kept()).map((f) => [f.project.name, f.approvalDate])).toEqual([
      ['演示水库', '2024-03-05'],
      ["=cmd|'/C calc'!A0", '2024-03-05'],
      ['演示路', null],
    ]);
  });

  it('writes nothing where nothing goes in', async () => {
    const empty = join(folder, 'empty.geojson');
    writeFileSync(empty, '{"type":"FeatureCollection","features":[]}');
    const result = await take(empty);
    expect(result.problems.map((p) => p.code)).toEqual(['EMPTY_FILE', 'NO_NAME']);
    expect(existsSync(store)).toBe(false);
  });
});

describe('datum of a KML', () => {
  const kml = (name: string, outline: Areal): string => {
    const file = join(folder, name);
    const ring = [...positionsOf(outline)].map(([x, y]) => `${x.toFixed(9)},${y.toFixed(9)},0`).join(' ');
    writeFileSync(
      file,
      `<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>演示场</name>` +
        `<Polygon><outerBoundaryIs><LinearRing><coordinates>${ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>`,
    );
    return file;
  };
  const outline = square(112.5, 35.5);
  const shifted: Areal = {
    type: 'Polygon',
    coordinates: [[...positionsOf(outline)].map((p): Position => wgs84ToGcj02(p))],
  };

  it('is WGS-84 unless told, and that is said', async () => {
    const { footprints, problems } = await loadFootprints([{ file: kml('a.kml', outline) }]);
    expect(problems.map((p) => p.code)).toEqual(['DATUM_ASSUMED']);
    expect(footprints[0]?.project.name).toBe('演示场');
    expect(footprints[0]?.geometryLonLat).toEqual(outline);
  });

  it('must be told for 奥维 files', async () => {
    const file = kml('b.ovkml', shifted);
    await expect(loadFootprints([{ file }])).rejects.toMatchObject({ code: 'REPORT_FOOTPRINTS' });
    const { problems } = await loadFootprints([{ file, datum: 'wgs84' }]);
    expect(problems).toEqual([]);
  });

  it('is turned back from GCJ-02 only when told, to a centimetre', async () => {
    const file = kml('c.ovkml', shifted);
    const { footprints } = await loadFootprints([{ file, datum: 'gcj02' }]);
    expect(footprints[0]?.marks).toEqual(['gcj02']);
    const back = [...positionsOf(footprints[0]?.geometryLonLat ?? outline)];
    const want = [...positionsOf(outline)];
    for (const [i, p] of back.entries()) expect(geodesicDistanceM(p, want[i] ?? p)).toBeLessThan(0.01);
    const unshifted = await loadFootprints([{ file, datum: 'wgs84' }]);
    const there = [...positionsOf(unshifted.footprints[0]?.geometryLonLat ?? outline)][0];
    expect(geodesicDistanceM(there ?? [0, 0], [112.5, 35.5])).toBeGreaterThan(300);
  });
});

describe('one file with both zones of the seam', () => {
  it.each([
    ['with prefix', 'EPSG:4525', 'EPSG:4526'],
    ['without prefix', 'EPSG:4546', 'EPSG:4547'],
  ])('is read feature by feature, %s', async (_, west, east) => {
    const file = join(folder, `mixed-${west.slice(5)}.shp`);
    const [toWest, toEast] = [await createTransform('EPSG:4326', west), await createTransform('EPSG:4326', east)];
    const outlines = [square(112.2, 35.5), square(112.9, 35.5)];
    await writeVector(file, {
      driver: 'ESRI Shapefile',
      layers: [
        {
          name: 'mixed',
          crs: west,
          fields: [{ name: 'PRNM', type: 'string', width: 60 }],
          features: [
            { geometry: toWest.geometry(outlines[0]!), properties: { PRNM: '西' } },
            { geometry: toEast.geometry(outlines[1]!), properties: { PRNM: '东' } },
          ],
        },
      ],
    });
    // The .prj claims the western zone for both: the eastern one is named with the zone that would fit.
    const [stated] = await checkFootprints([file]);
    expect(stated?.problems.map((p) => [p.code, p.feature])).toEqual([['WRONG_ZONE', 2]]);
    expect(stated?.problems[0]?.message).toContain(east);
    rmSync(file.replace('.shp', '.prj'));
    const [check] = await checkFootprints([file]);
    expect(check?.crs).toBe(`${west}, ${east}`);
    expect(check?.problems.map((p) => p.code)).toEqual(['MIXED_ZONES']);
    for (const [i, f] of (check?.features ?? []).entries())
      expect(Math.abs((f.areaM2 ?? 0) / geodesicAreaM2(outlines[i]!) - 1)).toBeLessThan(1e-6);
  });
});
