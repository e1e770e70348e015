import { m2ToHa, m2ToMu, type Lead } from '@landscar/core';
import { say, word } from '../../messages/catalogue.js';
import type { Lang } from '../../messages/phrase.js';
import { rounded } from '../lead-properties.js';
import { focusTexts, joined, looksLikeText, loweredTexts, reasonTexts, tagTexts, zoneTexts } from '../lead-text.js';
import type { Column } from './sheet.js';

/** A day as a real date of the spreadsheet (midnight UTC, which exceljs writes as a whole day number). */
export const sheetDate = (date: string): Date => new Date(`${date}T00:00:00Z`);

const HA = '0.0000';
const SCORE = '0.00';

/** Columns of 线索台账. `pageFile` is the page beside the ledger that the links open. */
export function leadColumns(leads: readonly Lead[], lang: Lang, pageFile: string): Column<Lead>[] {
  const looksLike: Column<Lead> = { title: 'column.looksLike', width: 22, value: (l) => looksLikeText(l, lang) };
  const dayOf = (date: string | null | undefined): Date | null => (typeof date === 'string' ? sheetDate(date) : null);
  const dated: Column<Lead>[] = [
    { title: 'column.firstSeen', width: 13, value: (l) => dayOf(l.dated?.firstSeen) },
    { title: 'column.confirmedOn', width: 12, value: (l) => dayOf(l.dated?.confirmedOn) },
  ];
  return [
    { title: 'column.index', width: 6, value: (_l, i) => i + 1 },
    { title: 'column.patchNo', width: 21, value: (l) => l.patchNo },
    { title: 'column.category', width: 20, value: (l) => word(lang, 'category', l.category) },
    { title: 'column.tags', width: 14, value: (l) => joined(tagTexts(l, lang), lang) },
    { title: 'column.kind', width: 13, value: (l) => word(lang, 'kind', l.kind) },
    ...(leads.some((l) => l.looksLike !== undefined) ? [looksLike] : []),
    { title: 'column.change', width: 13, value: (l) => word(lang, 'change', l.change) },
    { title: 'column.areaHa', width: 13, format: HA, value: (l) => rounded(m2ToHa(l.areaM2), 4) },
    { title: 'column.areaMu', width: 13, format: '0.00', value: (l) => rounded(m2ToMu(l.areaM2), 2) },
    { title: 'column.outsideHa', width: 13, format: HA, value: (l) => rounded(m2ToHa(l.outsideM2), 4) },
    { title: 'column.countyCode', width: 10, value: (l) => l.county?.code ?? '' },
    { title: 'column.county', width: 11, value: (l) => l.county?.name ?? say(lang, 'ledger.noCounty') },
    { title: 'column.focus', width: 30, value: (l) => joined(focusTexts(l, lang), lang) },
    { title: 'column.zones', width: 14, value: (l) => joined(zoneTexts(l, lang), lang) },
    { title: 'column.lon', width: 12, format: '0.000000', value: (l) => rounded(l.centroidLonLat[0], 6) },
    { title: 'column.lat', width: 12, format: '0.000000', value: (l) => rounded(l.centroidLonLat[1], 6) },
    { title: 'column.dateBefore', width: 12, value: (l) => sheetDate(l.dateBefore) },
    { title: 'column.dateAfter', width: 12, value: (l) => sheetDate(l.dateAfter) },
    ...(leads.some((l) => l.dated !== undefined) ? dated : []),
    { title: 'column.project', width: 26, value: (l) => l.project?.name ?? '' },
    { title: 'column.approval', width: 18, value: (l) => l.project?.approvalNumber ?? '' },
    {
      title: 'column.nearby',
      width: 24,
      value: (l) =>
        joined(
          l.nearbyProjects.map((p) => p.name),
          lang,
        ),
    },
    { title: 'column.confidence', width: 9, format: SCORE, value: (l) => rounded(l.confidence.value, 4) },
    { title: 'column.evidence', width: 9, format: SCORE, value: (l) => rounded(l.evidence.value, 4) },
    { title: 'column.ruleCertainty', width: 9, format: SCORE, value: (l) => rounded(l.ruleCertainty.value, 4) },
    { title: 'column.reasons', width: 44, value: (l) => joined(reasonTexts(l, lang), lang) },
    { title: 'column.lowered', width: 36, value: (l) => joined(loweredTexts(l, lang), lang) },
    { title: 'column.priority', width: 8, value: (l) => l.priority },
    { title: 'column.status', width: 10, value: (l) => word(lang, 'status', l.status) },
    { title: 'column.eventId', width: 18, value: (l) => l.id },
    {
      title: 'column.page',
      width: 8,
      value: (l) => ({ text: say(lang, 'column.openPage'), link: `${pageFile}#${encodeURIComponent(l.id)}` }),
    },
  ];
}

/** Columns of 对账销号: what people fill. The choices name no violation: a clue is confirmed or not. */
export function closingColumns(lang: Lang): Column<Lead>[] {
  const choices = (group: 'check' | 'decision' | 'measure' | 'yes' | 'build', codes: readonly string[]): string[] =>
    codes.map((code) => word(lang, group, code));
  const yesNo = choices('yes', ['yes', 'no']);
  const blank = (): null => null;
  const date = { input: true, format: 'yyyy-mm-dd', value: blank } as const;
  return [
    { title: 'column.index', width: 6, value: (_l, i) => i + 1 },
    { title: 'column.patchNo', width: 21, value: (l) => l.patchNo },
    { title: 'column.county', width: 11, value: (l) => l.county?.name ?? say(lang, 'ledger.noCounty') },
    { title: 'column.category', width: 20, value: (l) => word(lang, 'category', l.category) },
    { title: 'column.areaHa', width: 13, format: HA, value: (l) => rounded(m2ToHa(l.areaM2), 4) },
    { title: 'column.project', width: 24, value: (l) => l.project?.name ?? '' },
    {
      title: 'column.checkResult',
      width: 14,
      input: true,
      value: blank,
      choices: choices('check', ['confirmed', 'partly', 'notConfirmed', 'notReached']),
    },
    {
      title: 'column.checkKind',
      width: 16,
      input: true,
      value: blank,
      choices: (['spoilGround', 'borrowPit', 'otherDisturbance', 'nonProduction'] as const).map((k) =>
        word(lang, 'kind', k),
      ),
    },
    {
      title: 'column.buildState',
      width: 10,
      input: true,
      value: blank,
      choices: choices('build', ['notStarted', 'stopped', 'working', 'finished', 'accepted']),
    },
    { title: 'column.checker', width: 16, input: true, value: blank },
    { title: 'column.checkDate', width: 12, ...date },
    {
      title: 'column.decision',
      width: 18,
      input: true,
      value: blank,
      choices: choices('decision', ['confirmed', 'compliant', 'nonProduction', 'exempt', 'further']),
    },
    {
      title: 'column.measure',
      width: 14,
      input: true,
      value: blank,
      choices: choices('measure', ['rectification', 'case', 'none']),
    },
    { title: 'column.deadline', width: 12, ...date },
    { title: 'column.rectified', width: 10, input: true, value: blank, choices: yesNo },
    { title: 'column.closed', width: 10, input: true, value: blank, choices: yesNo },
    { title: 'column.closedDate', width: 12, ...date },
    { title: 'column.remark', width: 24, input: true, value: blank },
  ];
}
