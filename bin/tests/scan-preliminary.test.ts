import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Position } from '@landscar/core';
import { makeDemoSite } from '@landscar/fixtures';
import { beforeAll, expect, it } from 'vitest';
import { differingFiles, landscar, landscarUntil } from './command-line.js';

// Of six blocks the corridors touch those in the west alone.
const folder = mkdtempSync(join(tmpdir(), 'landscar-preliminary-'));
const site = join(folder, 'site');
const WEST_DEG = 112.512;
const at = (path: string): string => join(folder, path);
const json = (path: string): unknown => JSON.parse(readFileSync(at(path), 'utf8'));
const run = (name: string): string[] => ['--out', at(name), '--register', at(`${name}.sqlite`), '--workers', '1'];

interface Lead {
  readonly geometry: unknown;
  readonly properties: Record<string, unknown>;
}
const leadsOf = (path: string): readonly Lead[] => (json(`${path}/leads.geojson`) as { features: Lead[] }).features;

/** What is the same whoever numbers it and however many are beside it. */
const judged = (leads: readonly Lead[]): string[] =>
  leads
    .map(({ geometry, properties: { patchNo: _patchNo, disturbanceId: _disturbanceId, ...properties } }) =>
      JSON.stringify({ geometry, properties }),
    )
    .sort();

beforeAll(async () => {
  await makeDemoSite(site, { widthPx: 1300, heightPx: 500 });
  for (const name of ['expressway', 'railway', 'river']) {
    const layer = json(`site/vectors/${name}.geojson`) as { features: { geometry: { coordinates: Position[] } }[] };
    for (const { geometry } of layer.features)
      geometry.coordinates = geometry.coordinates.filter(([lon]) => lon < WEST_DEG);
    writeFileSync(at(`site/vectors/${name}.geojson`), JSON.stringify(layer));
  }
  const config = readFileSync(join(site, 'landscar.yaml'), 'utf8');
  const lines = config.split('\n').filter((l) => !/kind: (?:mine|extent|schematic|line|list)\b/u.test(l));
  const kept = lines.filter((l) => !l.startsWith('footprints:')).join('\n');
  writeFileSync(join(site, 'landscar.yaml'), `${kept}\npreliminary: false\n`);
  expect(landscar('scan', site, ...run('at-once'), '--quiet').code).toBe(0);
  expect(existsSync(at('at-once/preliminary'))).toBe(false);
  // The same scan by its folder and id: only what is shown on the way differs.
  writeFileSync(join(site, 'landscar.yaml'), kept);
});

it('shows the leads of the focus while the rest is still looked at: those of the focus alone, marked, in no register', async () => {
  const stopped = await landscarUntil(/先行结果/u, 'SIGKILL', 'scan', site, ...run('in-turn'));
  expect(stopped.code).toBe(null);
  expect(stopped.stderr).toContain(`-> ${at('in-turn/preliminary/index.html')}`);
  expect(existsSync(at('in-turn/detection/detection.json'))).toBe(false);
  expect(existsSync(at('in-turn/index.html'))).toBe(false);
  expect(landscar('leads', 'list', site, '--register', at('in-turn.sqlite'), '--json').stdout).toBe('[]\n');

  const early = leadsOf('in-turn/preliminary');
  expect(early.length).toBeGreaterThan(0);
  expect(early.map((l) => l.properties['patchNo']).sort()[0]).toBe('先行-0001');
  const page = readFileSync(at('in-turn/preliminary/index.html'), 'utf8');
  expect(page).toMatch(/<h1>【先行结果】/u);
  expect(page).toContain('未入线索库');

  // As the focus alone gives them, whose stack shows nothing else.
  expect(landscar('scan', site, ...run('alone'), '--focus-only', '--quiet').code).toBe(0);
  expect(judged(early)).toEqual(judged(leadsOf('alone')));
  expect(leadsOf('at-once').length).toBeGreaterThan(early.length);
});

it('killed there and run again, looks at the rest alone, and ends with the same bytes', () => {
  const resumed = landscar('scan', site, ...run('in-turn'), '--json');
  expect(resumed.code).toBe(0);
  const events = resumed.stderr.trim().split('\n').map((line) => JSON.parse(line) as { event: string; total?: number; step?: string }); // prettier-ignore
  expect(events.filter((e) => e.event === 'preliminary')).toHaveLength(1);
  // Of the blocks near the corridors none is looked at twice.
  const windows = events.filter((e) => e.step === 'windows');
  expect(windows.length).toBeGreaterThan(0);
  expect(windows.length).toBeLessThan(6);
  expect(readdirSync(at('in-turn')).filter((name) => name.startsWith('preliminary'))).toEqual([]);
  expect(differingFiles(at('at-once'), at('in-turn'))).toEqual([]);
});
