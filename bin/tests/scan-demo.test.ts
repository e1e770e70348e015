import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LEAD_CATEGORIES } from '@landscar/core';
import { compareWithTruth, makeDemoSite, type LeadFeatures, type Truth } from '@landscar/fixtures';
import { beforeAll, expect, it } from 'vitest';
import { differingFiles, landscar, landscarUntil } from './command-line.js';

const folder = mkdtempSync(join(tmpdir(), 'landscar-demo-'));
const site = join(folder, 'site');
const run = (name: string): string[] => ['--out', join(folder, name), '--register', join(folder, `${name}.sqlite`)];
const json = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));

beforeAll(async () => {
  await makeDemoSite(site, { widthPx: 700, heightPx: 600 });
  const first = landscar('scan', site, ...run('first'));
  expect(first.stderr).toContain('完成, 用时');
  expect(first.code).toBe(0);
  expect(first.stdout.trim()).toBe(join(folder, 'first'));
});

it('finds most of the disturbances of the truth', () => {
  const comparison = compareWithTruth(json('first/leads.geojson') as LeadFeatures, json('site/truth.geojson') as Truth);
  const { found, missed } = comparison;
  expect(found.length / (found.length + missed.length)).toBeGreaterThan(0.7);
});

it('reaches every category by a disturbance that was made for it', () => {
  // possiblyExempt ends at 0.5 ha: 0.36 ha are 36 pixels, which the default model misses or outlines as 0.6 ha; baseline draws pixels.
  expect(landscar('scan', site, ...run('pixels'), '--model', 'baseline', '--quiet').code).toBe(0);
  const truth = json('site/truth.geojson') as Truth;
  const comparisons = ['first', 'pixels'].map((name) =>
    compareWithTruth(json(`${name}/leads.geojson`) as LeadFeatures, truth),
  );
  const reached = comparisons.flatMap(({ found, nonProductionLeads }) => [
    ...found.filter((m) => m.categoryRight).map((m) => m.truth.expected),
    ...(nonProductionLeads > 0 ? (['nonProduction'] as const) : []),
  ]);
  expect(new Set(reached)).toEqual(new Set(LEAD_CATEGORIES));
});

it('writes the properties that were promised, and no violation as a fact', () => {
  const { features } = json('first/leads.geojson') as { features: { properties: Record<string, unknown> }[] };
  for (const { properties } of features) {
    for (const name of [
      'id',
      'patchNo',
      'category',
      'areaM2',
      'areaMu',
      'dateBefore',
      'dateAfter',
      'reasons',
      'focus',
      'project',
    ])
      expect(properties).toHaveProperty(name);
    for (const score of ['confidence', 'evidence', 'ruleCertainty']) {
      expect(properties[score]).toBeGreaterThanOrEqual(0);
      expect(properties[score]).toBeLessThanOrEqual(1);
    }
    expect(properties.patchNo).toMatch(/^\d{6}-202509-\d{4}$/);
  }
  const page = readFileSync(join(folder, 'first/index.html'), 'utf8');
  expect(page).toContain('演示数据');
  expect(page.match(/(?<!疑似)(未批先建|超出防治责任范围|建设地点变更|未批先弃)/gu) ?? []).toEqual([]);
  expect(page).not.toMatch(/(?:src|href)="https?:/);
});

it('a second run with a fresh folder and register gives the same bytes', () => {
  expect(landscar('scan', site, ...run('second'), '--workers', '1', '--quiet').code).toBe(0);
  expect(differingFiles(join(folder, 'first'), join(folder, 'second'))).toEqual([]);
});

it('the same scan again skips what is done', () => {
  const { code, stderr } = landscar('scan', site, ...run('first'), '--json');
  expect(code).toBe(0);
  expect(stderr).not.toContain('stage.progress');
});

it.each([
  ['SIGKILL', '影像入栈', null],
  ['SIGKILL', '检测', null],
  ['SIGINT', '检测', 130],
] as const)('%s in the middle of %s: run again, it ends with the same bytes', async (signal, stage, code) => {
  const name = `${signal}-${stage}`;
  const stopped = await landscarUntil(new RegExp(`  ${stage}: `), signal, 'scan', site, ...run(name));
  expect(stopped.code).toBe(code);
  expect(landscar('scan', site, ...run(name), '--quiet').code).toBe(0);
  expect(differingFiles(join(folder, 'first'), join(folder, name))).toEqual([]);
});

it('plan lays out the same grid as the scan, draws it, and writes nothing else', () => {
  const listing = (): string[] => readdirSync(site, { recursive: true, encoding: 'utf8' }).sort();
  const before = listing();
  const picture = join(folder, 'plan.svg');
  const planned = landscar('plan', site, '--json', '--picture', picture);
  expect(planned.code).toBe(0);
  const plan = JSON.parse(planned.stdout) as { grid: unknown; seconds: { all: number }; memoryBytes: number };
  expect(plan.grid).toEqual((json('first/stack/stack.json') as { grid: unknown }).grid);
  expect(plan.seconds.all).toBeGreaterThan(0);
  expect(plan.memoryBytes).toBeGreaterThan(50e6);
  expect(readFileSync(picture, 'utf8')).toMatch(/^<svg .*演示数据.*高速公路.*<\/svg>\n$/su);
  expect(listing()).toEqual(before);
});

it('the single stages give the same disturbances as the scan', () => {
  const at = (name: string): string => join(folder, name);
  const stack = at('first/stack');
  const detected = landscar(
    'detect',
    stack,
    '--model',
    'default',
    '--min-area',
    '0.1ha',
    '--out',
    at('alone/detection'),
    '--quiet',
  );
  expect(detected.stderr).toBe('');
  for (const file of ['probability.tif', 'flags.tif', 'disturbances.geojson']) {
    expect(readFileSync(at(`alone/detection/${file}`)).equals(readFileSync(at(`first/detection/${file}`)))).toBe(true);
  }
  const reported = landscar(
    'report',
    at('alone/detection'),
    '--stack',
    stack,
    '--footprints',
    join(site, 'footprints/zone37.shp'),
    '--out',
    at('alone/report'),
    '--quiet',
  );
  expect(reported.code).toBe(0);
  expect(reported.stdout.trim()).toBe(at('alone/report/index.html'));
});

it('the register answers, and its hash chain is whole', () => {
  const register = ['--register', join(folder, 'first.sqlite')];
  const leads = JSON.parse(landscar('leads', 'list', site, ...register, '--json').stdout) as {
    id: string;
    patchNo: string;
  }[];
  expect(leads.length).toBeGreaterThan(0);
  const shown = JSON.parse(landscar('leads', 'show', site, leads[0]!.patchNo, ...register).stdout) as { id: string };
  expect(shown.id).toBe(leads[0]!.id);
  expect(landscar('leads', 'verify', site, ...register).code).toBe(0);
});

it('the exit code says that leads were found, where asked', () => {
  expect(landscar('scan', site, ...run('first'), '--fail-on-leads', '--quiet').code).toBe(5);
});
