import type { Lead, LeadCategory } from '@landscar/core';
import type { Register } from '../../register/register.js';
import { standingDecisions, type RecordedStep, type StandingDecision } from '../../register/standing-decisions.js';
import { historyBroken } from '../errors.js';

/**
 * 列入标准 of the 水利部 (2020) for 重点关注名单 and 黑名单, so far as a decision on a patch can meet them; 令第53号 第27条 and
 * 实施方案 三.5 ask for the two lists. `toJudge`: whether the text covers the case is for a person to settle.
 */
export const CREDIT_CRITERIA = {
  noApproval: { list: 'focus', toJudge: false },
  dumping: { list: 'focus', toJudge: false },
  otherViolation: { list: 'focus', toJudge: true },
  repeated: { list: 'black', toJudge: false },
  notRectified: { list: 'black', toJudge: true },
} as const satisfies Record<string, { list: 'focus' | 'black'; toJudge: boolean }>;
export type CreditCriterion = keyof typeof CREDIT_CRITERIA;

/** A decision that a person recorded: its entry in the history and the hash that proves it. */
export interface CreditBasis extends Pick<RecordedStep, 'entry' | 'hash' | 'at'> {
  readonly step: 'determined' | 'notRectified';
  readonly eventId: string;
  readonly patchNo: string;
  /** What imagery suggested before a person decided. */
  readonly category: LeadCategory;
  readonly areaM2: number;
  readonly county: string | null;
}

export interface CreditCandidate {
  readonly criterion: CreditCriterion;
  readonly list: 'focus' | 'black';
  readonly toJudge: boolean;
  /** Null where no approved project is linked: who is responsible must be found out first. */
  readonly project: Lead['project'];
  /** Never empty. */
  readonly basis: readonly CreditBasis[];
}

/** So many further violations within the time on the 重点关注名单 make a candidate for the 黑名单 (列入标准 二(一)). */
const FURTHER_VIOLATIONS = 2;

/**
 * Candidates for the two lists from recorded determinations 违法违规 alone; what a model says makes none.
 * `publishedMonths` is how long the 重点关注名单 shows a name. REPORT_HISTORY_BROKEN where the history was changed.
 */
export async function creditCandidates(register: Register, publishedMonths: number): Promise<CreditCandidate[]> {
  const { brokenAt } = await register.verify();
  if (brokenAt !== null) throw historyBroken(register.url, brokenAt);
  const leads = new Map((await register.leads()).map((lead) => [lead.id, lead]));
  const violations = (await standingDecisions(register.db)).flatMap((decision) => {
    const lead = leads.get(decision.eventId);
    return decision.determination === 'violation' && lead !== undefined ? [{ decision, lead }] : [];
  });
  const focus = violations.map(({ decision, lead }) =>
    candidate(criterionOf(lead), lead.project, [basisOf(lead, 'determined', decision.entry)]),
  );
  const notRectified = violations.flatMap(({ decision, lead }) => {
    const again = decision.measures.filter((m) => m.again);
    if (again.length === 0) return [];
    const steps = again.map((step) => basisOf(lead, 'notRectified', step));
    return [candidate('notRectified', lead.project, [basisOf(lead, 'determined', decision.entry), ...steps])];
  });
  return [...focus, ...repeatedOf(violations, publishedMonths), ...notRectified];
}

interface Violation {
  readonly decision: StandingDecision;
  readonly lead: Lead;
}

function repeatedOf(violations: readonly Violation[], months: number): CreditCandidate[] {
  const byProject = new Map<string, Violation[]>();
  for (const violation of violations) {
    const { project } = violation.lead;
    if (project !== null) byProject.set(project.id, [...(byProject.get(project.id) ?? []), violation]);
  }
  return [...byProject.values()].flatMap((list) => {
    const ordered = [...list].sort((a, b) => (a.decision.entry.at < b.decision.entry.at ? -1 : 1));
    for (const [i, first] of ordered.entries()) {
      const until = monthsAfter(first.decision.entry.at, months);
      const within = ordered.slice(i).filter(({ decision }) => decision.entry.at.slice(0, 10) <= until);
      if (within.length <= FURTHER_VIOLATIONS) continue;
      const basis = within.map(({ decision, lead }) => basisOf(lead, 'determined', decision.entry));
      return [candidate('repeated', first.lead.project, basis)];
    }
    return [];
  });
}

function monthsAfter(at: string, months: number): string {
  const day = new Date(`${at.slice(0, 10)}T00:00:00Z`);
  day.setUTCMonth(day.getUTCMonth() + months);
  return day.toISOString().slice(0, 10);
}

const criterionOf = ({ category, tags }: Lead): CreditCriterion =>
  tags.includes('suspectedDumping') ? 'dumping' : category === 'suspectedNoApproval' ? 'noApproval' : 'otherViolation';

const candidate = (
  criterion: CreditCriterion,
  project: Lead['project'],
  basis: readonly CreditBasis[],
): CreditCandidate => ({ criterion, ...CREDIT_CRITERIA[criterion], project, basis });

const basisOf = (lead: Lead, step: CreditBasis['step'], { entry, hash, at }: RecordedStep): CreditBasis => ({
  step,
  ...{ entry, hash, at, eventId: lead.id, patchNo: lead.patchNo, category: lead.category, areaM2: lead.areaM2 },
  county: lead.county?.name ?? null,
});
