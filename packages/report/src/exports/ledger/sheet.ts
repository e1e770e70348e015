import type { Cell, DataValidation, PaperSize, Workbook, Worksheet } from 'exceljs';
import { say, type MessageKey } from '../../messages/catalogue.js';
import type { Lang } from '../../messages/phrase.js';
import { cellText } from './cell-text.js';

export type CellValue = string | number | Date | null | { readonly text: string; readonly link: string };

/** A column of a sheet over records `T`. */
export interface Column<T> {
  readonly title: MessageKey;
  /** Characters. */
  readonly width: number;
  readonly value: (record: T, index: number) => CellValue;
  /** Excel number format; dates are `yyyy-mm-dd`. */
  readonly format?: string;
  /** A drop-down list for people to choose from. */
  readonly choices?: readonly string[];
  readonly left?: true;
  /** For people to fill. */
  readonly input?: true;
}

export interface SheetSpec<T> {
  readonly title: MessageKey;
  readonly columns: readonly Column<T>[];
  readonly records: readonly T[];
  /** A last row, same order as the columns. */
  readonly total?: readonly CellValue[];
}

/** A4, as ECMA-376 18.3.1.63 numbers paper; exceljs declares its enum but does not ship it. */
const A4: unknown = 9;
/** Characters across an A4 page, landscape, that are still read with ease: wider sheets print over several pages. */
const PAGE_CHARS = 165;
const HEAD_FILL = 'FF12616F';
const INPUT_FILL = 'FFFFF8E1';
const LINE = { style: 'thin', color: { argb: 'FFD5DBE1' } } as const;

/** A sheet with frozen head, filter, real numbers and dates, that prints on A4 landscape one page wide. */
export function addSheet<T>(workbook: Workbook, spec: SheetSpec<T>, footer: string, lang: Lang): void {
  const sheet = workbook.addWorksheet(say(lang, spec.title), {
    views: [{ state: 'frozen', xSplit: Math.min(2, spec.columns.length - 1), ySplit: 1 }],
    pageSetup: {
      paperSize: A4 as PaperSize,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: pagesWide(spec),
      fitToHeight: 0,
      printTitlesRow: '1:1',
      printTitlesColumn: 'A:B',
      pageOrder: 'overThenDown',
      margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.2, footer: 0.25 },
    },
    headerFooter: { oddFooter: `&L${footer.replace(/&/gu, '&&')}&R&P / &N` },
  });
  sheet.columns = spec.columns.map(({ width }) => ({ width }));
  writeHead(sheet, spec, lang);
  spec.records.forEach((record, i) => {
    const row = sheet.getRow(i + 2);
    const values = spec.columns.map((column) => column.value(record, i));
    spec.columns.forEach((column, c) => writeCell(row.getCell(c + 1), values[c] ?? null, column));
    row.height = rowHeight(
      values.map((value, c) => [typeof value === 'string' ? value : '', spec.columns[c]?.width ?? 10]),
    );
  });
  if (spec.total !== undefined) {
    const row = sheet.getRow(spec.records.length + 2);
    spec.total.forEach((value, c) => writeCell(row.getCell(c + 1), value, spec.columns[c] ?? {}));
    row.font = { bold: true };
  }
  if (spec.records.length > 0) {
    sheet.autoFilter = {
      from: { row: 1, column: 1 },
      to: { row: spec.records.length + 1, column: spec.columns.length },
    };
    addChoices(sheet, spec);
  }
}

/**
 * Height in points that shows every line of a row: programs that open the file do not always measure it themselves.
 * A Chinese character is as wide as two others. At most 400 (Excel stops at 409).
 */
function rowHeight(cells: readonly (readonly [text: string, widthChars: number])[]): number {
  const lines = cells.map(([text, widthChars]) => {
    const wide = Array.from(text).reduce((sum: number, char) => sum + (char > '\u2e7f' ? 2 : 1.05), 0);
    return Math.ceil(wide / Math.max(4, widthChars - 1.5));
  });
  return Math.min(400, 4 + 14.5 * Math.max(1, ...lines));
}

const pagesWide = <T>(spec: SheetSpec<T>): number =>
  Math.ceil(spec.columns.reduce((sum, column) => sum + column.width, 0) / PAGE_CHARS);

function writeHead<T>(sheet: Worksheet, spec: SheetSpec<T>, lang: Lang): void {
  const head = sheet.getRow(1);
  head.height = rowHeight(spec.columns.map((column) => [say(lang, column.title), column.width - 2]));
  spec.columns.forEach((column, c) => {
    const cell = head.getCell(c + 1);
    cell.value = say(lang, column.title);
    cell.font = { bold: true, color: { argb: 'FFFFFFFF' } };
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: HEAD_FILL } };
    cell.alignment = { vertical: 'middle', horizontal: 'center', wrapText: true };
  });
}

function writeCell(cell: Cell, value: CellValue, column: Pick<Column<never>, 'format' | 'input' | 'left'>): void {
  if (value !== null && typeof value === 'object' && 'link' in value) {
    cell.value = { text: cellText(value.text), hyperlink: value.link };
    cell.font = { color: { argb: 'FF12616F' }, underline: true };
  } else {
    cell.value = typeof value === 'string' ? cellText(value) : value;
  }
  if (value instanceof Date) cell.numFmt = 'yyyy-mm-dd';
  else if (column.format !== undefined && typeof value === 'number') cell.numFmt = column.format;
  else if (column.format !== undefined && column.input === true) cell.numFmt = column.format;
  if (column.input === true) cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: INPUT_FILL } };
  // Room on both sides of a border: a number would run into the text of the next column.
  const isNumber = typeof value === 'number' && column.left !== true;
  const side =
    value instanceof Date
      ? { horizontal: 'center' as const }
      : { horizontal: isNumber ? ('right' as const) : ('left' as const), indent: 1 };
  cell.alignment = { vertical: 'top', wrapText: true, ...side };
  cell.border = { bottom: LINE };
}

/** One rule a column, not one a cell: ten thousand rows stay a small file. */
function addChoices<T>(sheet: Worksheet, spec: SheetSpec<T>): void {
  const rules = (sheet as unknown as { dataValidations: { add(range: string, rule: DataValidation): void } })
    .dataValidations;
  spec.columns.forEach(({ choices }, c) => {
    if (choices === undefined) return;
    const letter = sheet.getColumn(c + 1).letter;
    rules.add(`${letter}2:${letter}${spec.records.length + 1}`, {
      type: 'list',
      allowBlank: true,
      showErrorMessage: true,
      formulae: [`"${choices.join(',')}"`],
    });
  });
}
