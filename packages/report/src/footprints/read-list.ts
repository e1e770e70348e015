import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { guessEncoding } from '@landscar/geodata';
import { listUnreadable } from '../errors.js';

export interface TableRow {
  /** Row of the sheet, from 1. */
  readonly number: number;
  readonly values: Readonly<Record<string, string | number>>;
  /** Some cell held a formula; its shown value was taken. */
  readonly hadFormula: boolean;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  readonly encoding: string;
  /** Other sheets that hold something, where none was named. */
  readonly otherSheets: readonly string[];
}

/** Rows of the first sheet of an .xlsx or of a .csv; the first row with two filled cells names the columns. */
export async function readTable(file: string, sheet?: string): Promise<Table> {
  try {
    const { cells, encoding, otherSheets } =
      extname(file).toLowerCase() === '.csv' ? await readCsv(file) : await readXlsx(file, sheet);
    return { ...tableOf(cells, encoding), otherSheets };
  } catch (error) {
    throw listUnreadable(file, error);
  }
}

interface Cell {
  readonly value: string | number;
  readonly formula: boolean;
}

interface Cells {
  readonly cells: Cell[][];
  readonly encoding: string;
  readonly otherSheets: readonly string[];
}

async function readXlsx(file: string, sheetName: string | undefined): Promise<Cells> {
  const { default: exceljs } = await import('exceljs');
  const book = new exceljs.Workbook();
  await book.xlsx.readFile(file);
  const sheet = sheetName === undefined ? book.worksheets[0] : book.getWorksheet(sheetName);
  if (sheet === undefined) throw new Error(`no sheet ${sheetName ?? ''}`);
  const cells: Cell[][] = [];
  sheet.eachRow({ includeEmpty: true }, (row, number) => {
    const line: Cell[] = [];
    row.eachCell({ includeEmpty: true }, (cell, column) => {
      line[column - 1] = cellOf(cell.value);
    });
    cells[number - 1] = Array.from(line, (c: Cell | undefined) => c ?? { value: '', formula: false });
  });
  const others = sheetName === undefined ? book.worksheets.slice(1).filter((w) => w.actualRowCount > 1) : [];
  return {
    cells: Array.from(cells, (line: Cell[] | undefined) => line ?? []),
    encoding: 'UTF-8',
    otherSheets: others.map((w) => w.name),
  };
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return { value: '', formula: false };
  if (typeof value === 'number') return { value, formula: false };
  if (value instanceof Date) return { value: value.toISOString().slice(0, 10), formula: false };
  if (typeof value === 'object') {
    if ('formula' in value || 'sharedFormula' in value)
      return { ...cellOf('result' in value ? value.result : ''), formula: true };
    if ('richText' in value && Array.isArray(value.richText)) {
      return {
        value: value.richText.map((part: { text?: string }) => part.text ?? '').join(''),
        formula: false,
      };
    }
    if ('text' in value) return cellOf(value.text);
    return { value: '', formula: false };
  }
  if (typeof value === 'string' || typeof value === 'boolean') return { value: String(value).trim(), formula: false };
  return { value: '', formula: false };
}

async function readCsv(file: string): Promise<Cells> {
  const bytes = await readFile(file);
  const { encoding } = guessEncoding([bytes], null);
  if (encoding === 'unknown') throw new Error('neither UTF-8 nor GB18030');
  const text = new TextDecoder(encoding === 'UTF-8' || encoding === 'ASCII' ? 'utf-8' : 'gb18030')
    .decode(bytes)
    .replace(/^\uFEFF/u, '');
  return {
    cells: parseCsv(text).map((line) => line.map((value) => ({ value: value.trim(), formula: value.startsWith('=') }))),
    encoding,
    otherSheets: [],
  };
}

/** RFC 4180: quotes are doubled inside of quotes, line breaks allowed there; a quote within a field (35°30'00") is a character. */
export function parseCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[i + 1] === '"') {
        field += '"';
        i += 1;
      } else quoted = false;
    } else if (c === '"' && field.trim() === '') [field, quoted] = ['', true];
    else if (c === ',' || c === '\n') {
      lines.at(-1)?.push(field);
      field = '';
      if (c === '\n') lines.push([]);
    } else if (c !== '\r') field += c;
  }
  lines.at(-1)?.push(field);
  return lines;
}

function tableOf(cells: readonly (readonly Cell[])[], encoding: string): Omit<Table, 'otherSheets'> {
  const head = cells.findIndex((line) => line.filter((c) => c.value !== '').length >= 2);
  if (head === -1) throw new Error('no row with two filled cells');
  const columns = (cells[head] ?? []).map((c) => String(c.value));
  const rows: TableRow[] = [];
  for (const [i, line] of cells.entries()) {
    if (i <= head || line.every((c) => c.value === '')) continue;
    const values: Record<string, string | number> = {};
    for (const [k, name] of columns.entries()) if (name !== '') values[name] = line[k]?.value ?? '';
    rows.push({ number: i + 1, values, hadFormula: line.some((c) => c.formula) });
  }
  return { columns: columns.filter((c) => c !== ''), rows, encoding };
}
