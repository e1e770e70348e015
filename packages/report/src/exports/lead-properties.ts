import { m2ToMu, type Lead } from '@landscar/core';
import { word } from '../messages/catalogue.js';
import type { Lang } from '../messages/phrase.js';
import { looksLikeText, loweredTexts, reasonTexts } from './lead-text.js';

/** Drops binary noise from a measured number so that files stay readable; 1e-3 m² is far below any pixel. */
export const rounded = (value: number, decimals: number): number => Number(value.toFixed(decimals));

/** Properties of one feature of `leads.geojson`. Areas m² and 亩, scores 0..1, dates ISO, codes internal. */
export function leadProperties(lead: Lead, lang: Lang): Readonly<Record<string, unknown>> {
  return {
    id: lead.id,
    patchNo: lead.patchNo,
    category: lead.category,
    categoryText: word(lang, 'category', lead.category),
    tags: lead.tags,
    areaM2: rounded(lead.areaM2, 2),
    areaMu: rounded(m2ToMu(lead.areaM2), 3),
    outsideM2: rounded(lead.outsideM2, 2),
    dateBefore: lead.dateBefore,
    dateAfter: lead.dateAfter,
    firstSeen: lead.dated?.firstSeen ?? null,
    lastUnchanged: lead.dated?.lastUnchanged ?? null,
    confirmedOn: lead.dated?.confirmedOn ?? null,
    confidence: rounded(lead.confidence.value, 4),
    evidence: rounded(lead.evidence.value, 4),
    ruleCertainty: rounded(lead.ruleCertainty.value, 4),
    reasons: reasonTexts(lead, lang),
    lowered: loweredTexts(lead, lang),
    focus: lead.focus,
    project: lead.project,
    nearbyProjects: lead.nearbyProjects,
    zones: lead.zones,
    countyCode: lead.county?.code ?? null,
    county: lead.county?.name ?? null,
    kind: lead.kind,
    kindConfidence: rounded(lead.kindConfidence, 4),
    looksLike: lead.looksLike?.kind ?? null,
    looksLikeText: looksLikeText(lead, lang) || null,
    looksLikeConfidence: lead.looksLike === undefined ? null : rounded(lead.looksLike.confidence, 4),
    change: lead.change,
    status: lead.status,
    priority: lead.priority,
    ruleSet: lead.ruleSet,
    rule: lead.rule,
    lon: rounded(lead.centroidLonLat[0], 7),
    lat: rounded(lead.centroidLonLat[1], 7),
    disturbanceId: lead.disturbanceId,
    parentDisturbanceId: lead.parentDisturbanceId,
  };
}
