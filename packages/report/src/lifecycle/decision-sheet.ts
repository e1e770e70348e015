import type { Lead } from '@landscar/core';
import ExcelJs from 'exceljs';
import { addSheet, type Column } from '../exports/ledger/sheet.js';
import { writeOutput } from '../exports/write-output.js';
import { restampZip } from '../exports/zip.js';
import { say, word } from '../messages/catalogue.js';
import type { Lang } from '../messages/phrase.js';
import { slices, type RegisterDb } from '../register/connect.js';
import { DETERMINATIONS, LEAD_STATES, MEASURES } from './moves.js';

interface Row {
  readonly lead: Lead;
  readonly run: string;
  readonly revision: number;
}

/** Writes a sheet on which people decide; run and revision on it tell later whether a decision is stale. */
export async function writeDecisionSheet(
  db: RegisterDb,
  leads: readonly Lead[],
  file: string,
  lang: Lang,
): Promise<{ readonly rows: number }> {
  const known = new Map<string, { run: string; revision: number }>();
  for (const part of slices(leads.map((l) => l.id))) {
    const rows = await db
      .selectFrom('events')
      .select(['event_id', 'last_run', 'revision'])
      .where('event_id', 'in', part)
      .execute();
    for (const row of rows) known.set(row.event_id, { run: row.last_run, revision: row.revision });
  }
  const records = leads.flatMap((lead): Row[] => {
    const state = known.get(lead.id);
    return state === undefined ? [] : [{ lead, ...state }];
  });
  const workbook = new ExcelJs.Workbook();
  workbook.creator = workbook.lastModifiedBy = 'landscar';
  // The zip and its dates hold no clock: the same register gives the same sheet.
  workbook.created = workbook.modified = new Date('2000-01-01T00:00:00Z');
  addSheet(workbook, { title: 'sheet.decisions', columns: columns(lang), records }, say(lang, 'decide.footer'), lang);
  await writeOutput(file, restampZip(Buffer.from(await workbook.xlsx.writeBuffer())));
  return { rows: records.length };
}

function columns(lang: Lang): Column<Row>[] {
  const words = (group: string, codes: readonly string[]): string[] => codes.map((code) => word(lang, group, code));
  const input = { input: true, value: () => null } as const;
  return [
    { title: 'column.patchNo', width: 21, value: (r) => r.lead.patchNo },
    { title: 'decide.eventId', width: 21, value: (r) => r.lead.id },
    { title: 'column.category', width: 20, value: (r) => word(lang, 'category', r.lead.category) },
    {
      title: 'column.areaHa',
      width: 11,
      format: '0.0000',
      value: (r) => Math.round(r.lead.areaM2) / 10_000,
    },
    { title: 'column.project', width: 24, value: (r) => r.lead.project?.name ?? '' },
    { title: 'decide.now', width: 10, value: (r) => word(lang, 'status', r.lead.status) },
    { title: 'decide.to', width: 12, ...input, choices: words('status', LEAD_STATES) },
    { title: 'decide.why', width: 24, ...input },
    { title: 'decide.evidence', width: 20, ...input },
    { title: 'decide.determination', width: 16, ...input, choices: words('determination', DETERMINATIONS) },
    { title: 'decide.measure', width: 14, ...input, choices: words('step', MEASURES) },
    { title: 'decide.who', width: 12, ...input },
    { title: 'decide.at', width: 12, ...input, format: 'yyyy-mm-dd' },
    { title: 'decide.run', width: 24, value: (r) => r.run },
    { title: 'decide.revision', width: 8, value: (r) => r.revision },
  ];
}
