import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { geodesicDistanceM, m2ToHa } from '@landscar/core';
import { readVector, readVectorLayers, rectanglesOf } from '@landscar/geodata';
import { EXPORT_PROFILES, exportPackage, verifyPackage, type PackageResult } from '@landscar/report';
import { wgs84ToGcj02 } from '../../src/exports/package/gcj02.js';
import { folderFiles } from '../../src/exports/package/verify-package.js';
import { cutText } from '../../src/exports/profiles/cut-text.js';
import { makeSyntheticRun, type SyntheticRun } from './synthetic-run.js';
import { program, pyQgis } from './installed-programs.js';

interface QgisLayer {
  readonly name: string;
  readonly valid: boolean;
  readonly features: number;
  readonly renderer: string;
  readonly crs: string;
  readonly categories: number;
}
interface QgisView {
  readonly ok: boolean;
  readonly crs: string;
  readonly layers: readonly QgisLayer[];
  readonly default: QgisLayer;
}

let dir = '';
let made: SyntheticRun;
let result: PackageResult;
let out = '';

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landscar-package-'));
  made = await makeSyntheticRun(dir);
  // One lead whose reasons do not fit 254 bytes, so that cutting is seen.
  const long = { key: 'demo.long', values: { text: '很长的说明'.repeat(60) } };
  made.leads[0] = { ...made.leads[0]!, reasons: [long] };
  out = join(dir, 'package');
  result = await exportPackage({ ...input(), out, gcj02: true });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const input = () => ({
  ...made,
  profile: 'rdtb',
  footprints: [{ geometry: made.leads[0]!.geometryLonLat, id: 'zone37.shp#1', name: '演示项目', kind: 'extent' }],
  focus: [
    {
      geometry: {
        type: 'LineString' as const,
        coordinates: [
          [113.2, 35.6],
          [113.3, 35.7],
        ] as const,
      },
      id: 'g1',
      name: '演示高速',
      kind: 'expressway',
    },
  ],
});

describe('exportPackage', () => {
  it('gives the same bytes twice, as folder and as zip', async () => {
    const again = join(dir, 'again');
    await exportPackage({ ...input(), out: again, gcj02: true });
    const [a, b] = [await folderFiles(out), await folderFiles(again)];
    expect([...b.keys()]).toEqual([...a.keys()]);
    for (const [name, data] of a)
      expect([name, Buffer.compare(Buffer.from(b.get(name)!), Buffer.from(data))]).toEqual([name, 0]);
    const zips = [join(dir, 'a.zip'), join(dir, 'b.zip')];
    for (const zip of zips) await exportPackage({ ...input(), out: zip });
    expect((await readFile(zips[0]!)).equals(await readFile(zips[1]!))).toBe(true);
    expect((await verifyPackage(zips[0]!)).ok).toBe(true);
  });

  it('writes shapefiles that read back field by field in both encodings', async () => {
    for (const [folder, encoding, cpg] of [
      ['shp-gbk', 'GBK', /GBK|936/u],
      ['shp-utf8', 'UTF-8', /UTF-8/u],
    ] as const) {
      const names = (await readdir(join(out, folder))).filter((n) => n.endsWith('.shp')).sort();
      expect(names).toEqual(['RDTB_000000_202506.shp', 'RDTB_140525_202506.shp']);
      for (const name of names) {
        expect(await readFile(join(out, folder, name.replace('.shp', '.cpg')), 'utf8')).toMatch(cpg);
        const layer = await readVector(join(out, folder, name));
        expect(layer.crs).toBe('EPSG:4490');
        for (const { properties } of layer.features) {
          const lead = made.leads.find((l) => l.patchNo === properties.QDNM)!;
          expect(properties.QAREA).toBeCloseTo(m2ToHa(lead.areaM2), 4);
          expect(properties.EAREA).toBeCloseTo(m2ToHa(lead.outsideM2), 4);
          const dumping = lead.tags.includes('suspectedDumping');
          expect(properties.BYD).toBe(dumping ? '疑似未批先弃' : EXPORT_PROFILES.rdtb!.categories[lead.category]);
          expect(properties.PRNM ?? '').toBe(lead.project?.name ?? '');
          expect(properties.JD).toBeCloseTo(lead.centroidLonLat[0], 7);
        }
      }
      expect(result.losses[encoding].NOTE?.cutValues).toBeGreaterThanOrEqual(1);
    }
  });

  it.skipIf(!program('ogrinfo'))('is read by ogrinfo: five layers, their counts, a valid KML', () => {
    const info = execFileSync('ogrinfo', ['-so', '-al', join(out, 'landscar.gpkg')], { encoding: 'utf8' });
    for (const layer of ['leads', 'disturbances', 'footprints', 'focus', 'unobserved'])
      expect(info).toContain(`Layer name: ${layer}`);
    expect(info).toContain(`Feature Count: ${made.leads.length}`);
    const kml = execFileSync('ogrinfo', ['-so', '-al', join(out, 'leads_WGS84.kml')], { encoding: 'utf8' });
    const counts = [...kml.matchAll(/Feature Count: (\d+)/gu)].reduce((sum, m) => sum + Number(m[1]), 0);
    expect(counts).toBe(made.leads.length);
  });

  it.skipIf(!pyQgis())('is opened by QGIS without a missing layer, leads drawn by category', () => {
    const script = join(import.meta.dirname, 'load-qgis-project.py');
    const files = [join(out, 'landscar.qgs'), join(out, 'landscar.gpkg')];
    const env = { ...process.env, QT_QPA_PLATFORM: 'offscreen' };
    const text = execFileSync('/usr/bin/python3', [script, ...files], {
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const seen = JSON.parse(text.slice(text.indexOf('{'))) as QgisView;
    expect([seen.ok, seen.crs]).toEqual([true, 'EPSG:4326']);
    expect(seen.layers.map((l) => [l.valid, l.crs])).toEqual(Array.from({ length: 5 }, () => [true, 'EPSG:4326']));
    const leads = { renderer: 'categorizedSymbol', features: made.leads.length, categories: 7 };
    expect(seen.layers.find((l) => l.name === '线索')).toMatchObject(leads);
    expect(seen.default).toMatchObject(leads);
  });

  it('embeds styles and lists the unobserved ground', async () => {
    const layers = await readVectorLayers(join(out, 'landscar.gpkg'));
    const styles = layers.find((l) => l.name === 'layer_styles');
    expect(styles?.features.map((f) => f.properties.f_table_name)).toEqual([
      'leads',
      'disturbances',
      'footprints',
      'focus',
      'unobserved',
    ]);
    const areaM2 = layers
      .find((l) => l.name === 'unobserved')!
      .features.reduce((s, f) => s + Number(f.properties.areaM2), 0);
    // A corner triangle of 60 px legs and a cloud disc of about 45 px radius, on 10 m pixels.
    expect(areaM2 / 1e4).toBeGreaterThan(70);
    expect(areaM2 / 1e4).toBeLessThan(90);
  });

  it('finds one changed byte, a missing file, an extra file and a touched manifest', async () => {
    expect(await verifyPackage(out)).toMatchObject({ ok: true, changed: [], missing: [], extra: [] });
    const copy = join(dir, 'copy');
    await cp(out, copy, { recursive: true });
    const bytes = await readFile(join(copy, 'leads.geojson'));
    bytes[100]! ^= 1;
    await writeFile(join(copy, 'leads.geojson'), bytes);
    await rm(join(copy, 'ledger.xlsx'));
    await writeFile(join(copy, 'more.txt'), 'x');
    await writeFile(join(copy, 'manifest.json'), `${await readFile(join(copy, 'manifest.json'), 'utf8')} `);
    expect(await verifyPackage(copy)).toMatchObject({
      ok: false,
      changed: ['leads.geojson', 'manifest.json'],
      missing: ['ledger.xlsx'],
      extra: ['more.txt'],
    });
    await expect(verifyPackage(join(dir, 'stack'))).rejects.toThrow(/REPORT_PACKAGE_UNREADABLE/u);
  });

  it('drops 疑似 only after a recorded decision', async () => {
    const lead = made.leads.find((l) => l.category === 'suspectedNoApproval' && l.tags.length === 0)!;
    const decision = {
      leadId: lead.id,
      category: lead.category,
      confirmed: true,
      at: '2025-07-01',
      basis: '演示',
    };
    const decided = join(dir, 'decided');
    await exportPackage({ ...input(), decisions: [decision], out: decided });
    const layer = await readVector(join(decided, 'shp-utf8', 'RDTB_140525_202506.shp'));
    const words = layer.features.filter((f) => f.properties.BYD === '未批先建').map((f) => f.properties.QDNM);
    expect(words).toEqual([lead.patchNo]);
  });

  it('names the profiles there are', async () => {
    await expect(exportPackage({ ...input(), profile: 'nope', out: join(dir, 'x') })).rejects.toThrow(
      /rdtb, stbcjg, field2018/u,
    );
  });
});

describe('cutText', () => {
  it('never cuts inside a character and fits the bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, width) => {
        const { text: kept, cutChars } = cutText(text, width, 'UTF-8');
        expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(width);
        expect(text.startsWith(kept)).toBe(true);
        expect(Array.from(kept).length + cutChars).toBe(Array.from(text).length);
      }),
    );
  });
  it('counts two bytes a Chinese character in GBK and replaces what GBK lacks', () => {
    expect(cutText('水土保持', 7, 'GBK')).toEqual({ text: '水土保', cutChars: 1, replacedChars: 0 });
    expect(cutText('a😀b', 10, 'GBK')).toEqual({ text: 'a?b', cutChars: 0, replacedChars: 1 });
  });
});

describe('wgs84ToGcj02', () => {
  it('moves a place in Jincheng by some hundred metres and one abroad not at all', () => {
    const here = [112.85, 35.5] as const;
    const shift = geodesicDistanceM(here, wgs84ToGcj02(here));
    expect(shift).toBeGreaterThan(200);
    expect(shift).toBeLessThan(900);
    expect(wgs84ToGcj02([-43.2, -22.9])).toEqual([-43.2, -22.9]);
  });
  it('agrees with the published pair of Tian’anmen', () => {
    // eviltransform test vector: 39.90105, 116.42079 (GCJ) of 39.89965, 116.41454 (WGS-84), to a metre.
    const [lon, lat] = wgs84ToGcj02([116.41454, 39.89965]);
    expect(geodesicDistanceM([lon, lat], [116.42079, 39.90105])).toBeLessThan(3);
  });
});

describe('rectanglesOf', () => {
  it('covers the ones once and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ min: 0, max: 1, minLength: 42, maxLength: 42 }), (mask) => {
        const seen = new Uint8Array(42);
        for (const r of rectanglesOf(mask, 7, 6)) {
          for (let y = r.y0; y < r.y1; y++) for (let x = r.x0; x < r.x1; x++) seen[y * 7 + x]! += 1;
        }
        expect([...seen]).toEqual([...mask]);
      }),
    );
  });
});
