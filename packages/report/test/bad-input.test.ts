import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJs from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { geodesicAreaM2, type Areal } from '@landscar/core';
import { writeVector, type FieldValue, type VectorField } from '@landscar/geodata';
import { checkFootprints, importDecisions, openRegister, writeDecisionSheet } from '@landscar/report';
import { leadAt, runOf } from './register-conformance.js';

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'bad-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const outline: Areal = {
  type: 'Polygon',
  coordinates: [
    [
      [112.6, 35.5],
      [112.61, 35.5],
      [112.61, 35.51],
      [112.6, 35.51],
      [112.6, 35.5],
    ],
  ],
};
const text = (name: string): VectorField => ({ name, type: 'string', width: 120 });

async function shapefile(
  name: string,
  properties: Readonly<Record<string, FieldValue>>,
  encoding: 'GBK' | 'UTF-8' = 'UTF-8',
): Promise<string> {
  const file = join(folder, name);
  const fields = Object.entries(properties).map(([key, value]): VectorField =>
    typeof value === 'number' ? { name: key, type: 'real', width: 16, precision: 4 } : text(key),
  );
  await writeVector(file, {
    driver: 'ESRI Shapefile',
    layers: [{ name: 'bad', crs: 'EPSG:4490', fields, features: [{ geometry: outline, properties }] }],
    encoding,
  });
  return file;
}
const codes = async (file: string): Promise<string[]> =>
  (await checkFootprints([file]))[0]?.problems.map((p) => `${p.severity} ${p.code}`) ?? [];

describe('encodings', () => {
  it('reads GBK without a .cpg', async () => {
    const file = await shapefile('bare.shp', { PRNM: '沁河大桥（演示数据）', DPOZ: '演示建设公司' }, 'GBK');
    rmSync(file.replace('.shp', '.cpg'));
    const [check] = await checkFootprints([file]);
    expect([check?.encoding, check?.features[0]?.name]).toEqual(['GBK', '沁河大桥（演示数据）']);
  });

  it('reads GBK whose .cpg says UTF-8, and says so', async () => {
    const file = await shapefile('liar.shp', { PRNM: '沁河大桥（演示数据）', DPOZ: '演示建设公司' }, 'GBK');
    writeFileSync(file.replace('.shp', '.cpg'), 'UTF-8');
    const [check] = await checkFootprints([file]);
    expect(check?.features[0]?.name).toBe('沁河大桥（演示数据）');
    expect(check?.problems.map((p) => p.code)).toEqual(['ENCODING_MISLABELLED']);
  });

  it.each([
    ['GBK once saved as UTF-8', '\uFFFD\uFFFD\uFFFDӴ\uFFFD\uFFFD\uFFFD'],
    ['the same, twice', '锟斤拷锟斤拷锟斤拷'],
    ['UTF-8 read as Latin-1', 'æ²\u0081æ²³å¤§æ¡¥Ã¯Â¼'],
  ])('names text that is lost: %s', async (_, name) => {
    expect(await codes(await shapefile('lost.shp', { PRNM: name }))).toEqual(['error ENCODING_LOST']);
  });
});

describe('areas in another unit', () => {
  const ha = geodesicAreaM2(outline) / 10_000;
  it.each([
    [15, '亩'],
    [10_000, '平方米'],
    [0.01, '平方公里'],
    [100, '公亩'],
  ])('%d times: probably %s', async (times, unit) => {
    const [check] = await checkFootprints([await shapefile('unit.shp', { PRNM: '演示', DAREA: ha * times })]);
    expect(check?.problems.map((p) => p.code)).toEqual(['AREA_MISMATCH']);
    expect(check?.problems[0]?.message).toContain(unit);
  });
});

describe('a sheet of decisions', () => {
  const start = async () => {
    const register = await openRegister(':memory:');
    const evil = { id: 'x', name: "=cmd|'/C calc'!A0", approvalNumber: null };
    const leads = [0, 1, 2].map((i) => ({ ...leadAt(112.5 + i * 0.002, 35.5, 0.002, `d${i}`), project: evil }));
    const { leads: recorded } = await register.recordRun(runOf('2025-06-01', leads));
    const file = join(folder, 'decisions.xlsx');
    await writeDecisionSheet(register.db, recorded, file, 'zh');
    return { register, file, recorded };
  };
  const by = { who: '演示甲', at: '2025-07-01T08:00:00Z' };

  it('comes back filled, in either language; the same sheet again changes nothing', async () => {
    const { register, recorded } = await start();
    for (const [i, lang] of (['zh', 'en'] as const).entries()) {
      const file = join(folder, `filled-${lang}.xlsx`);
      await writeDecisionSheet(register.db, recorded, file, lang);
      await fill(file, i + 2, {
        [lang === 'zh' ? '处理状态' : 'New state']: lang === 'zh' ? '待复核' : 'to be reviewed',
      });
      expect(await importDecisions(register.db, file, by)).toMatchObject({ applied: 1, empty: 2, errors: [] });
      expect(await importDecisions(register.db, file, by)).toMatchObject({ applied: 0, already: 1, errors: [] });
    }
    expect((await register.leads()).map((l) => l.status)).toEqual(['pendingReview', 'pendingReview', 'candidate']);
    await register.close();
  });

  it('is refused row by row where the lead has moved on since', async () => {
    const { register, file, recorded } = await start();
    await fill(file, 2, { 处理状态: '剔除', 原因: '云' });
    await fill(file, 3, { 处理状态: '剔除', 原因: '云' });
    // The next run sees the first lead again: what was decided on its older outline is stale.
    await register.recordRun(runOf('2025-08-01', [leadAt(112.5, 35.5, 0.002, 'n0')]));
    const result = await importDecisions(register.db, file, by);
    expect(result).toMatchObject({ applied: 1, errors: [{ row: 2, code: 'REPORT_DECISION_STALE' }] });
    expect((await register.lead(recorded[1]!.id))?.status).toBe('rejected');
    await register.close();
  });

  it('never holds a formula', async () => {
    const { register, file } = await start();
    const book = new ExcelJs.Workbook();
    await book.xlsx.load((await readFile(file)) as never);
    book.worksheets[0]?.eachRow((row) =>
      row.eachCell((cell) => {
        expect(cell.formula).toBeUndefined();
        expect(cell.text).not.toMatch(/^[=+@]/u);
      }),
    );
    await register.close();
  });

  it('without the needed columns is refused whole, before any row', async () => {
    const { register } = await start();
    const file = join(folder, 'other.csv');
    writeFileSync(file, '项目,面积\n甲,1\n');
    await expect(importDecisions(register.db, file, by)).rejects.toMatchObject({ code: 'REPORT_DECISION_COLUMNS' });
    await register.close();
  });
});

/** Writes values into a row of the first sheet by the names of its columns. */
async function fill(file: string, row: number, values: Readonly<Record<string, string>>): Promise<void> {
  const book = new ExcelJs.Workbook();
  await book.xlsx.readFile(file);
  const sheet = book.worksheets[0]!;
  sheet.getRow(1).eachCell((cell, column) => {
    const value = values[cell.text];
    if (value !== undefined) sheet.getRow(row).getCell(column).value = value;
  });
  await book.xlsx.writeFile(file);
}
