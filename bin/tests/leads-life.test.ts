import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Grid } from '@landscar/core';
import { makeDemoSite } from '@landscar/fixtures';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDecidedLeads, readFeedback } from '@landscar/train';
import { landscar, type Answer } from './command-line.js';

interface Shown {
  readonly id: string;
  readonly patchNo: string;
  readonly category: string;
  readonly status: string;
  readonly areaM2: number;
  readonly geometryLonLat: { readonly type: string; readonly coordinates: readonly (readonly (readonly number[])[])[] };
}

const folder = mkdtempSync(join(tmpdir(), 'landscar-life-'));
const site = join(folder, 'site');
let run = '';
const leads = (command: string, ...rest: readonly string[]): Answer => landscar('leads', command, site, ...rest);
const list = (...rest: readonly string[]): Shown[] => JSON.parse(leads('list', '--json', ...rest).stdout) as Shown[];
const show = (key: string): Shown => JSON.parse(leads('show', key).stdout) as Shown;
/** A lead of one simple polygon that was not touched yet. */
const untouched = (): Shown =>
  list('--status', 'candidate')
    .filter((l) => l.geometryLonLat.type === 'Polygon')
    .sort((a, b) => a.geometryLonLat.coordinates.flat().length - b.geometryLonLat.coordinates.flat().length)[0]!;

function draw(name: string, rings: readonly (readonly (readonly number[])[])[]): string {
  const file = join(folder, name);
  const features = rings.map((ring) => ({
    type: 'Feature',
    properties: {},
    geometry: { type: 'Polygon', coordinates: [ring] },
  }));
  writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features }));
  return file;
}

/** The part of a ring west (-1) or east (1) of a meridian. */
function half(ring: readonly (readonly number[])[], lon: number, side: 1 | -1): number[][] {
  const out: number[][] = [];
  const depth = (p: readonly number[]): number => side * (p[0]! - lon);
  for (let i = 0; i + 1 < ring.length; i++) {
    const [a, b] = [ring[i]!, ring[i + 1]!];
    if (depth(a) >= 0) out.push([...a]);
    if (depth(a) >= 0 !== depth(b) >= 0) {
      const t = depth(a) / (depth(a) - depth(b));
      out.push([lon, a[1]! + t * (b[1]! - a[1]!)]);
    }
  }
  return [...out, out[0]!];
}

beforeAll(async () => {
  await makeDemoSite(site, { widthPx: 1200, heightPx: 1000 });
  const scan = landscar('scan', site, '--quiet');
  expect(scan.stderr).toBe('');
  run = scan.stdout.trim();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the life of leads on the command line', () => {
  it('every category is reached by the demo site', () => {
    expect(new Set(list().map((l) => l.category))).toEqual(
      new Set([
        'compliant',
        'suspectedNoApproval',
        'suspectedBeyondExtent',
        'suspectedRelocation',
        'unlinked',
        'possiblyExempt',
        'nonProduction',
      ]),
    );
  });

  it('from candidate to closed, with two persons and a record of each step', () => {
    const { patchNo } = untouched();
    const set = (state: string, who: string, ...rest: readonly string[]): Answer =>
      leads('set', patchNo, state, '--as', who, ...rest);
    expect(set('待复核', '演示甲').stdout).toBe(`${patchNo}：候选 → 待复核，演示甲\n`);
    const alone = set('已下发', '演示甲');
    expect([alone.code, alone.stderr]).toEqual([3, expect.stringContaining('REPORT_SECOND_PERSON')]);
    expect(set('销号', '演示乙').stderr).toContain('REPORT_MOVE');
    const steps: [string, string, ...string[]][] = [
      ['issued', '演示乙'],
      ['已复核', '演示乙', '--evidence', 'IMG_1,IMG_2'],
      ['认定', '演示甲', '--reason', '现场核实', '--determination', '违法违规'],
      ['查处', '演示甲', '--measure', '整改意见'],
      ['整改核查', '演示甲'],
      ['销号', '演示乙', '--reason', '已恢复', '--evidence', 'IMG_9'],
    ];
    for (const step of steps) expect(set(...step)).toMatchObject({ code: 0, stderr: '' });
    expect(show(patchNo).status).toBe('closed');
    const history = leads('history', patchNo).stdout;
    expect(history).toContain('认定结果 违法违规');
    expect(leads('history', patchNo, '--lang', 'en').stdout).toContain('measure rectification notice');
    expect(history.trim().split('\n')).toHaveLength(9);
  });

  it('splits, merges and redraws; parts with a gap are refused', () => {
    const { id, areaM2, geometryLonLat } = untouched();
    const ring = geometryLonLat.coordinates[0]!;
    const lons = ring.map((p) => p[0]!);
    const middle = (Math.min(...lons) + Math.max(...lons)) / 2;
    const [west, east] = [half(ring, middle, -1), half(ring, middle, 1)];
    const gap = draw('gap.geojson', [west, half(ring, (middle + Math.max(...lons)) / 2, 1)]);
    expect(leads('split', id, gap, '--reason', '试').stderr).toContain('REPORT_LEAD_GEOMETRY');
    const split = leads('split', id, draw('parts.geojson', [west, east]), '--reason', '两个工地', '--as', '演示甲');
    const ids = split.stdout.trim().split('\n');
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(id);
    const parts = ids.map((i) => show(i).areaM2);
    // The cut runs along a meridian, straight in degrees: centimetres of it bow in the plane and on the ellipsoid.
    expect(Math.abs((parts[0]! + parts[1]!) / areaM2 - 1)).toBeLessThan(1e-5);
    expect(leads('merge', id, id, '--reason', '试').stderr).toContain('REPORT_LEAD_GEOMETRY');
    expect(leads('merge', ...ids, '--reason', '同一工地').stdout).toBe(`${id}\n`);
    expect(Math.abs(show(id).areaM2 / areaM2 - 1)).toBeLessThan(1e-5);
    expect(leads('redraw', id, draw('west.geojson', [west]), '--reason', '测量').code).toBe(0);
    expect(show(id).areaM2).toBeCloseTo(parts[0]!, 0);
    // What was drawn in degrees lies on the pictures of the run, which are in metres.
    const out = join(folder, 'drawn');
    expect(landscar('export', site, run, '--out', out).code).toBe(0);
    const page = readFileSync(join(out, 'index.html'), 'utf8');
    const [, x, y] = new RegExp(`data-of="${id}"[^]*?<path d="M(\\S+) ([\\d.-]+)`, 'u').exec(page) ?? [];
    for (const px of [Number(x), Number(y)]) {
      expect(px).toBeGreaterThan(0);
      expect(px).toBeLessThan(1320);
    }
  });

  it('enters what was found in the field, judged like the others, with a number of its own', () => {
    const [x, y, d] = [112.47, 35.52, 0.002];
    const square = [
      [x, y],
      [x + d, y],
      [x + d, y + d],
      [x, y + d],
      [x, y],
    ];
    const flags = ['--found', '2025-09-30', '--untouched', '2025-06-01', '--reason', '群众举报', '--as', '演示丙'];
    const added = leads('add', draw('found.geojson', [square]), ...flags, '--kind', 'spoilGround');
    expect(added.stderr).toBe('');
    const lead = show(added.stdout.trim());
    expect(lead.patchNo).toMatch(/^1405\d\d-202509-\d{4}$/u);
    // A scan only says what ground looks like; a person's word decides: 疑似未批先弃.
    expect(lead).toMatchObject({ category: 'suspectedNoApproval', tags: ['suspectedDumping'] });
    expect(leads('add', draw('found.geojson', [square]), ...flags, '--kind', 'spoilGround').stdout).toBe(added.stdout);
    expect(list().filter((l) => l.patchNo === lead.patchNo)).toHaveLength(1);
    const bow = [square[0]!, square[2]!, square[1]!, square[3]!, square[0]!];
    expect(leads('add', draw('bow.geojson', [bow]), ...flags).stderr).toContain('REPORT_OUTLINE_FILE');
    const known = draw('known.geojson', [list('--status', 'candidate')[0]!.geometryLonLat.coordinates[0]!]);
    expect(leads('add', known, ...flags).stderr).toContain('REPORT_LEAD_KNOWN');
  });

  it('takes a sheet row by row: each bad row is named, the rest goes in', () => {
    const [one, two] = list('--status', 'candidate');
    const sheet = join(folder, 'decisions.csv');
    writeFileSync(
      sheet,
      [
        '图斑编号,处理状态,原因,决定人,批次,版本',
        `${one!.patchNo},剔除,农事,演示甲,,`,
        `${two!.patchNo},剔除,农事,演示甲,another-run,`,
        `${two!.patchNo},剔除,农事,演示甲,,1`,
        '140500-209901-0001,剔除,农事,演示甲,,',
        `${two!.patchNo},=cmd|'/C calc'!A0,,演示甲,,`,
      ].join('\n'),
    );
    const first = leads('import', sheet);
    expect(first.code).toBe(4);
    expect(first.stdout).toContain('采纳 1 行');
    for (const [row, code] of [
      [3, 'DECISION_STALE'],
      [4, 'DECISION_STALE'],
      [5, 'LEAD_UNKNOWN'],
      [6, 'DECISION_WORD'],
    ] as const)
      expect(first.stderr).toMatch(new RegExp(`第 ${row} 行(?:(?!第 \\d).)*REPORT_${code}`, 'su'));
    expect(show(one!.patchNo).status).toBe('rejected');
    expect(leads('import', sheet, '--lang', 'en').stdout).toContain('0 rows taken, 1 already so');
  });

  it('gives decided leads to the reader of models finetune, with the label that was recorded', async () => {
    const other = list('--status', 'candidate').at(-1)!.patchNo;
    expect(leads('set', other, '剔除', '--reason', '重复', '--as', '演示甲').code).toBe(0);
    const out = join(folder, 'feedback');
    const { code, stdout, stderr } = landscar('models', 'feedback', site, run, '--out', out);
    expect([code, stdout]).toEqual([0, `${out}\n`]);
    expect(stderr).toMatch(/确有扰动 1 个，误报 1 个；对地面无说明、未取用：重复 1/u);
    const { scenes, provenance } = await readFeedback(out);
    expect(provenance).toMatch(/1 accepted, 1 rejected/u);
    expect(scenes).toHaveLength(1);
    const { grid } = JSON.parse(readFileSync(join(scenes[0]!.stack, 'stack.json'), 'utf8')) as { grid: Grid };
    const read = await readDecidedLeads(scenes[0]!.leads, grid);
    expect([read.undecided, read.outside]).toEqual([0, 0]);
    const pixelM2 = grid.pixelWidth * grid.pixelHeight;
    for (const { event, accepted, pixels } of read.leads) {
      const { status, areaM2 } = show(event);
      expect(status).toBe(accepted ? 'closed' : 'rejected');
      expect((pixels.length * pixelM2) / areaM2).toBeCloseTo(1, 1);
    }
    expect(read.leads.map((l) => l.accepted).sort()).toEqual([false, true]);
    const text = readFileSync(scenes[0]!.leads, 'utf8');
    expect(text).not.toMatch(/演示甲|演示乙|现场核实|IMG_/u);
    for (const [, chip] of text.matchAll(/"chip\w+":"([^"]+)"/gu))
      expect(readFileSync(join(out, chip!)).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    // The shapefile drops 疑似 for the one lead that a person determined, and for no other.
    const pack = join(folder, 'package');
    expect(landscar('export', site, run, '--out', pack).code).toBe(0);
    const closed = list('--status', 'closed')[0]!;
    const manifest = JSON.parse(readFileSync(join(pack, 'manifest.json'), 'utf8')) as { decisions: number };
    expect(manifest.decisions).toBe(1);
    const dbf = readdirSync(join(pack, 'shp-utf8')).filter((name) => name.endsWith('.dbf'));
    const rows = dbf.flatMap(
      (name) =>
        readFileSync(join(pack, 'shp-utf8', name), 'utf8').match(
          / ?1405\d\d-\d{6}-\d{4}.+?(?=1405\d\d-\d{6}-\d{4}|$)/gsu,
        ) ?? [],
    );
    const reviewed = rows.filter((row) => row.includes('已复核'));
    expect(reviewed).toHaveLength(1);
    expect(reviewed[0]).toContain(closed.patchNo);
    const copied = landscar('models', 'feedback', site, run, '--copy-stacks', '--out', join(folder, 'copied'));
    expect(copied.code).toBe(0);
    expect((await readFeedback(join(folder, 'copied'))).scenes[0]!.stack).toContain(join('copied', 'stacks'));
  });

  it('writes a sheet to decide on, a digest, a backup, and takes the backup back', () => {
    const sheet = join(folder, 'sheet.xlsx');
    expect(leads('sheet', '--out', sheet, '--status', '候选').code).toBe(0);
    expect(readFileSync(sheet).subarray(0, 2).toString()).toBe('PK');
    expect(leads('digest').stdout).toMatch(/新增 +\d+ +ev-/u);
    const backup = join(folder, 'backup.jsonl.gz');
    expect(landscar('register', 'backup', site, backup).code).toBe(0);
    const copy = ['--register', join(folder, 'copy.sqlite')];
    expect(landscar('register', 'restore', site, backup, ...copy).code).toBe(0);
    expect(landscar('register', 'restore', site, backup, ...copy).stderr).toContain('REPORT_REGISTER_NOT_EMPTY');
    expect(leads('list', '--json', ...copy).stdout).toBe(leads('list', '--json').stdout);
    expect(landscar('register', 'verify', site, ...copy).stdout).toMatch(/哈希链完整/u);
    expect(landscar('register', 'restore', site, sheet, '--register', join(folder, 'no.sqlite')).stderr).toContain(
      'REPORT_BACKUP_BROKEN',
    );
  });

  it('takes patches sent down and lays them over the leads', () => {
    const [lead] = list('--status', 'candidate').filter((l) => l.geometryLonLat.type === 'Polygon');
    const file = draw('issued.geojson', [lead!.geometryLonLat.coordinates[0]!]);
    expect(leads('import-patches', file, '--batch', '202510', '--as', '演示甲').stdout).toContain('重叠 1 对');
    expect(leads('history', lead!.id).stdout).toContain('与下发图斑重叠');
    expect(leads('import-patches', file, '--batch', '202510').stdout).toContain('此前已导入 1 个');
  });

  it('takes footprints over with their versions', () => {
    const files = ['zone37.shp', 'zone38.shp', 'list.xlsx'].map((f) => join(site, 'footprints', f));
    const taken = landscar('footprints', 'import', site, ...files, '--as', '演示甲');
    expect(taken).toMatchObject({ code: 0 });
    expect(landscar('footprints', 'import', site, ...files).stdout).toMatch(/新增 0 个，变更 0 个/u);
    expect(landscar('footprints', 'versions', site).stdout).toContain('防治责任范围');
    const yaml = readFileSync(join(site, 'landscar.yaml'), 'utf8');
    expect(yaml).toContain('footprints/approved.gpkg');
    expect(yaml).not.toContain('zone37.shp');
  });
});
