import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { geodesicAreaM2, type Areal, type Position } from '@landscar/core';
import { createTransform, mapPositions, writeVector, type FieldValue, type VectorField } from '@landscar/geodata';
import { checkFootprints, loadFootprints } from '@landscar/report';

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'footprints-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** About 900 m × 1100 m across the seam at 112.5°E. */
const seam: Areal = {
  type: 'Polygon',
  coordinates: [
    [
      [112.495, 35.5],
      [112.505, 35.5],
      [112.505, 35.51],
      [112.495, 35.51],
      [112.495, 35.5],
    ],
  ],
};
const PRNM: VectorField = { name: 'PRNM', type: 'string', width: 120 };

async function write(
  name: string,
  outlines: readonly Areal[],
  crs: string,
  rows: readonly Readonly<Record<string, FieldValue>>[] = [],
  fields: readonly VectorField[] = [PRNM],
  options: { encoding?: 'GBK' | 'UTF-8'; swap?: boolean } = {},
): Promise<string> {
  const file = join(folder, name);
  const transform = await createTransform('EPSG:4326', crs);
  const turn = (g: Areal): Areal => (options.swap === true ? mapPositions(g, ([x, y]): Position => [y, x]) : g);
  const features = outlines.map((outline, i) => ({
    geometry: turn(transform.geometry(outline)),
    properties: rows[i] ?? { PRNM: `演示项目${i + 1}` },
  }));
  await writeVector(file, {
    driver: name.endsWith('.shp') ? 'ESRI Shapefile' : 'GPKG',
    layers: [{ name: 'demo', crs, fields, features }],
    ...(options.encoding && { encoding: options.encoding }),
  });
  return file;
}

const dropPrj = (file: string): void => rmSync(file.replace('.shp', '.prj'));
const codes = (check: { problems: readonly { code: string }[] } | undefined): string[] =>
  (check?.problems ?? []).map((p) => p.code);

describe('checkFootprints', () => {
  it.each(['EPSG:4546', 'EPSG:4547', 'EPSG:4525', 'EPSG:4526', 'EPSG:4497', 'EPSG:4490'])(
    'finds %s by its coordinates alone, and the geodesic area within 1e-4',
    async (crs) => {
      const file = await write(`bare-${crs.slice(5)}.shp`, [seam], crs);
      dropPrj(file);
      const [check] = await checkFootprints([file]);
      expect(check?.crs).toBe(crs);
      expect(check?.crsReason).toContain('晋城市');
      expect(codes(check)).toEqual(['CRS_DETECTED']);
      const areaM2 = check?.features[0]?.areaM2 ?? 0;
      expect(Math.abs(areaM2 / geodesicAreaM2(seam) - 1)).toBeLessThan(1e-4);
    },
  );

  it('takes the 6° zone with the meridian of a 3° zone for the same plane', async () => {
    const file = await write('six.shp', [seam], 'EPSG:4508');
    dropPrj(file);
    expect((await checkFootprints([file]))[0]?.crs).toBe('EPSG:4546');
  });

  it.each(['EPSG:4547', 'EPSG:4526', 'EPSG:4490'])('turns swapped axes of %s round and says so', async (crs) => {
    const file = await write(`swapped-${crs.slice(5)}.shp`, [seam], crs, [], [PRNM], { swap: true });
    dropPrj(file);
    const [check] = await checkFootprints([file]);
    expect(check?.crs).toBe(crs);
    expect(codes(check)).toContain('AXES_SWAPPED');
    expect(Math.abs((check?.features[0]?.areaM2 ?? 0) / geodesicAreaM2(seam) - 1)).toBeLessThan(1e-4);
  });

  it('refuses where two readings are possible', async () => {
    const file = await write('both.shp', [seam], 'EPSG:4546');
    dropPrj(file);
    const [check] = await checkFootprints([file], {
      area: { name: '山西省', minLon: 108, minLat: 34, maxLon: 117, maxLat: 41 },
    });
    expect(check?.crs).toBeNull();
    expect(codes(check)).toContain('CRS_UNKNOWN');
    expect(check?.crsReason).toMatch(/EPSG:4546.*EPSG:4547/u);
  });

  it('names a wrong zone and the one that would fit', async () => {
    const right = await write('zone.gpkg', [seam], 'EPSG:4546');
    const wrong = await write('wrong.shp', [seam], 'EPSG:4546');
    const other = await write('other.shp', [seam], 'EPSG:4547');
    writeFileSync(wrong.replace('.shp', '.prj'), (await import('node:fs')).readFileSync(other.replace('.shp', '.prj')));
    const [fine, check] = await checkFootprints([right, wrong]);
    expect(codes(fine)).toEqual([]);
    const problem = check?.problems.find((p) => p.code === 'WRONG_ZONE');
    expect(problem?.message).toContain('EPSG:4547');
    expect(problem?.message).toContain('EPSG:4546');
  });

  it('believes no degrees that are metres, and takes the CRS that it is told over that of the file', async () => {
    const ring = (x: number, y: number) => [
      [x, y],
      [x + 400, y],
      [x + 400, y + 400],
      [x, y + 400],
      [x, y],
    ];
    const geojson = (name: string, coordinates: number[][][], epsg?: number): string => {
      const file = join(folder, name);
      const geometry = { type: 'Polygon', coordinates };
      const feature = { type: 'Feature', properties: { PRNM: '演示矿' }, geometry };
      const crs = { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${epsg ?? 4326}` } };
      writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', ...(epsg && { crs }), features: [feature] }));
      return file;
    };
    const bare = geojson('metres.geojson', [ring(38_391_000, 3_930_000)]);
    const [check] = await checkFootprints([bare]);
    expect(check).toMatchObject({ crs: 'EPSG:4526' });
    expect(codes(check)).toEqual(['NOT_DEGREES', 'CRS_DETECTED']);
    expect(check?.features[0]?.areaM2).toBeCloseTo(159_953, -2);
    const [nowhere] = await checkFootprints([bare], { area: null });
    expect(nowhere?.problems.map((p) => p.severity)).toContain('error');
    const wrong = geojson('wrong.geojson', [ring(391_000, 3_930_000)], 4546);
    expect(codes((await checkFootprints([wrong]))[0])).toEqual(['WRONG_ZONE']);
    const [told] = await checkFootprints([{ file: wrong, crs: 'EPSG:4547' }]);
    expect([told?.crs, codes(told)]).toEqual(['EPSG:4547', ['CRS_OVERRIDDEN']]);
    const turned = geojson('turned.geojson', [ring(0, 0).map(([x = 0, y = 0]) => [35 + x / 1e4, 112 + y / 1e4])]);
    expect(codes((await checkFootprints([turned], { area: null }))[0])).toContain('NOT_ON_EARTH');
  });

  it('reports bad attributes per feature and reads the rest', async () => {
    const fields: VectorField[] = [
      PRNM,
      { name: 'PRID', type: 'string', width: 40 },
      { name: 'SADT', type: 'string', width: 20 },
      { name: 'DAREA', type: 'real', width: 12, precision: 4 },
    ];
    const shifted = mapPositions(seam, ([x, y]): Position => [x + 0.02, y]);
    const ha = geodesicAreaM2(seam) / 10_000;
    const file = await write(
      'bad.shp',
      [seam, shifted],
      'EPSG:4546',
      [
        { PRNM: '演示煤矿', PRID: 'P1', SADT: '2023.9.31', DAREA: ha * 15 },
        { PRNM: '演示风电场', PRID: 'P1', SADT: '2023年9月30日', DAREA: ha },
      ],
      fields,
      { encoding: 'GBK' },
    );
    const [check] = await checkFootprints([file]);
    expect(check?.encoding).toBe('GBK');
    expect(check?.features.map((f) => f.name)).toEqual(['演示煤矿', '演示风电场']);
    expect(check?.problems.map((p) => [p.code, p.feature])).toEqual([
      ['DATE_INVALID', 1],
      ['AREA_MISMATCH', 1],
      ['DUPLICATE_PROJECT_NUMBER', 2],
    ]);
    expect(check?.problems[1]?.message).toContain('亩');
  });

  it('finds crossings, duplicates, overlaps and slivers', async () => {
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
    const sliver: Areal = {
      type: 'Polygon',
      coordinates: [
        [
          [112.7, 35.5],
          [112.71, 35.5],
          [112.71, 35.500001],
          [112.7, 35.5],
        ],
      ],
    };
    const shifted = mapPositions(seam, ([x, y]): Position => [x + 0.005, y]);
    const file = await write('topology.shp', [seam, seam, shifted, bow, sliver], 'EPSG:4490');
    const [check] = await checkFootprints([file]);
    const got = check?.problems.map((p) => `${p.feature ?? 0}:${p.code}`);
    expect(got).toContain('2:DUPLICATE_GEOMETRY');
    expect(got).toContain('3:OVERLAP');
    expect(got).toContain('4:RING_SELF_CROSSING');
    expect(got).toContain('5:SLIVER');
  });

  it('understands names cut to ten bytes', async () => {
    const file = await write(
      'cut.shp',
      [seam],
      'EPSG:4546',
      [{ 建设单: '演示公司', 名称: '演示项目' }],
      [
        { name: '建设单', type: 'string', width: 60 },
        { name: '名称', type: 'string', width: 60 },
      ],
    );
    const [check] = await checkFootprints([file]);
    expect(codes(check)).toEqual(['FIELD_TRUNCATED']);
    expect(check?.features[0]?.name).toBe('演示项目');
  });
});

describe('loadFootprints', () => {
  it('reads outlines of both zones, a schematic file and a list', async () => {
    const west = await write('west.shp', [seam], 'EPSG:4546', [], [PRNM], { encoding: 'GBK' });
    const east = await write('east.shp', [mapPositions(seam, ([x, y]): Position => [x + 0.5, y])], 'EPSG:4547');
    const list = join(folder, 'list.csv');
    writeFileSync(list, '项目名称,经度,纬度,批复时间\n演示名录项目,112.6,35.6,2024/3/5\n无位置项目,,,\n');
    const { footprints, problems } = await loadFootprints([
      { file: west },
      { file: east, kind: 'schematic' },
      { file: list },
    ]);
    expect(footprints.map((f) => [f.kind, f.project.name])).toEqual([
      ['extent', '演示项目1'],
      ['schematic', '演示项目1'],
      ['list', '演示名录项目'],
      ['list', '无位置项目'],
    ]);
    expect(footprints[2]).toMatchObject({ position: [112.6, 35.6], approvalDate: '2024-03-05' });
    expect(problems.map((p) => p.code)).toEqual(['LIST_NO_PLACE']);
  });

  it('calls a footprint without attributes by its file and number', async () => {
    const file = join(folder, 'blocks.geojson');
    writeFileSync(
      file,
      JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry: seam }] }),
    );
    const { footprints } = await loadFootprints([{ file }]);
    expect(footprints[0]?.project).toEqual({ id: 'blocks.geojson#1', name: 'blocks.geojson#1', approvalNumber: null });
  });

  it('collects every problem before it fails', async () => {
    const bare = await write('bare.shp', [seam], 'EPSG:4546');
    dropPrj(bare);
    const empty = join(folder, 'empty.geojson');
    writeFileSync(empty, '{"type":"FeatureCollection","features":[]}');
    await expect(loadFootprints([{ file: bare }, { file: empty }])).rejects.toMatchObject({
      code: 'REPORT_FOOTPRINTS',
      problems: [{ code: 'REPORT_FOOTPRINT_CRS' }, { code: 'REPORT_FOOTPRINT_EMPTY' }],
    });
  });

  it('makes a strip of a line by its right-of-way', async () => {
    const file = join(folder, 'line.geojson');
    writeFileSync(
      file,
      JSON.stringify({
        type: 'FeatureCollection',
        features: [
          {
            type: 'Feature',
            properties: { name: '演示管线' },
            geometry: {
              type: 'LineString',
              coordinates: [
                [112.5, 35.5],
                [112.51, 35.5],
              ],
            },
          },
        ],
      }),
    );
    const { footprints } = await loadFootprints([{ file, kind: 'line', rightOfWayM: 20 }]);
    // 907 m × 20 m and two half circles of 10 m.
    expect(Math.abs((footprints[0]?.areaM2 ?? 0) - (907 * 20 + 312))).toBeLessThan(60);
  });
});
