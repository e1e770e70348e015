import { m2ToHa, m2ToMu, periodOf, type Lead } from '@landscar/core';
import type { FieldValue } from '@landscar/geodata';
import { focusTexts, joined, loweredTexts, reasonTexts } from '../lead-text.js';
import { rounded } from '../lead-properties.js';
import type { ExportProfile, FieldSource, HumanDecision } from './profile.js';

export interface FieldContext {
  readonly profile: ExportProfile;
  readonly decision: HumanDecision | undefined;
}

/** County of a lead, `000000` where it lies in none. */
export const countyCodeOf = (lead: Lead): string => lead.county?.code ?? '000000';

/** The category in the receiver's words; without 疑似 only after a recorded decision of a person. */
export function categoryWording(lead: Lead, { profile, decision }: FieldContext): string {
  if (decision?.confirmed === true) return profile.decided[decision.category] ?? profile.categories[lead.category];
  if (profile.dumping !== null && lead.tags.includes('suspectedDumping')) return profile.dumping;
  return profile.categories[lead.category];
}

/** One value a source; the words of a shapefile are Chinese, whatever the language of the rest. */
export const FIELD_VALUES: Readonly<Record<FieldSource, (lead: Lead, context: FieldContext) => FieldValue>> = {
  patchNo: (l) => l.patchNo,
  eventId: (l) => l.id,
  countyCode: countyCodeOf,
  countyName: (l) => l.county?.name ?? '',
  period: (lead) => periodOf(lead.dateAfter),
  kind: (l, { profile }) => profile.kinds[l.kind],
  areaHa: (l) => rounded(m2ToHa(l.areaM2), 4),
  outsideHa: (l) => rounded(m2ToHa(l.outsideM2), 4),
  areaMu: (l) => rounded(m2ToMu(l.areaM2), 2),
  change: (l, { profile }) => profile.changes[l.change],
  // Imagery cannot tell working from stopped: left to the field check.
  buildState: () => '',
  category: categoryWording,
  reviewState: (_l, { decision }) => (decision === undefined ? '未复核' : '已复核'),
  projectName: (l) => l.project?.name ?? '',
  projectId: (l) => l.project?.id ?? '',
  approvalNumber: (l) => l.project?.approvalNumber ?? '',
  isFocus: (l) => (l.focus.length > 0 ? 1 : 0),
  isReviewed: (_l, { decision }) => (decision === undefined ? 0 : 1),
  focus: (l) => joined(focusTexts(l, 'zh'), 'zh'),
  priority: (l) => l.priority,
  confidence: (l) => rounded(l.confidence.value, 3),
  dateBefore: (l) => l.dateBefore.replaceAll('-', ''),
  dateAfter: (l) => l.dateAfter.replaceAll('-', ''),
  lon: (l) => rounded(l.centroidLonLat[0], 8),
  lat: (l) => rounded(l.centroidLonLat[1], 8),
  note: (l) => joined([...reasonTexts(l, 'zh'), ...loweredTexts(l, 'zh')], 'zh'),
};
