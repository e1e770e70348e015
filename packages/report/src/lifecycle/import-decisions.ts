import { LandscarError, parseDate } from '@landscar/core';
import { readTable, type TableRow } from '../footprints/read-list.js';
import type { RegisterDb } from '../register/connect.js';
import { moveIncomplete, wordUnknown } from './errors.js';
import { moveLead, type Decision } from './move-lead.js';
import { DETERMINATIONS, LEAD_STATES, MEASURES } from './moves.js';

export interface ImportedDecisions {
  readonly applied: number;
  /** Rows that change nothing: no decision in them. */
  readonly empty: number;
  /** Refused rows, each with its reason; all others went in. */
  readonly errors: readonly { readonly row: number; readonly code: string; readonly message: string }[];
}

const COLUMNS = {
  lead: ['图斑编号', '事件编号', 'patchNo', 'id'],
  to: ['处理状态', '状态', '新状态', 'to', 'status'],
  why: ['原因', '理由', '说明', 'why', 'reason'],
  evidence: ['依据', '证据', '照片编号', 'evidence'],
  determination: ['认定结果', '认定', 'determination'],
  measure: ['查处措施', '查处方式', 'measure'],
  who: ['决定人', '复核人', '经办人', 'who'],
  at: ['决定时间', '时间', '日期', 'at', 'date'],
  runId: ['批次', '运行编号', 'runId', 'run'],
  revision: ['版本', 'revision'],
} as const;

const STATE_WORDS: Readonly<Record<string, (typeof LEAD_STATES)[number]>> = {
  候选: 'candidate',
  剔除: 'rejected',
  待复核: 'pendingReview',
  已下发: 'issued',
  已复核: 'reviewed',
  认定: 'determined',
  查处: 'enforcing',
  整改核查: 'rectifying',
  销号: 'closed',
  撤销: 'withdrawn',
  归档: 'archived',
};
const DETERMINATION_WORDS: Readonly<Record<string, (typeof DETERMINATIONS)[number]>> = {
  合规: 'compliant',
  违法违规: 'violation',
  非生产建设项目: 'nonProduction',
  可不编报方案: 'exempt',
  可不编报: 'exempt',
};
const MEASURE_WORDS: Readonly<Record<string, (typeof MEASURES)[number]>> = {
  整改意见: 'rectificationNotice',
  下达整改意见: 'rectificationNotice',
  立案: 'caseFiled',
};

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
  let [applied, empty] = [0, 0];
  const errors: { row: number; code: string; message: string }[] = [];
  for (const row of table.rows) {
    const text = (field: keyof typeof COLUMNS): string => String(row.values[columns.get(field) ?? ''] ?? '').trim();
    if (text('to') === '') {
      empty += 1;
      continue;
    }
    try {
      await moveLead(db, decisionOf(row, text, by));
      applied += 1;
    } catch (error) {
      if (!(error instanceof LandscarError)) throw error;
      errors.push({ row: row.number, code: error.code, message: error.message });
    }
  }
  return { applied, empty, errors };
}

function decisionOf(
  row: TableRow,
  text: (field: keyof typeof COLUMNS) => string,
  by: { who: string; at: string },
): Decision {
  const where = `row ${row.number}`;
  if (text('lead') === '') throw moveIncomplete(where, text('to'), 'patch number', 'a patch number or event id');
  const pick = <T extends string>(
    field: keyof typeof COLUMNS,
    words: Readonly<Record<string, T>>,
    codes: readonly T[],
  ): T | undefined => {
    const value = text(field);
    if (value === '') return undefined;
    const found = words[value] ?? codes.find((c) => c === value);
    if (found === undefined) throw wordUnknown(`${where}, ${field}`, value, [...Object.keys(words), ...codes]);
    return found;
  };
  const to = pick('to', STATE_WORDS, LEAD_STATES);
  if (to === undefined) throw wordUnknown(where, '', Object.keys(STATE_WORDS));
  const [determination, measure] = [
    pick('determination', DETERMINATION_WORDS, DETERMINATIONS),
    pick('measure', MEASURE_WORDS, MEASURES),
  ];
  const evidence = text('evidence')
    .split(/[;；、,，\s]+/u)
    .filter((e) => e !== '');
  const revision = text('revision');
  return {
    lead: text('lead'),
    to,
    who: text('who') === '' ? by.who : text('who'),
    at: text('at') === '' ? by.at : parseDate(text('at'), where),
    ...(text('why') !== '' && { why: text('why') }),
    ...(evidence.length > 0 && { evidence }),
    ...(determination !== undefined && { determination }),
    ...(measure !== undefined && { measure }),
    ...(text('runId') !== '' && { runId: text('runId') }),
    ...(revision !== '' && { revision: Number(revision) }),
  };
}
