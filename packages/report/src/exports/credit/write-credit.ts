import { join } from 'node:path';
import { m2ToHa } from '@landscar/core';
import ExcelJs from 'exceljs';
import { say, word, type MessageKey } from '../../messages/catalogue.js';
import type { Lang } from '../../messages/phrase.js';
import { addSheet, type Column } from '../ledger/sheet.js';
import { rounded } from '../lead-properties.js';
import { writeOutput } from '../write-output.js';
import { restampZip } from '../zip.js';
import type { CreditBasis, CreditCandidate } from './candidates.js';

interface Row {
  readonly candidate: CreditCandidate;
  readonly basis: CreditBasis;
}

/** Writes credit.json and credit.xlsx: one row a recorded decision, with its entry and hash. Answers the paths. */
export async function writeCredit(
  candidates: readonly CreditCandidate[],
  out: string,
  facts: { readonly at: string; readonly publishedMonths: number; readonly lang: Lang },
): Promise<string[]> {
  const { at, publishedMonths, lang } = facts;
  const notice = say(lang, 'credit.notice', { months: publishedMonths });
  const json = {
    format: 'landscar-credit-candidates',
    version: 1,
    preparedAt: at,
    publishedMonths,
    notice,
    candidates,
  };
  const paths = [join(out, 'credit.json'), join(out, 'credit.xlsx')] as const;
  await writeOutput(paths[0], `${JSON.stringify(json, null, 2)}\n`);
  const workbook = new ExcelJs.Workbook();
  workbook.creator = workbook.lastModifiedBy = 'landscar';
  // The zip and its dates hold no clock: the same register gives the same sheet.
  workbook.created = workbook.modified = new Date('2000-01-01T00:00:00Z');
  for (const list of ['focus', 'black'] as const) {
    const records = candidates
      .filter((candidate) => candidate.list === list)
      .flatMap((candidate) => candidate.basis.map((basis) => ({ candidate, basis })));
    const title: MessageKey = list === 'focus' ? 'sheet.creditFocus' : 'sheet.creditBlack';
    addSheet(workbook, { title, columns: columnsOf(lang), records }, notice, lang);
  }
  await writeOutput(paths[1], restampZip(Buffer.from(await workbook.xlsx.writeBuffer())));
  return [...paths];
}

const columnsOf = (lang: Lang): Column<Row>[] => [
  { title: 'column.index', width: 6, value: (_r, i) => i + 1 },
  {
    title: 'column.project',
    width: 24,
    value: ({ candidate: { project } }) => project?.name ?? say(lang, 'credit.noProject'),
  },
  { title: 'column.approval', width: 18, value: ({ candidate: { project } }) => project?.approvalNumber ?? '' },
  {
    title: 'credit.criterion',
    width: 34,
    value: ({ candidate }) => word(lang, 'creditCriterion', candidate.criterion),
  },
  { title: 'credit.toJudge', width: 10, value: ({ candidate }) => word(lang, 'yes', candidate.toJudge ? 'yes' : 'no') },
  { title: 'column.patchNo', width: 21, value: ({ basis }) => basis.patchNo },
  { title: 'column.county', width: 11, value: ({ basis }) => basis.county ?? say(lang, 'ledger.noCounty') },
  { title: 'column.category', width: 20, value: ({ basis }) => word(lang, 'category', basis.category) },
  { title: 'column.areaHa', width: 12, format: '0.0000', value: ({ basis }) => rounded(m2ToHa(basis.areaM2), 4) },
  { title: 'credit.step', width: 16, value: ({ basis }) => word(lang, 'creditStep', basis.step) },
  { title: 'credit.on', width: 12, value: ({ basis }) => new Date(`${basis.at.slice(0, 10)}T00:00:00Z`) },
  { title: 'credit.entry', width: 10, value: ({ basis }) => basis.entry },
  { title: 'credit.hash', width: 22, value: ({ basis }) => basis.hash },
];
