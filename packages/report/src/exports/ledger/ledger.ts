import ExcelJs from 'exceljs';
import { LEAD_CATEGORIES, type Lead } from '@landscar/core';
import { say, word, type MessageKey } from '../../messages/catalogue.js';
import type { Lang } from '../../messages/phrase.js';
import { restampZip } from '../zip.js';
import { isNonCommercial, type RunInfo } from '../run-info.js';
import { warningText } from '../warning-text.js';
import { closingColumns, leadColumns, sheetDate } from './lead-columns.js';
import { addSheet, type CellValue, type Column } from './sheet.js';
import { categoryGroups, groupsOf, type Group } from './statistics.js';

/** A patch of ground that was not looked at, for 未观测区. */
export interface UnobservedPart {
  readonly name: string;
  readonly areaHa: number;
  /** No run has seen it since this date. */
  readonly since?: string;
}

export interface LedgerInput {
  readonly leads: readonly Lead[];
  readonly run: RunInfo;
  readonly lang: Lang;
  /** The page that links open, relative to the ledger. */
  readonly pageFile: string;
  readonly unobserved?: readonly UnobservedPart[];
}

/** The ledger as xlsx bytes: equal for equal input (dates of the file are the after date, no clock in the zip). */
export async function ledgerXlsx({ leads, run, lang, pageFile, unobserved }: LedgerInput): Promise<Buffer> {
  const workbook = new ExcelJs.Workbook();
  workbook.creator = 'landscar';
  workbook.lastModifiedBy = 'landscar';
  workbook.created = sheetDate(run.dateAfter);
  workbook.modified = sheetDate(run.dateAfter);
  workbook.title = `${run.siteName} ${say(lang, 'sheet.leads')}`;
  const demo = run.demo ? `${say(lang, 'notice.demo')} · ` : '';
  const footer = `${demo}${say(lang, 'notice.clueOnly')}`;
  const groupSheet = (title: MessageKey, columns: readonly Column<Group>[], records: readonly Group[]): void =>
    addSheet(workbook, { title, columns, records }, footer, lang);

  addSheet(
    workbook,
    { title: 'sheet.leads', columns: leadColumns(leads, lang, pageFile), records: leads },
    footer,
    lang,
  );
  groupSheet(
    'sheet.projects',
    projectColumns(lang),
    groupsOf(leads, (l) => (l.project === null ? [] : [{ code: l.project.id, name: l.project.name }])),
  );
  const counties = groupsOf(leads, (l) => [l.county ?? { code: '', name: say(lang, 'ledger.noCounty') }]);
  addSheet(
    workbook,
    { title: 'sheet.counties', columns: countyColumns(lang), records: counties, total: totals(leads, lang) },
    footer,
    lang,
  );
  groupSheet('sheet.categories', categoryColumns(leads.length, lang), categoryGroups(leads));
  groupSheet(
    'sheet.focus',
    focusColumns(lang),
    groupsOf(leads, (l) => l.focus.map((f) => ({ code: `${f.kind}\u0000${f.name}`, name: f.name }))),
  );
  const parts = unobserved ?? unobservedParts(run, lang);
  addSheet(workbook, { title: 'sheet.unobserved', columns: unobservedColumns, records: parts }, footer, lang);
  addSheet(workbook, { title: 'sheet.closing', columns: closingColumns(lang), records: leads }, footer, lang);
  addSheet(workbook, { title: 'sheet.notes', columns: noteColumns, records: notes(run, lang) }, footer, lang);
  return restampZip(Buffer.from(await workbook.xlsx.writeBuffer()));
}

const sums: Column<Group>[] = [
  { title: 'column.count', width: 10, value: (g) => g.leads.length },
  { title: 'column.areaHa', width: 16, format: '0.0000', value: (g) => g.areaHa },
  { title: 'column.areaMu', width: 16, format: '0.00', value: (g) => g.areaMu },
];

const perCategory = (lang: Lang): Column<Group>[] =>
  LEAD_CATEGORIES.map((category) => ({
    title: `category.${category}` as const,
    width: Math.max(10, word(lang, 'category', category).length + 4),
    value: (g) => g.leads.filter((l) => l.category === category).length,
  }));

const projectColumns = (lang: Lang): Column<Group>[] => [
  { title: 'column.projectId', width: 24, value: (g) => g.code },
  { title: 'column.project', width: 36, value: (g) => g.name },
  { title: 'column.approval', width: 20, value: (g) => g.leads[0]?.project?.approvalNumber ?? '' },
  ...sums,
  {
    title: 'column.outsideHa',
    width: 16,
    format: '0.0000',
    value: (g) => g.leads.reduce((s, l) => s + l.outsideM2, 0) / 10_000,
  },
  { title: 'column.patchNo', width: 40, value: (g) => g.leads.map((l) => l.patchNo).join(say(lang, 'list.separator')) },
];

const countyColumns = (lang: Lang): Column<Group>[] => [
  { title: 'column.countyCode', width: 12, value: (g) => g.code },
  { title: 'column.county', width: 16, value: (g) => g.name },
  ...sums,
  ...perCategory(lang),
];

function totals(leads: readonly Lead[], lang: Lang): CellValue[] {
  const [all] = groupsOf(leads, () => [{ code: '', name: '' }]);
  const numbers = LEAD_CATEGORIES.map((c) => leads.filter((l) => l.category === c).length);
  return ['', say(lang, 'ledger.total'), leads.length, all?.areaHa ?? 0, all?.areaMu ?? 0, ...numbers];
}

const categoryColumns = (total: number, lang: Lang): Column<Group>[] => [
  { title: 'column.category', width: 36, value: (g) => word(lang, 'category', g.code) },
  ...sums,
  { title: 'column.share', width: 10, format: '0.0%', value: (g) => (total === 0 ? 0 : g.leads.length / total) },
];

const focusColumns = (lang: Lang): Column<Group>[] => [
  { title: 'column.kindOfFocus', width: 14, value: (g) => word(lang, 'focus', g.code.split('\u0000')[0] ?? '') },
  { title: 'column.name', width: 30, value: (g) => g.name },
  ...sums,
  ...perCategory(lang),
];

const unobservedColumns: Column<UnobservedPart>[] = [
  { title: 'column.name', width: 40, value: (p) => p.name },
  { title: 'ledger.unobservedHa', width: 22, format: '0.00', value: (p) => p.areaHa },
  { title: 'ledger.owedSince', width: 22, value: (p) => p.since ?? '' },
];

/** What this run did not see, and below it what is owed since when, and what of it was seen now. */
function unobservedParts({ siteName, unobservedHa, owed }: RunInfo, lang: Lang): UnobservedPart[] {
  return [
    { name: siteName, areaHa: unobservedHa },
    ...(owed?.parts ?? []).map(({ since, areaHa }) => ({ name: say(lang, 'ledger.owed'), areaHa, since })),
    ...(owed === undefined ? [] : [{ name: say(lang, 'ledger.owedSeen'), areaHa: owed.seenHa }]),
  ];
}

const noteColumns: Column<readonly [string, CellValue]>[] = [
  { title: 'column.item', width: 26, value: ([name]) => name },
  { title: 'column.value', width: 100, left: true, value: ([, value]) => value },
];

function notes(run: RunInfo, lang: Lang): (readonly [string, CellValue])[] {
  const byName = (a: readonly [string, unknown], b: readonly [string, unknown]): number => (a[0] < b[0] ? -1 : 1);
  const text = (key: MessageKey): readonly [string, CellValue] => [say(lang, 'sheet.notes'), say(lang, key)];
  return [
    text('notice.clueOnly'),
    ...(run.demo ? [text('notice.demo')] : []),
    [say(lang, 'ledger.site'), run.siteName],
    [say(lang, 'ledger.runId'), run.id],
    [say(lang, 'column.dateBefore'), sheetDate(run.dateBefore)],
    [say(lang, 'column.dateAfter'), sheetDate(run.dateAfter)],
    [say(lang, 'ledger.model'), run.modelId],
    [say(lang, 'ledger.licence'), run.modelLicence],
    ...(isNonCommercial(run.modelLicence) ? [text('notice.nonCommercial')] : []),
    [say(lang, 'ledger.ruleSet'), run.ruleSet],
    [say(lang, 'ledger.unobservedHa'), run.unobservedHa],
    ...(run.observedHa === undefined ? [] : [[say(lang, 'ledger.observedHa'), run.observedHa] as const]),
    text('ledger.unobservedNote'),
    text('ledger.scoresNote'),
    text('ledger.areaNote'),
    text('ledger.injectionNote'),
    ...(run.warnings ?? []).map((w) => [say(lang, 'page.warnings'), warningText(lang, w)] as const),
    ...Object.entries(run.counts)
      .sort(byName)
      .map(([name, n]) => [say(lang, 'ledger.count', { name }), n] as const),
    ...Object.entries(run.versions)
      .sort(byName)
      .map(([name, v]) => [say(lang, 'ledger.version', { name }), v] as const),
  ];
}
