import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ExcelJs from 'exceljs';
import { packageUnreadable } from '../errors.js';
import { readZip } from '../zip.js';
import { say } from '../../messages/catalogue.js';
import { FIELD_FILES } from './export-field-pack.js';
import { FORM_FIELDS, type FormField, type FormValues } from './form-fields.js';

/** One filled form and where it stands. */
export interface ReadForm {
  readonly where: string;
  readonly values: FormValues;
}

const HEADINGS = new Map<string, FormField>(
  (Object.entries(FORM_FIELDS) as [FormField, (typeof FORM_FIELDS)[FormField]][]).flatMap(([field, key]) => [
    [say('zh', key), field],
    [say('en', key), field],
  ]),
);

/** All forms of a pack that came back: rows of the sheet, then the Word forms by name. REPORT_PACKAGE_UNREADABLE. */
export async function readForms(dir: string): Promise<ReadForm[]> {
  const forms: ReadForm[] = [];
  const sheet = join(dir, FIELD_FILES.forms);
  if (existsSync(sheet)) forms.push(...(await sheetForms(sheet)));
  const folder = join(dir, FIELD_FILES.formsFolder);
  const names = existsSync(folder)
    ? (await readdir(folder)).filter((n) => n.endsWith('.docx') && !n.startsWith('~'))
    : [];
  for (const name of names.sort())
    forms.push({ where: `${FIELD_FILES.formsFolder}/${name}`, values: await wordForm(join(folder, name)) });
  if (forms.length === 0)
    throw packageUnreadable(dir, `no ${FIELD_FILES.forms} and no ${FIELD_FILES.formsFolder}/*.docx`);
  return forms;
}

async function sheetForms(path: string): Promise<ReadForm[]> {
  const workbook = new ExcelJs.Workbook();
  await workbook.xlsx.readFile(path).catch((error: unknown) => {
    throw packageUnreadable(path, 'not an xlsx file', error);
  });
  const [sheet] = workbook.worksheets;
  const columns = new Map<FormField, number>();
  sheet?.getRow(1).eachCell((cell, i) => {
    const field = HEADINGS.get(cell.text.trim());
    if (field !== undefined) columns.set(field, i);
  });
  if (!columns.has('patchNo'))
    throw packageUnreadable(path, `no column '${say('zh', FORM_FIELDS.patchNo)}' in its first row`);
  const forms: ReadForm[] = [];
  sheet?.eachRow((row, i) => {
    if (i === 1) return;
    const values: FormValues = {};
    for (const [field, column] of columns) {
      const { value, text } = row.getCell(column);
      values[field] = (value instanceof Date ? value.toISOString().slice(0, 10) : text).trim();
    }
    if (values.patchNo !== '') forms.push({ where: `${FIELD_FILES.forms}, row ${i}`, values });
  });
  return forms;
}

/** Cells of our Word form: a label, then what was written beside it. Word splits text into runs as it likes. */
async function wordForm(path: string): Promise<FormValues> {
  const entry = readZip(await readFile(path)).find((e) => e.name === 'word/document.xml');
  if (entry === undefined) throw packageUnreadable(path, 'no word/document.xml in it');
  const xml = Buffer.from(entry.data).toString('utf8');
  const cells = [...xml.matchAll(/<w:tc(?:\s[^>]*)?>[\s\S]*?<\/w:tc\s*>/gu)].map(([cell]) =>
    [...cell.matchAll(/<w:t(?:\s[^>]*)?>([^<]*)<\/w:t\s*>/gu)]
      .map((m) => m[1] ?? '')
      .join('')
      .trim(),
  );
  const values: FormValues = {};
  cells.forEach((text, i) => {
    const field = HEADINGS.get(text);
    if (field !== undefined && values[field] === undefined) values[field] = unescapeXml(cells[i + 1] ?? '');
  });
  return values;
}

const unescapeXml = (text: string): string =>
  text
    .replace(/&lt;/gu, '<')
    .replace(/&gt;/gu, '>')
    .replace(/&quot;/gu, '"')
    .replace(/&#39;/gu, "'")
    .replace(/&amp;/gu, '&');
