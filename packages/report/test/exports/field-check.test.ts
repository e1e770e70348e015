import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJs from 'exceljs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lead } from '@landscar/core';
import { applyFieldChecks, exportFieldPack, moveLead, openRegister, readFieldPack } from '@landscar/report';
import { readZip, writeZip } from '../../src/exports/zip.js';
import { program } from './installed-programs.js';
import { officeText } from './office.js';
import { makeSyntheticRun, type SyntheticRun } from './synthetic-run.js';

let dir = '';
let pack = '';
let made: SyntheticRun;
let leads: Lead[];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landscar-field-'));
  pack = join(dir, 'pack');
  made = await makeSyntheticRun(dir, { count: 6 });
  leads = made.leads;
  await exportFieldPack({ ...made, out: pack });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Fills rows of the sheet as an inspector would. */
async function fill(rows: Readonly<Record<number, Readonly<Record<string, string | Date>>>>): Promise<void> {
  const path = join(pack, 'forms.xlsx');
  const workbook = new ExcelJs.Workbook();
  await workbook.xlsx.readFile(path);
  const sheet = workbook.worksheets[0]!;
  const heads = (sheet.getRow(1).values as string[]).map(String);
  for (const [row, values] of Object.entries(rows)) {
    for (const [head, value] of Object.entries(values))
      sheet.getRow(Number(row)).getCell(heads.indexOf(head)).value = value;
  }
  await workbook.xlsx.writeFile(path);
}

/** A photo with the tags that a phone writes. */
async function photo(
  patchNo: string,
  name: string,
  lon: number,
  lat: number,
  direction: number | null,
  time: string,
): Promise<void> {
  const folder = join(pack, 'photos', patchNo);
  await mkdir(folder, { recursive: true });
  const dms = (v: number): string =>
    `${Math.floor(v)}/1 ${Math.floor((v % 1) * 60)}/1 ${Math.round(((v * 60) % 1) * 60_000)}/1000`;
  const gps = { GPSLatitudeRef: 'N', GPSLatitude: dms(lat), GPSLongitudeRef: 'E', GPSLongitude: dms(lon) };
  const image = sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } }).withExif({
    IFD2: { DateTimeOriginal: time },
    IFD3: { ...gps, ...(direction !== null && { GPSImgDirectionRef: 'T', GPSImgDirection: `${direction}/1` }) },
  });
  await writeFile(join(folder, name), await image.jpeg().toBuffer());
}

describe('field check', () => {
  it('comes back with results, photos and conflicts, and overwrites nothing', async () => {
    const done = {
      现场复核结论: '属实',
      现场复核人: '演示人员甲',
      复核日期: new Date('2025-07-02T00:00:00Z'),
      建设状态: '施工',
    };
    await fill({
      2: done,
      3: { ...done, 现场复核人: '' },
      4: { ...done, 现场复核结论: '大概是' },
      5: { ...done, 运行编号: 'r-other' },
      6: done,
    });
    // The Word form of the fifth patch says something else.
    const path = join(pack, 'forms', `${leads[4]!.patchNo}.docx`);
    const entries = readZip(await readFile(path)).map((e) => {
      if (e.name !== 'word/document.xml') return e;
      const xml = Buffer.from(e.data).toString('utf8').replace('□ 不属实', '☑ 不属实');
      const written = xml
        .replace(/(现场复核人<\/w:t\s*>[\s\S]*?<w:t\s[^>]*>)(<\/w:t\s*>)/u, '$1演示人员乙$2')
        .replace(/(复核日期<\/w:t\s*>[\s\S]*?<w:t\s[^>]*>)(<\/w:t\s*>)/u, '$12025年7月3日$2');
      return { name: e.name, data: Buffer.from(written) };
    });
    await writeFile(path, writeZip(entries));
    const [lon, lat] = leads[0]!.centroidLonLat;
    await photo(leads[0]!.patchNo, 'good.jpg', lon, lat, 90, '2025:07:02 10:00:00');
    await photo(leads[0]!.patchNo, 'bad.jpg', lon + 0.02, lat, 90, '2025:01:02 10:00:00');
    await photo('no-such-patch', 'x.jpg', lon, lat, null, '2025:07:02 10:00:00');

    const content = await readFieldPack(pack, leads, made.run.id);
    expect(content.checks.map((c) => [c.patchNo, c.result, c.date])).toEqual([
      [leads[0]!.patchNo, 'confirmed', '2025-07-02'],
    ]);
    expect(content.conflicts.map((c) => [c.patchNo, c.key])).toEqual([
      [leads[1]!.patchNo, 'field.conflict.incomplete'],
      [leads[2]!.patchNo, 'field.conflict.resultUnknown'],
      [leads[3]!.patchNo, 'field.conflict.otherRun'],
      [leads[4]!.patchNo, 'field.conflict.disagree'],
    ]);
    expect(content.photosWithoutPatch).toEqual(['no-such-patch']);
    const [bad, good] = content.checks[0]!.photos;
    expect(good!.problems).toEqual([]);
    expect(good!.position![0]).toBeCloseTo(lon, 5);
    expect(bad!.problems.map((p) => p.key)).toEqual([
      'field.photo.tooFar',
      'field.photo.pointsAway',
      'field.photo.beforeImage',
    ]);
  });

  it('writes who and when to the register, once, and reports what it refuses', async () => {
    const register = await openRegister(join(dir, 'register.sqlite'));
    try {
      const run = { runId: made.run.id, fingerprint: 'f', dateBefore: '2024-05-20', dateAfter: '2025-06-18', leads };
      const recorded = (await register.recordRun(run)).leads;
      const fresh = join(dir, 'pack2');
      pack = fresh;
      await exportFieldPack({ ...made, leads: recorded, out: fresh });
      const first = recorded[0]!;
      await moveLead(register.db, { lead: first.id, to: 'pendingReview', who: 'a', at: '2025-06-20' });
      await moveLead(register.db, { lead: first.id, to: 'issued', who: 'b', at: '2025-06-21' });
      const done = { 现场复核结论: '属实', 现场复核人: '演示人员甲', 复核日期: '2025-07-02' };
      await fill({ 2: done, 3: done });
      const content = await readFieldPack(fresh, recorded, made.run.id);
      const applied = await applyFieldChecks(register, content);
      expect(applied.applied).toEqual([first.patchNo]);
      // The second lead was never issued: the register's rules hold here too.
      expect(applied.conflicts.map((c) => c.key)).toEqual(['field.conflict.refused']);
      const history = await register.history(first.id);
      expect(history.at(-1)).toMatchObject({ who: '演示人员甲', at: '2025-07-02' });
      const again = await applyFieldChecks(register, content);
      expect(again.applied).toEqual([]);
    } finally {
      await register.close();
    }
  });

  it.skipIf(!program('soffice'))('prints the form on one page', () => {
    const text = officeText(join(dir, 'pack', 'forms', `${leads[1]!.patchNo}.docx`), dir);
    expect(text).toContain('现场复核结论');
    expect(text.split('\f').filter((page) => page.trim() !== '')).toHaveLength(1);
  });
});
