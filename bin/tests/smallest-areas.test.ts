import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDemoSite } from '@landscar/fixtures';
import { beforeAll, expect, it } from 'vitest';
import { landscar } from './command-line.js';

// Without approved extents, so that every disturbance is one lead.
const folder = mkdtempSync(join(tmpdir(), 'landscar-smallest-'));
const site = join(folder, 'site');
const HECTARE_M2 = 10_000;
let siteFile = '';

interface Lead {
  readonly id: string;
  readonly areaM2: number;
  readonly looksLike: string | null;
  readonly focus: readonly { readonly kind: string }[];
}

/** Scans again into the same folder: stack and detection are taken over where they are the same. */
function scan(name: string, change: (text: string) => string): { leads: Lead[]; dropped: number; windows: number } {
  writeFileSync(join(site, 'landscar.yaml'), change(siteFile));
  const out = join(folder, 'run');
  const { code } = landscar('scan', site, '--out', out, '--register', join(folder, `${name}.sqlite`), '--quiet');
  expect(code).toBe(0);
  const { features } = JSON.parse(readFileSync(join(out, 'leads.geojson'), 'utf8')) as { features: { properties: Lead }[] }; // prettier-ignore
  const record = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as {
    dropped: { belowMinimumArea: number };
    counts: { windows: number };
  };
  return {
    leads: features.map((f) => f.properties),
    dropped: record.dropped.belowMinimumArea,
    windows: record.counts.windows,
  };
}

const idsOf = (leads: readonly Lead[]): string[] => leads.map((l) => l.id).sort();
const near = ({ focus }: Lead): boolean => focus.some(({ kind }) => ['expressway', 'railway', 'river'].includes(kind));

let all: Lead[] = [];
beforeAll(async () => {
  await makeDemoSite(site, { widthPx: 1600, heightPx: 700 });
  const lines = readFileSync(join(site, 'landscar.yaml'), 'utf8').split('\n');
  siteFile = lines.filter((l) => !/^footprints:|kind: (?:extent|schematic|line|list)\b/u.test(l)).join('\n');
  const first = scan('first', (text) => text);
  expect(first.dropped).toBe(0);
  all = first.leads;
  // What the tests tell apart is there.
  const small = all.filter((l) => l.areaM2 < 5 * HECTARE_M2);
  expect(small.filter(near).length).toBeGreaterThan(0);
  expect(small.filter((l) => !near(l)).length).toBeGreaterThan(0);
  expect(all.filter((l) => l.looksLike === 'quarry').length).toBeGreaterThan(0);
});

it('leaves out less near corridors and of a kind where the site file asks for it, on the same detection', () => {
  const { leads, dropped, windows } = scan(
    'lower',
    (text) => `${text.replace('\nminArea: 0.1ha', '\nminArea: 500ha')}\nminAreaByKind: { quarry: 0.2ha }\n`,
  );
  expect(windows).toBe(0);
  expect(idsOf(leads)).toEqual(idsOf(all.filter((l) => near(l) || l.looksLike === 'quarry')));
  expect(dropped).toBe(all.length - leads.length);
  expect(dropped).toBeGreaterThan(0);
});

it('leaves out more there where the site file asks for that', () => {
  const { leads, dropped } = scan(
    'higher',
    (text) => `${text.replaceAll('minArea: 0.1ha, ', 'minArea: 5ha, ')}\nminAreaByKind: { quarry: 500ha }\n`,
  );
  const kept = (l: Lead): boolean => (near(l) ? l.areaM2 >= 5 * HECTARE_M2 : l.looksLike !== 'quarry');
  expect(idsOf(leads)).toEqual(idsOf(all.filter(kept)));
  expect(dropped).toBe(all.length - leads.length);
  expect(dropped).toBeGreaterThan(0);
});
