import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJs from 'exceljs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { geodesicAreaM2, LandscarError, polygonsOf, type Areal, type Lead, type Position } from '@landscar/core';
import { readVectorLayers } from '@landscar/geodata';
import { exportLeads, leadsOnStack } from '@landscar/report';
import { makeSyntheticRun, type SyntheticRun } from './synthetic-run.js';

let dir = '';
let made: SyntheticRun;
let paths: Awaited<ReturnType<typeof exportLeads>>;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landscar-exports-'));
  made = await makeSyntheticRun(dir);
  paths = await exportLeads({ ...made, out: join(dir, 'a') });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const sha = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

describe('exportLeads', () => {
  it('writes the same bytes twice', async () => {
    const again = await exportLeads({ ...made, out: join(dir, 'b') });
    for (const key of ['geojson', 'geopackage', 'ledger', 'page'] as const) {
      expect([key, await sha(again[key])]).toEqual([key, await sha(paths[key])]);
    }
  });

  it('keeps every property of the contract in the GeoJSON', async () => {
    const json = JSON.parse(await readFile(paths.geojson, 'utf8')) as {
      features: { geometry: Areal; properties: Record<string, unknown> }[];
    };
    expect(json.features.length).toBe(made.leads.length);
    json.features.forEach(({ geometry, properties }, i) => {
      const lead = made.leads[i]!;
      expect(properties).toMatchObject({
        id: lead.id,
        patchNo: lead.patchNo,
        category: lead.category,
        dateBefore: lead.dateBefore,
        dateAfter: lead.dateAfter,
        project: lead.project,
        focus: lead.focus,
        looksLike: lead.looksLike?.kind ?? null,
        looksLikeConfidence: lead.looksLike?.confidence ?? null,
      });
      for (const score of ['confidence', 'evidence', 'ruleCertainty']) {
        expect(properties[score]).toBeGreaterThanOrEqual(0);
        expect(properties[score]).toBeLessThanOrEqual(1);
      }
      expect(Number(properties.areaMu)).toBeCloseTo((lead.areaM2 / 10_000) * 15, 2);
      expect((properties.reasons as string[]).every((r) => typeof r === 'string')).toBe(true);
      // Seven decimals of a degree move an outline by less than a centimetre.
      expect(geodesicAreaM2(geometry) / lead.areaM2).toBeCloseTo(1, 4);
    });
  });

  it('writes a GeoPackage that GDAL reads back field by field', async () => {
    const layers = await readVectorLayers(paths.geopackage);
    expect(layers.map((l) => l.name).sort()).toEqual(['disturbances', 'leads']);
    const leads = layers.find((l) => l.name === 'leads')!;
    expect(leads.crs).toBe('EPSG:4326');
    leads.features.forEach(({ properties }, i) => {
      const lead = made.leads[i]!;
      expect(properties).toMatchObject({
        id: lead.id,
        patchNo: lead.patchNo,
        category: lead.category,
        projectName: lead.project?.name ?? null,
      });
      expect(properties.areaM2).toBeCloseTo(lead.areaM2, 1);
    });
  });

  it('writes a ledger with real numbers, real dates and nothing that a spreadsheet would run', async () => {
    const workbook = new ExcelJs.Workbook();
    await workbook.xlsx.readFile(paths.ledger);
    expect(workbook.worksheets.map((s) => s.name)).toEqual([
      '线索台账',
      '项目对照',
      '分县统计',
      '分类统计',
      '重点区域',
      '未观测区',
      '对账销号',
      '说明',
    ]);
    const sheet = workbook.getWorksheet('线索台账')!;
    expect(sheet.getCell('F2').value).toBe('采石场、取土场，把握 81%（机器初看，仅供参考）');
    expect(sheet.rowCount).toBe(made.leads.length + 1);
    expect(sheet.getCell('H2').value).toBeCloseTo(made.leads[0]!.areaM2 / 10_000, 3);
    expect(sheet.getCell('Q2').value).toEqual(new Date('2024-05-20T00:00:00Z'));
    for (const s of workbook.worksheets) {
      s.eachRow((row) =>
        row.eachCell((cell) => {
          expect(cell.formula).toBeUndefined();
          if (typeof cell.value === 'string') expect(cell.value).not.toMatch(/^[=+@-]/u);
        }),
      );
    }
  });

  it('makes a page that loads nothing and shows every lead with both dates', async () => {
    const page = await readFile(paths.page, 'utf8');
    expect(page).not.toMatch(/(?:src|href)="(?!data:|#)/u);
    expect(page).not.toMatch(/@import|url\(/u);
    expect(page).toContain('采石场、取土场，把握 81%（机器初看，仅供参考）');
    for (const lead of made.leads) expect(page).toContain(`id="${lead.id}"`);
    expect(page.match(/<figure>/gu)?.length).toBe(made.leads.length * 2);
    expect(page).toContain('影像图斑仅为线索，不能直接作为处罚依据');
    expect(page).toContain('CC-BY-NC-4.0');
    expect(page).toContain('演示数据');
  });

  it('leaves pictures of few pixels as they are, for the page to enlarge', async () => {
    const page = await readFile(paths.page, 'utf8');
    const pictures = page.match(/<img[^>]*class="(?:pixels)?"[^>]*>/gu) ?? [];
    expect(pictures).toHaveLength(made.leads.length * 2);
    const widths = { pixels: new Set<number>(), smooth: new Set<number>() };
    for (const picture of pictures) {
      const data = Buffer.from(/base64,([^"]*)/u.exec(picture)?.[1] ?? '', 'base64');
      const { width } = await sharp(data).metadata();
      widths[picture.includes('class="pixels"') ? 'pixels' : 'smooth'].add(width);
    }
    // The least square around a lead is 56 px of the stack; larger ones are drawn at the size that the page shows.
    expect([...widths.pixels]).toEqual([56]);
    expect([...widths.smooth]).toEqual([340]);
    // Nor has the page the indentation of its templates.
    const body = page.slice(page.indexOf('<body>'), page.lastIndexOf('<script>'));
    expect(/\n[ \t]/u.test(body)).toBe(false);
  });

  it('escapes names from other people’s files', async () => {
    const evil = '<img src=x onerror=alert(1)>"\'&';
    const leads = made.leads.slice(0, 1).map((l) => ({ ...l, project: { id: 'x', name: evil, approvalNumber: null } }));
    const out = await exportLeads({ ...made, leads, out: join(dir, 'evil') });
    expect(await readFile(out.page, 'utf8')).not.toContain('<img src=x');
  });

  it('draws an outline of longitude and latitude alone, as a person gives it, where it lies', async () => {
    const { crs } = made.manifest.grid;
    const drawn = made.leads.map((lead) => ({ ...lead, geometry: lead.geometryLonLat }));
    const placed = await leadsOnStack([...drawn, made.leads[0]!], crs);
    expect(placed.at(-1)).toBe(made.leads[0]);
    const first = (lead: Lead): Position => polygonsOf(lead.geometry)[0]![0]![0]!;
    for (const [i, lead] of made.leads.entries()) {
      const [x, y] = first(placed[i]!);
      expect(Math.hypot(x - first(lead)[0], y - first(lead)[1])).toBeLessThan(0.01);
    }
  });

  it('works with no lead at all', async () => {
    const out = await exportLeads({ ...made, leads: [], disturbances: [], out: join(dir, 'none') });
    expect(await readFile(out.page, 'utf8')).toContain('本次运行未产生线索');
  });

  it('names the folder that cannot be written', async () => {
    const error: unknown = await exportLeads({ ...made, out: join(paths.page, 'out') }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(LandscarError);
    expect((error as LandscarError).code).toBe('GEODATA_FOLDER_UNWRITABLE');
  });
});
