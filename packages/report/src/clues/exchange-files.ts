import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { canonicalJson, type Areal } from '@landscar/core';
import { z } from 'zod';
import { writeOutput } from '../exports/write-output.js';
import { readTable, type TableRow } from '../footprints/read-list.js';
import {
  clueSchema,
  cluePackageSchema,
  receiptSchema,
  type Clue,
  type CluePackage,
  type ClueReceipt,
} from './clue-schema.js';
import { cluesChanged, cluesUnreadable } from './errors.js';
import { fromWkt, toWkt } from './wkt.js';

export const sha256Of = (value: string | Uint8Array): string => createHash('sha256').update(value).digest('hex');

/** The seal of a file: of the canonical JSON of all but the seal itself. */
export const sealed = <T extends object>(content: T): T & { readonly sha256: string } => ({
  ...content,
  sha256: sha256Of(canonicalJson(content)),
});

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Columns of clues.csv before those of a clue. */
const HEAD = ['sender', 'recipient', 'preparedAt', 'packageSha256'] as const;
const COLUMNS = Object.keys(clueSchema.shape).filter((name) => name !== 'geometry');

/** Writes clues.json, clues.csv and SHA256SUMS (for `sha256sum -c`) into a folder. */
export async function writeCluePackage(dir: string, clues: CluePackage): Promise<void> {
  const files = { 'clues.csv': csvOf(clues), 'clues.json': json(clues) };
  const sums: string[] = [];
  for (const [name, text] of Object.entries(files)) {
    await writeOutput(join(dir, name), text);
    sums.push(`${sha256Of(text)}  ${name}\n`);
  }
  await writeOutput(join(dir, 'SHA256SUMS'), sums.join(''));
}

export const writeReceipt = (file: string, receipt: ClueReceipt): Promise<void> => writeOutput(file, json(receipt));

function csvOf({ sender, recipient, preparedAt, clues, sha256 }: CluePackage): string {
  const cell = (value: unknown): string => {
    const text = Array.isArray(value)
      ? value.join(';')
      : typeof value === 'string' || typeof value === 'number'
        ? String(value)
        : '';
    return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = clues.map((clue) => [
    ...[sender, recipient, preparedAt, sha256],
    ...COLUMNS.map((name) => clue[name as keyof Clue]),
    clue.geometry === null ? '' : toWkt(clue.geometry as Areal),
  ]);
  // A byte order mark: without it WPS and Excel take UTF-8 for GBK.
  return `\ufeff${[[...HEAD, ...COLUMNS, 'WKT'], ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** A package as it was read; a clue that does not fit is told with what is wrong, the others stand. */
export interface ReadClues {
  readonly sender: string;
  readonly recipient: string;
  readonly sha256: string;
  readonly clues: readonly Clue[];
  readonly refused: readonly { readonly row: number; readonly id: string; readonly found: string }[];
  /** Fields that the format does not have: not taken over, since they could hold personal data. */
  readonly ignoredFields: readonly string[];
}

/** Reads clues.json or clues.csv of any department. REPORT_CLUES_UNREADABLE, REPORT_CLUES_CHANGED. */
export async function readClues(file: string): Promise<ReadClues> {
  return extname(file).toLowerCase() === '.csv' ? readCsvClues(file) : readJsonClues(file);
}

async function readJson(file: string): Promise<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Error('not an object');
    return value as Record<string, unknown>;
  } catch (error) {
    throw cluesUnreadable(file, error instanceof Error ? error.message : String(error), error);
  }
}

function checked<T>(file: string, schema: z.ZodType<T>, value: unknown): T {
  const { data, error } = schema.safeParse(value);
  if (error !== undefined) throw cluesUnreadable(file, problemsOf(error), error);
  return data;
}

const problemsOf = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `${path.join('.') || '(top)'}: ${message}`).join('; ');

function checkSeal(file: string, content: Record<string, unknown>): void {
  const { sha256: stated, ...rest } = content;
  const found = sha256Of(canonicalJson(rest));
  if (found !== stated) throw cluesChanged(file, found, String(stated));
}

async function readJsonClues(file: string): Promise<ReadClues> {
  const raw = await readJson(file);
  const shell = checked(file, cluePackageSchema.extend({ clues: z.array(z.unknown()) }), raw);
  checkSeal(file, raw);
  return { ...shell, ...sortClues(shell.clues.map((value, i) => ({ row: i + 1, value }))) };
}

async function readCsvClues(file: string): Promise<ReadClues> {
  const table = await readTable(file);
  const text = (row: TableRow, name: string): string => String(row.values[name] ?? '').trim();
  const [first] = table.rows;
  if (first === undefined) throw cluesUnreadable(file, 'no row');
  const [sender, recipient, stated] = [text(first, 'sender'), text(first, 'recipient'), text(first, 'packageSha256')];
  if (sender === '' || table.rows.some((row) => text(row, 'sender') !== sender))
    throw cluesUnreadable(file, 'no sender, or several: one name in every row of the column sender');
  const numbers = new Set(['lon', 'lat', 'areaM2', 'outsideM2', 'historyEntry']);
  const rows = table.rows.map((row) => {
    const value: Record<string, unknown> = {};
    for (const name of table.columns) {
      const cell = text(row, name);
      if (cell === '' || (HEAD as readonly string[]).includes(name)) continue;
      if (name === 'WKT') value['geometry'] = fromWkt(cell) ?? cell;
      else if (name === 'tags') value['tags'] = cell.split(/[;；]/u);
      else value[name] = numbers.has(name) ? Number(cell) : cell;
    }
    return { row: row.number, value };
  });
  // A table of another program has no seal: its own bytes stand for it.
  const sha256 = /^[0-9a-f]{64}$/u.test(stated) ? stated : sha256Of(await readFile(file));
  return { sender, recipient, sha256, ...sortClues(rows) };
}

function sortClues(
  rows: readonly { row: number; value: unknown }[],
): Pick<ReadClues, 'clues' | 'refused' | 'ignoredFields'> {
  const clues: Clue[] = [];
  const refused: { row: number; id: string; found: string }[] = [];
  const ignored = new Set<string>();
  const ids = new Set<string>();
  for (const { row, value } of rows) {
    const { data, error } = clueSchema.safeParse(value);
    const { id: stated } = (value ?? {}) as { readonly id?: unknown };
    const id = typeof stated === 'string' ? stated : '';
    if (error !== undefined) refused.push({ row, id, found: problemsOf(error) });
    else if (ids.has(data.id)) refused.push({ row, id, found: 'id: twice in one file' });
    else {
      ids.add(data.id);
      clues.push(data);
      for (const name of Object.keys(value as object)) if (!(name in clueSchema.shape)) ignored.add(name);
    }
  }
  return { clues, refused, ignoredFields: [...ignored].sort() };
}

/** Reads the receipt of a recipient. REPORT_CLUES_UNREADABLE, REPORT_CLUES_CHANGED. */
export async function readReceipt(file: string): Promise<ClueReceipt> {
  const raw = await readJson(file);
  const receipt = checked(file, receiptSchema, raw);
  checkSeal(file, raw);
  return receipt;
}
