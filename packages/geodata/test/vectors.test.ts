import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashFile, readVector, readVectorLayers, writeVector, type VectorLayerSpec } from '@landscar/geodata';

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'vectors-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const spec: VectorLayerSpec = {
  name: 'demo',
  crs: 'EPSG:4546',
  fields: [
    { name: 'PRNM', type: 'string', width: 120 },
    { name: 'DAREA', type: 'real', width: 12, precision: 4 },
  ],
  features: [
    {
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [500_000, 3_900_000],
            [500_100, 3_900_000],
            [500_100, 3_900_100],
            [500_000, 3_900_000],
          ],
        ],
      },
      properties: { PRNM: '演示煤矿（一期）', DAREA: 0.5 },
    },
    { geometry: null, properties: { PRNM: null, DAREA: 12.25 } },
  ],
};

describe('vectors', () => {
  it.each(['GBK', 'UTF-8'] as const)(
    'round-trips a shapefile in %s, with its .cpg, without, and with a wrong one',
    async (encoding) => {
      const file = join(folder, `table-${encoding}.shp`);
      await writeVector(file, { driver: 'ESRI Shapefile', layers: [spec], encoding });
      const codePage = file.replace('.shp', '.cpg');
      for (const claim of ['as written', null, encoding === 'GBK' ? 'UTF-8' : 'GBK']) {
        if (claim === null) rmSync(codePage);
        else if (claim !== 'as written') writeFileSync(codePage, claim);
        const layer = await readVector(file);
        expect(layer.encoding).toBe(encoding);
        expect(layer.crs).toBe('EPSG:4546');
        expect(layer.features[0]?.properties).toEqual({ PRNM: '演示煤矿（一期）', DAREA: 0.5 });
        expect(layer.features[1]?.geometry).toBeNull();
        expect(layer.left).toEqual({ noGeometry: 1 });
      }
    },
  );

  it('states no CRS for a shapefile without .prj', async () => {
    const file = join(folder, 'bare.shp');
    await writeVector(file, { driver: 'ESRI Shapefile', layers: [spec] });
    rmSync(file.replace('.shp', '.prj'));
    expect((await readVector(file)).crs).toBeNull();
  });

  it('writes the same bytes twice', async () => {
    for (const [driver, extension] of [
      ['GPKG', 'gpkg'],
      ['ESRI Shapefile', 'shp'],
      ['GeoJSON', 'geojson'],
      ['KML', 'kml'],
    ] as const) {
      const layers = [driver === 'KML' || driver === 'GeoJSON' ? { ...spec, crs: 'EPSG:4326', features: [] } : spec];
      const files = ['a', 'b'].map((n) => join(folder, n, `same.${extension}`));
      for (const file of files) await writeVector(file, { driver, layers });
      const [a, b] = await Promise.all(files.map(hashFile));
      expect(a, driver).toBe(b);
    }
  });

  it('reads several layers of a GeoPackage and asks which one', async () => {
    const file = join(folder, 'two.gpkg');
    await writeVector(file, { driver: 'GPKG', layers: [spec, { ...spec, name: 'second' }] });
    expect((await readVectorLayers(file)).map((l) => l.name)).toEqual(['demo', 'second']);
    await expect(readVector(file)).rejects.toThrow(/GEODATA_VECTOR_LAYER/u);
    expect((await readVector(file, { layer: 'second' })).features).toHaveLength(2);
  });

  it('recodes GeoJSON that was saved as GBK', async () => {
    const file = join(folder, 'gbk.geojson');
    const [head, tail] = [
      '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"',
      '"},"geometry":{"type":"Point","coordinates":[112.5,35.5]}}]}',
    ];
    writeFileSync(file, Buffer.concat([Buffer.from(head), Buffer.from([0xd1, 0xdd, 0xca, 0xbe]), Buffer.from(tail)]));
    const layer = await readVector(file);
    expect(layer.features[0]?.properties['name']).toBe('演示');
    expect(layer.encoding).toBe('GBK');
  });

  it('names a missing and a broken file', async () => {
    await expect(readVector(join(folder, 'none.shp'))).rejects.toThrow(/GEODATA_FILE_MISSING/u);
    const broken = join(folder, 'broken.geojson');
    writeFileSync(broken, readFileSync(join(folder, 'gbk.geojson')).subarray(0, 40));
    await expect(readVector(broken)).rejects.toThrow(/GEODATA_VECTOR_UNREADABLE/u);
  });
});
