import type { Lead, LeadCategory } from '@landscar/core';
import { DEFAULT_JUDGE_OPTIONS, type PriorityWeights } from './options.js';

/** How urgent a category is, 0..1; compliant and non-production ground come last. */
const CATEGORY: Readonly<Record<LeadCategory, number>> = {
  suspectedNoApproval: 1,
  suspectedBeyondExtent: 0.9,
  suspectedRelocation: 0.7,
  unlinked: 0.5,
  possiblyExempt: 0.3,
  nonProduction: 0.1,
  compliant: 0,
};
const GROWTH: Readonly<Record<Lead['change'], number>> = { grown: 1, new: 0.7, same: 0.3, shrunk: 0.1, finished: 0 };

/** What the priority is made of. `focusPriority` is the highest of the layers that the lead lies near, 0..10. */
export type PriorityInput = Pick<
  Lead,
  'category' | 'areaM2' | 'zones' | 'change' | 'confidence' | 'evidence' | 'ruleCertainty' | 'tags'
> & {
  readonly focusPriority: number;
};

/**
 * Ranks the list, 0..100: 100 × Σ weight × term / Σ weight, with
 * category (table above; +0.1 for 未批先弃 or 重大变更, at most 1), size = log10(area / 0.1 ha) / 2 held to 0..1 (0.1 ha: 0, 10 ha: 1),
 * focus = highest focus priority / 10, zone = 1 in any sensitive zone, growth (table above),
 * evidence = cube root of confidence × evidence × rule certainty. A rank is no score: the three scores stay apart.
 */
export function priorityOf(lead: PriorityInput, weights: PriorityWeights): number {
  const marked = lead.tags.includes('suspectedDumping') || lead.tags.includes('majorChange') ? 0.1 : 0;
  const clamp = (v: number): number => Math.min(1, Math.max(0, v));
  const terms: Readonly<Record<keyof PriorityWeights, number>> = {
    category: clamp(CATEGORY[lead.category] + marked),
    size: clamp(Math.log10(Math.max(1, lead.areaM2) / 1_000) / 2),
    focus: clamp(lead.focusPriority / 10),
    zone: lead.zones.length > 0 ? 1 : 0,
    growth: GROWTH[lead.change],
    evidence: Math.cbrt(lead.confidence.value * lead.evidence.value * lead.ruleCertainty.value),
  };
  return Math.round((100 * TERMS.reduce((sum, name) => sum + weights[name] * terms[name], 0)) / totalOf(weights));
}

const TERMS: readonly (keyof PriorityWeights)[] = ['category', 'size', 'focus', 'zone', 'growth', 'evidence'];
const totalOf = (weights: PriorityWeights): number => TERMS.reduce((sum, name) => sum + weights[name], 0);

/** The priority of a lead that the judge took for new, once the register knows how its event changed. */
export function growthPriority(
  priority: number,
  change: Lead['change'],
  weights: PriorityWeights = DEFAULT_JUDGE_OPTIONS.priority,
): number {
  const total = totalOf(weights);
  const moved = priority + (100 * weights.growth * (GROWTH[change] - GROWTH.new)) / total;
  return Math.min(100, Math.max(0, Math.round(moved)));
}
