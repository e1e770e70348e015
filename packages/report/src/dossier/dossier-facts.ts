import { m2ToHa, m2ToMu, type Lead } from '@landscar/core';
import { say, word } from '../messages/catalogue.js';
import { fixed, lonLatText } from '../messages/format-value.js';
import type { Lang } from '../messages/phrase.js';
import { firstSeenText, focusTexts, joined, looksLikeText, tagTexts, zoneTexts } from '../exports/lead-text.js';
import type { RunInfo } from '../exports/run-info.js';

/** Pairs of label and value; an empty value is for a person to write. */
export type FactRow = readonly [label: string, value: string];

/** The table 现场复核信息表 (layout: domain 1.6a): what is known is filled in, what the field must say is left blank. */
export function fieldTable(lead: Lead, run: RunInfo, lang: Lang): FactRow[] {
  const area = `${fixed(m2ToHa(lead.areaM2), 4)} ${say(lang, 'page.ha')} / ${fixed(m2ToMu(lead.areaM2), 2)} ${say(lang, 'page.mu')}`;
  const firstSeen = firstSeenText(lead, lang);
  return [
    [say(lang, 'column.patchNo'), lead.patchNo],
    [say(lang, 'column.county'), lead.county === null ? '' : `${lead.county.name} ${lead.county.code}`],
    [say(lang, 'column.project'), lead.project?.name ?? ''],
    [say(lang, 'form.owner'), ''],
    [say(lang, 'form.projectType'), ''],
    [say(lang, 'column.approval'), lead.project?.approvalNumber ?? ''],
    [say(lang, 'form.village'), ''],
    [say(lang, 'page.coordinates'), lonLatText(lead.centroidLonLat)],
    [say(lang, 'form.area'), area],
    [say(lang, 'column.outsideHa'), lead.category === 'suspectedBeyondExtent' ? fixed(m2ToHa(lead.outsideM2), 4) : ''],
    [
      say(lang, 'column.category'),
      [word(lang, 'category', lead.category), ...tagTexts(lead, lang)].join(say(lang, 'list.separator')),
    ],
    [say(lang, 'column.kind'), word(lang, 'kind', lead.kind)],
    ...(lead.looksLike === undefined ? [] : [[say(lang, 'column.looksLike'), looksLikeText(lead, lang)] as const]),
    [say(lang, 'column.change'), word(lang, 'change', lead.change)],
    [say(lang, 'column.buildState'), ''],
    [say(lang, 'form.dates'), say(lang, 'page.period', { before: lead.dateBefore, after: lead.dateAfter })],
    ...(firstSeen === '' ? [] : [[say(lang, 'column.firstSeen'), firstSeen] as const]),
    [say(lang, 'column.focus'), joined(focusTexts(lead, lang), lang)],
    [say(lang, 'column.zones'), joined(zoneTexts(lead, lang), lang)],
    [say(lang, 'page.run'), run.id],
    [say(lang, 'form.approved'), say(lang, 'form.yesNoBoxes')],
    [say(lang, 'column.checkResult'), say(lang, 'form.resultBoxes')],
    [say(lang, 'form.checkedBy'), ''],
    [say(lang, 'column.checkDate'), ''],
  ];
}
