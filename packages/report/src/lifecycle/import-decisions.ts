import { LandscarError, parseDate } from '@landscar/core';
import { readTable, type TableRow } from '../footprints/read-list.js';
import { CATALOGUE, type MessageKey } from '../messages/catalogue.js';
import type { RegisterDb } from '../register/connect.js';
import { readDetermination, readMeasure, readRejection, readState } from './decision-words.js';
import { moveIncomplete, sheetColumns } from './errors.js';
import { findEvent, moveLead, type Decision } from './move-lead.js';

export interface ImportedDecisions {
  readonly applied: number;
  /** Rows without a decision. */
  readonly empty: number;
  /** Rows whose lead is in that state already: the sheet was taken before. */
  readonly already: number;
  /** Refused rows, each with its reason; all others went in. */
  readonly errors: readonly {
    readonly row: number;
    readonly code: string;
    readonly where: string;
    readonly message: string;
  }[];
}

const both = (key: MessageKey): readonly string[] => CATALOGUE[key];
/** Names of the columns: those of our own sheet in both languages, and what bureaus write. */
const COLUMNS = {
  lead: [...both('column.patchNo'), ...both('decide.eventId'), 'patchNo', 'id'],
  to: [...both('decide.to'), '状态', '新状态', 'to', 'status'],
  why: [...both('decide.why'), '理由', '说明', 'why'],
  evidence: [...both('decide.evidence'), '证据', '照片编号'],
  determination: [...both('decide.determination'), '认定'],
  measure: [...both('decide.measure'), '查处方式'],
  who: [...both('decide.who'), '复核人', '经办人', 'who'],
  at: [...both('decide.at'), '时间', '日期', 'at', 'date'],
  runId: [...both('decide.run'), '运行编号', 'runId'],
  revision: both('decide.revision'),
} as const;

/** Takes the decisions of a sheet (.xlsx, .csv) row by row: a bad row is named and left out, the others go in. */
export async function importDecisions(
  db: RegisterDb,
  file: string,
  by: { readonly who: string; readonly at: string },
): Promise<ImportedDecisions> {
  const table = await readTable(file);
  const columns = new Map<keyof typeof COLUMNS, string>();
  for (const [field, names] of Object.entries(COLUMNS) as [keyof typeof COLUMNS, readonly string[]][]) {
    const name = names
      .map((n) => table.columns.find((c) => c.trim().toLowerCase() === n.toLowerCase()))
      .find((c) => c !== undefined);
    if (name !== undefined) columns.set(field, name);
  }
  if (!columns.has('lead') || !columns.has('to')) {
    throw sheetColumns(file, table.columns, [...COLUMNS.lead, ...COLUMNS.to]);
  }
  let [applied, empty, already] = [0, 0, 0];
  const errors: { row: number; code: string; where: string; message: string }[] = [];
  for (const row of table.rows) {
    const text = (field: keyof typeof COLUMNS): string => String(row.values[columns.get(field) ?? ''] ?? '').trim();
    if (text('to') === '') {
      empty += 1;
      continue;
    }
    try {
      const decision = decisionOf(row, text, by);
      if ((await findEvent(db, decision.lead)).status === decision.to) already += 1;
      else {
        await moveLead(db, decision);
        applied += 1;
      }
    } catch (error) {
      if (!(error instanceof LandscarError)) throw error;
      errors.push({ row: row.number, code: error.code, where: error.parts.where, message: error.message });
    }
  }
  return { applied, empty, already, errors };
}

function decisionOf(
  row: TableRow,
  text: (field: keyof typeof COLUMNS) => string,
  by: { who: string; at: string },
): Decision {
  const where = `row ${row.number}`;
  if (text('lead') === '') throw moveIncomplete(where, text('to'), 'patch number', 'a patch number or event id');
  const told = <T>(field: keyof typeof COLUMNS, read: (value: string, where: string) => T): T | undefined =>
    text(field) === '' ? undefined : read(text(field), `${where}, ${field}`);
  const to = readState(text('to'), `${where}, to`);
  const [determination, measure] = [told('determination', readDetermination), told('measure', readMeasure)];
  const evidence = text('evidence')
    .split(/[;；、,，\s]+/u)
    .filter((e) => e !== '');
  const revision = text('revision');
  return {
    lead: text('lead'),
    to,
    who: text('who') === '' ? by.who : text('who'),
    at: text('at') === '' ? by.at : parseDate(text('at'), where),
    ...(text('why') !== '' && { why: to === 'rejected' ? readRejection(text('why')) : text('why') }),
    ...(evidence.length > 0 && { evidence }),
    ...(determination !== undefined && { determination }),
    ...(measure !== undefined && { measure }),
    ...(text('runId') !== '' && { runId: text('runId') }),
    ...(revision !== '' && { revision: Number(revision) }),
  };
}
