import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { geodesicAreaM2, type Lead, type Position } from '@landscar/core';
import { makeDemoSite } from '@landscar/fixtures';
import { withRegister } from '@landscar/pipeline';
import { beforeAll, expect, it } from 'vitest';
import { landscar } from './command-line.js';

// The western parts of road, railway and river are all of the focus: of two blocks of imagery only the western one is laid out.
const folder = mkdtempSync(join(tmpdir(), 'landscar-focus-'));
const site = join(folder, 'site');
const [WIDTH, HEIGHT] = [1300, 500];
const WEST_DEG = 112.512;
const json = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));
const scan = (name: string, ...flags: string[]): number | null =>
  landscar('scan', site, '--out', join(folder, name), '--register', join(folder, `${name}.sqlite`), '--quiet', ...flags)
    .code;
const leadsOf = (name: string): Promise<Lead[]> =>
  withRegister(site, join(folder, `${name}.sqlite`), (register) => register.leads());
interface Record {
  readonly unobservedHa: number;
  readonly observedHa: number;
  readonly owed: { readonly seenHa: number; readonly parts: readonly { since: string; areaHa: number }[] };
}

beforeAll(async () => {
  await makeDemoSite(site, { widthPx: WIDTH, heightPx: HEIGHT });
  for (const name of ['expressway', 'railway', 'river']) {
    const layer = json(`site/vectors/${name}.geojson`) as { features: { geometry: { coordinates: Position[] } }[] };
    for (const { geometry } of layer.features)
      geometry.coordinates = geometry.coordinates.filter(([lon]) => lon < WEST_DEG);
    writeFileSync(join(site, `vectors/${name}.geojson`), JSON.stringify(layer));
  }
  const config = readFileSync(join(site, 'landscar.yaml'), 'utf8');
  const lines = config.split('\n').filter((l) => !/kind: (?:mine|extent|schematic|line|list)\b/u.test(l));
  writeFileSync(join(site, 'landscar.yaml'), lines.filter((l) => !l.startsWith('footprints:')).join('\n'));
  expect(scan('whole')).toBe(0);
  expect(scan('focus', '--focus-only')).toBe(0);
});

it('lays out only the blocks that the corridor and its surroundings touch', () => {
  const bytes = (name: string): number => statSync(join(folder, name, 'stack/after.tif')).size;
  // Nothing is stored of the eastern block, a fifth of the imagery.
  expect(bytes('focus') / bytes('whole')).toBeLessThan(0.8);
});

it('finds the leads of the corridor that a whole scan finds, at the same chainage', async () => {
  const [whole, focus] = [await leadsOf('whole'), await leadsOf('focus')];
  expect(focus.length).toBeGreaterThan(0);
  expect(focus.length).toBeLessThan(whole.length);
  const near = (lead: Lead): Lead | undefined =>
    whole.find(
      ({ centroidLonLat: [x, y] }) =>
        Math.abs(x - lead.centroidLonLat[0]) < 1e-3 && Math.abs(y - lead.centroidLonLat[1]) < 1e-3,
    );
  for (const lead of focus) {
    const other = near(lead);
    const [chainage, expected] = [lead.focus[0]?.chainageM, other?.focus[0]?.chainageM];
    expect(chainage).toBeTypeOf('number');
    expect(Math.abs((chainage ?? NaN) - (expected ?? NaN))).toBeLessThan(60);
  }
});

it('owes nothing outside of the corridor', () => {
  const [whole, focus] = [json('whole/run.json') as Record, json('focus/run.json') as Record];
  const area = json('site/vectors/area.geojson') as { features: { geometry: Parameters<typeof geodesicAreaM2>[0] }[] };
  const areaHa = area.features.reduce((sum, f) => sum + geodesicAreaM2(f.geometry), 0) / 1e4;
  const owedHa = (r: Record): number => r.owed.parts.reduce((sum, p) => sum + p.areaHa, 0);
  expect(whole.observedHa + whole.unobservedHa).toBeCloseTo(areaHa, 0);
  expect(focus.observedHa + focus.unobservedHa).toBeLessThan(0.7 * areaHa);
  expect(owedHa(whole)).toBeGreaterThan(0.5 * whole.unobservedHa);
  expect(owedHa(focus)).toBeLessThan(Math.min(owedHa(whole), 0.05 * areaHa));
  expect(focus.owed.seenHa).toBe(0);
});

it('does the same where the site file asks for it, whatever else it says of detection', async () => {
  const config = join(site, 'landscar.yaml');
  const detection = 'focusOnly: true\ndetection: { precision: int8, changeGate: on, statistics: scene }\n';
  writeFileSync(config, readFileSync(config, 'utf8') + detection);
  expect(scan('keyed')).toBe(0);
  const [focus, keyed] = [await leadsOf('focus'), await leadsOf('keyed')];
  const places = (leads: readonly Lead[]) => leads.map(({ centroidLonLat }) => centroidLonLat.map((v) => v.toFixed(3)));
  expect(places(keyed)).toEqual(places(focus));
  const record = json('keyed/stack/stack.json') as { area: unknown };
  expect(record.area).toEqual((json('focus/stack/stack.json') as { area: unknown }).area);
  const { gate } = json('keyed/detection/detection.json') as { gate?: unknown };
  expect(gate).toBeDefined();
});
