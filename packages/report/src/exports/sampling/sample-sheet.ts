import ExcelJs from 'exceljs';
import { say, word } from '../../messages/catalogue.js';
import type { Lang } from '../../messages/phrase.js';
import { packageUnreadable } from '../errors.js';
import { sheetDate } from '../ledger/lead-columns.js';
import { rounded } from '../lead-properties.js';
import { addSheet, type Column } from '../ledger/sheet.js';
import type { RunInfo } from '../run-info.js';
import { restampZip } from '../zip.js';
import type { CheckedSample, Sample, SampleItem } from './sample.js';

const [ID, ANSWER, LON, LAT, STRATUM] = [1, 5, 3, 4, 2];

/** A sample as a sheet for people to fill, with its design on a second sheet so that the estimate needs nothing else. */
export async function sampleXlsx(sample: Sample, outsideHa: number, run: RunInfo, lang: Lang): Promise<Buffer> {
  const workbook = new ExcelJs.Workbook();
  workbook.creator = workbook.lastModifiedBy = 'landscar';
  workbook.created = workbook.modified = sheetDate(run.dateAfter);
  const stratum = (item: SampleItem): string =>
    item.stratum === 'nonLead' ? say(lang, 'sample.nonLead') : word(lang, 'category', item.stratum);
  const columns: Column<SampleItem>[] = [
    { title: 'sample.id', width: 22, value: (i) => i.id },
    { title: 'sample.stratum', width: 22, value: stratum },
    { title: 'column.lon', width: 13, format: '0.000000', value: (i) => rounded(i.position[0], 6) },
    { title: 'column.lat', width: 13, format: '0.000000', value: (i) => rounded(i.position[1], 6) },
    {
      title: 'sample.disturbed',
      width: 16,
      input: true,
      choices: [say(lang, 'sample.yes'), say(lang, 'sample.no')],
      value: () => null,
    },
    { title: 'field.person', width: 14, input: true, value: () => null },
    { title: 'column.checkDate', width: 13, input: true, format: 'yyyy-mm-dd', value: () => null },
    { title: 'column.remark', width: 30, input: true, value: () => null },
  ];
  addSheet(workbook, { title: 'sample.sheet', columns, records: sample.items }, `${run.siteName} ${run.id}`, lang);
  const design = workbook.addWorksheet(say(lang, 'sample.design'));
  design.columns = [{ width: 40 }, { width: 24 }, { width: 24 }];
  design.addRow([say(lang, 'sample.seed'), sample.seed, 'seed']);
  design.addRow([say(lang, 'sample.outsideHa'), outsideHa, 'outsideHa']);
  for (const item of new Map(sample.items.map((i) => [i.stratum, i])).values())
    design.addRow([stratum(item), sample.sizes[item.stratum] ?? 0, item.stratum]);
  return restampZip(Buffer.from(await workbook.xlsx.writeBuffer()));
}

export interface ReadSample {
  readonly sample: Sample;
  readonly checked: CheckedSample;
  readonly outsideHa: number;
  /** Answers that are neither yes nor no; they count as not checked. */
  readonly unreadable: readonly { readonly row: number; readonly found: string }[];
}

/** Reads a sheet of `sampleXlsx` back. REPORT_PACKAGE_UNREADABLE where it is none. */
export async function readSampleXlsx(path: string): Promise<ReadSample> {
  const workbook = new ExcelJs.Workbook();
  await workbook.xlsx.readFile(path).catch((error: unknown) => {
    throw packageUnreadable(path, 'not an xlsx file', error);
  });
  const [sheet, design] = workbook.worksheets;
  if (sheet === undefined || design === undefined)
    throw packageUnreadable(path, 'not a sheet of `landscar sample draw`');
  let [seed, outsideHa] = ['', NaN];
  const sizes: Record<string, number> = {};
  const codes = new Map<string, string>();
  design.eachRow((row) => {
    const [name, value, code] = [row.getCell(1).text, row.getCell(2).value, row.getCell(3).text];
    if (code === 'seed') seed = row.getCell(2).text;
    else if (code === 'outsideHa') outsideHa = Number(value);
    else if (code !== '') {
      sizes[code] = Number(value);
      codes.set(name, code);
    }
  });
  if (seed === '' || !Number.isFinite(outsideHa)) throw packageUnreadable(path, 'its design sheet was changed or lost');
  const items: SampleItem[] = [];
  const checked = new Map<string, boolean>();
  const unreadable: { row: number; found: string }[] = [];
  sheet.eachRow((row, number) => {
    const id = row.getCell(ID).text.trim();
    if (number === 1 || id === '') return;
    const name = row.getCell(STRATUM).text;
    const stratum = codes.get(name);
    if (stratum === undefined) throw packageUnreadable(path, `row ${number}: no stratum '${name}' in the design`);
    items.push({ id, stratum, position: [Number(row.getCell(LON).value), Number(row.getCell(LAT).value)] });
    const answer = row.getCell(ANSWER).text.trim();
    if (answer === '') return;
    const right = YES.has(answer.toLowerCase());
    if (right || NO.has(answer.toLowerCase())) checked.set(id, right);
    else unreadable.push({ row: number, found: answer });
  });
  return { sample: { seed, items, sizes }, checked, outsideHa, unreadable };
}

const words = (key: 'sample.yes' | 'sample.no'): string[] => [say('zh', key), say('en', key)];
const YES = new Set([...words('sample.yes'), 'y', '1', 'true', '属实']);
const NO = new Set([...words('sample.no'), 'n', '0', 'false', '不属实']);
