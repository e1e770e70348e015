import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readRaster, writeRaster } from '@landscar/geodata';
import { expandScenes, ingestPair, type SceneInput, type StacQuery } from '../src/index.js';
import { FlakyServer, type Trouble } from './flaky-server.js';
import { GROUND, SIX, sceneBands } from './ground.js';

const dir = mkdtempSync(join(tmpdir(), 'landscar-stac-'));
const server = new FlakyServer();
let cache = 0;
const patience = { attempts: 4, backoffMs: 5, stallMs: 1000 };
const cacheDir = (): string => join(dir, `cache-${cache}`);
const expand = (stac: StacQuery): Promise<SceneInput[]> =>
  expandScenes({ stac: { patience, ...stac } }, { cacheDir: cacheDir() });
const multihash = (bytes: Buffer): string => `1220${createHash('sha256').update(bytes).digest('hex')}`;

interface Asset {
  href: string;
  'eo:bands': { name: string; common_name: string }[];
  'raster:bands': { scale: number; offset: number }[];
  'file:checksum'?: string;
  'file:size'?: number;
}
/** An item of one-band assets, their files on the server. */
async function item(id: string, day: string, gain: number, more: object = {}): Promise<Record<string, unknown>> {
  const bands = sceneBands({ change: (v) => v * gain });
  const assets: Record<string, Asset> = {};
  for (const [i, name] of SIX.entries()) {
    const file = join(dir, `${id}-${name}.tif`);
    await writeRaster(file, { grid: GROUND, dataType: 'UInt16', bands: [bands[i]!], noData: 0 });
    const bytes = await readFile(file);
    server.files.set(`/${id}/${name}.tif`, bytes);
    assets[name] = {
      href: `./${id}/${name}.tif`,
      'eo:bands': [{ name, common_name: name }],
      'raster:bands': [{ scale: 1e-4, offset: 0 }],
      'file:checksum': multihash(bytes),
      'file:size': bytes.length,
    };
  }
  const properties = {
    datetime: `${day}T03:05:41Z`,
    'eo:cloud_cover': 4,
    'view:sun_azimuth': 150,
    'view:sun_elevation': 60,
  };
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    id,
    collection: 'sentinel-2-l2a',
    bbox: [0, 0, 1, 1],
    properties: { ...properties, ...more },
    assets,
    links: [],
  };
}

let [before, after]: Record<string, unknown>[] = [{}, {}];
beforeAll(async () => {
  await server.start();
  [before, after] = [await item('S2_before', '2020-06-01', 1), await item('S2_after', '2021-06-05', 1.1)];
  server.answers.set('/items.json', () => ({ type: 'FeatureCollection', features: [before, after] }));
});
beforeEach(() => {
  cache++;
  server.log.length = 0;
  server.troubles.clear();
});
afterAll(async () => {
  await server.stop();
  await rm(dir, { recursive: true });
});

describe('STAC', () => {
  it('an ItemCollection over the network becomes a stack; what is there is not fetched again', async () => {
    const scenes = await expand({ file: `${server.root}/items.json` });
    expect(scenes.map((s) => [s.date, s.sensor, s.cloudRatio, s.sun])).toEqual([
      ['2020-06-01', 'sentinel-2-l2a', 0.04, { azimuthDeg: 150, elevationDeg: 60 }],
      ['2021-06-05', 'sentinel-2-l2a', 0.04, { azimuthDeg: 150, elevationDeg: 60 }],
    ]);
    const stack = await ingestPair({ before: [scenes[0]!], after: [scenes[1]!], out: join(dir, 'stack') });
    expect(stack.bands).toEqual(SIX);
    expect([...(await readRaster(join(dir, 'stack/after.tif'))).bands[1]!]).toEqual([
      ...sceneBands({ change: (v) => v * 1.1 })[1]!,
    ]);
    const requests = server.log.length;
    await expand({ file: `${server.root}/items.json` });
    expect(server.log.length - requests).toBe(1);
  });

  it('files on the disk: an item, a collection of them, a catalogue with links', async () => {
    const local = { ...before, assets: Object.fromEntries(SIX.map((n) => [n, { href: `./S2_before-${n}.tif` }])) };
    await writeFile(join(dir, 'item.json'), JSON.stringify(local));
    await writeFile(
      join(dir, 'catalog.json'),
      JSON.stringify({
        type: 'Catalog',
        links: [
          { rel: 'self', href: './catalog.json' },
          { rel: 'item', href: './item.json' },
          { rel: 'child', href: './catalog.json' },
        ],
      }),
    );
    for (const file of ['item.json', 'catalog.json'])
      expect(await expandScenes({ file: join(dir, file) }, { cacheDir: cacheDir() })).toMatchObject([
        { date: '2020-06-01' },
      ]);
    await writeFile(join(dir, 'broken.json'), '{ "type": ');
    await expect(expand({ file: join(dir, 'broken.json') })).rejects.toMatchObject({ code: 'INGEST_STAC_UNREADABLE' });
  });

  it.each<[Trouble, string]>([
    ['error', 'a 503'],
    ['busy', 'a 429'],
    ['drop', 'a dropped connection'],
    ['truncate', 'a truncated body, continued where it broke'],
    ['stall', 'a stalled body, given up and continued'],
    ['wrong', 'wrong bytes, found by the checksum and fetched anew'],
  ])('%s: %s', async (trouble) => {
    const path = '/S2_after/red.tif';
    server.troubles.set(path, [trouble, trouble === 'wrong' ? 'error' : trouble]);
    await expand({ file: `${server.root}/items.json` });
    const got = await readFile(join(cacheDir(), 'S2_after/red.tif'));
    expect(got.equals(server.files.get(path)!)).toBe(true);
    expect(await readdir(join(cacheDir(), 'S2_after'))).toHaveLength(6);
    const asked = server.log.filter((l) => l.includes(path));
    expect(asked).toHaveLength(3);
    if (trouble === 'truncate' || trouble === 'stall') {
      const half = Math.floor(got.length / 2);
      expect(asked[1]).toContain(`bytes=${half}-`);
      expect(asked[2]).toContain(`bytes=${half + Math.floor((got.length - half) / 2)}-`);
    }
  });

  it('a killed run goes on where it was, also with a server that knows no ranges', async () => {
    const path = '/S2_after/nir.tif';
    server.troubles.set(path, ['truncate', 'error', 'error', 'error']);
    await expect(expand({ file: `${server.root}/items.json` })).rejects.toMatchObject({ code: 'INGEST_DOWNLOAD' });
    const whole = server.files.get(path)!;
    expect((await readFile(join(cacheDir(), 'S2_after/nir.tif.part'))).length).toBe(Math.floor(whole.length / 2));
    server.troubles.set(path, ['noRange']);
    await expand({ file: `${server.root}/items.json` });
    expect((await readFile(join(cacheDir(), 'S2_after/nir.tif'))).equals(whole)).toBe(true);
  });

  it('a wrong checksum is refused by name and leaves no file; a missing file is not asked for twice', async () => {
    const assets = before!['assets'] as Record<string, Asset>;
    const wrong = {
      ...before,
      assets: { ...assets, red: { ...assets['red'], 'file:checksum': `1220${'0'.repeat(64)}` } },
    };
    server.answers.set('/wrong.json', () => wrong);
    await expect(expand({ file: `${server.root}/wrong.json` })).rejects.toMatchObject({ code: 'INGEST_CHECKSUM' });
    expect(await readdir(join(cacheDir(), 'S2_before'))).not.toContain('red.tif');
    server.answers.set('/gone.json', () => ({
      ...before,
      assets: { ...assets, red: { ...assets['red'], href: './gone.tif' } },
    }));
    await expect(expand({ file: `${server.root}/gone.json` })).rejects.toMatchObject({ code: 'INGEST_DOWNLOAD' });
    expect(server.log.filter((l) => l.includes('gone.tif'))).toHaveLength(1);
    const odd = { ...before, assets: { ...assets, red: { ...assets['red'], 'file:checksum': '99ff' } } };
    server.answers.set('/odd.json', () => odd);
    await expect(expand({ file: `${server.root}/odd.json` })).rejects.toMatchObject({
      code: 'INGEST_CHECKSUM_UNKNOWN',
    });
  });

  it('an API is asked page by page, by GET or POST, with place, time and cloud', async () => {
    const cloudy = {
      ...after,
      id: 'S2_cloudy',
      properties: { ...(after!['properties'] as object), 'eo:cloud_cover': 90 },
    };
    let asked: URLSearchParams | null = null;
    const bodies: string[] = [];
    server.answers.set('/api/search', (request, body, url) => {
      if (request.method === 'GET' && !url.searchParams.has('token')) {
        asked = url.searchParams;
        return {
          type: 'FeatureCollection',
          features: [before],
          links: [{ rel: 'next', href: `${server.root}/api/search?token=2` }],
        };
      }
      if (request.method === 'GET')
        return {
          type: 'FeatureCollection',
          features: [after],
          links: [{ rel: 'next', href: `${server.root}/api/search`, method: 'POST', body: { token: '3' } }],
        };
      bodies.push(body);
      return { type: 'FeatureCollection', features: [cloudy, before], links: [] };
    });
    for (const [id, assets] of [before, after].map(
      (i) => [i!['id'] as string, i!['assets'] as Record<string, Asset>] as const,
    ))
      for (const name of SIX) assets[name]!.href = `${server.root}/${id}/${name}.tif`;
    server.troubles.set('/api/search', ['error', 'stall', 'drop']);
    const scenes = await expandScenes(
      {
        stac: {
          api: `${server.root}/api/`,
          collections: ['sentinel-2-l2a'],
          from: '2020-01-01',
          to: '2021-12-31',
          maxCloud: 0.5,
          patience,
        },
      },
      {
        cacheDir: cacheDir(),
        area: { type: 'Polygon', coordinates: [[[112, 35], [113, 35], [113, 36], [112, 35]]] }, // prettier-ignore
      },
    );
    expect(scenes.map((s) => s.date)).toEqual(['2020-06-01', '2021-06-05']);
    expect(Object.fromEntries(asked!)).toMatchObject({
      bbox: '112,35,113,36',
      collections: 'sentinel-2-l2a',
      datetime: '2020-01-01T00:00:00Z/2021-12-31T23:59:59Z',
    });
    expect(bodies).toEqual(['{"token":"3"}']);
    server.answers.set('/loop/search', () => ({
      features: [],
      links: [{ rel: 'next', href: `${server.root}/loop/search?token=1` }],
    }));
    await expect(expand({ api: `${server.root}/loop` })).rejects.toMatchObject({ code: 'INGEST_STAC_UNREADABLE' });
  });

  it('a search that is stopped stops', async () => {
    const stop = new AbortController();
    server.troubles.set('/items.json', ['stall']);
    setTimeout(() => stop.abort(), 30);
    await expect(
      expandScenes(
        { stac: { file: `${server.root}/items.json`, patience } },
        { cacheDir: cacheDir(), signal: stop.signal },
      ),
    ).rejects.toMatchObject({ code: 'INGEST_INTERRUPTED' });
  });
});
