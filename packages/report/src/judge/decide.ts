import type {
  Disturbance,
  FalseAlarmReason,
  LeadCategory,
  LeadTag,
  Position,
  ProjectRef,
  Reason,
  Score,
} from '@landscar/core';
import type { Footprint } from '../footprints/types.js';
import type { FootprintIndex } from '../match/footprint-index.js';
import type { PatchPart } from '../match/match-patch.js';
import { reason } from '../rules/reason.js';
import type { RuleSet } from '../rules/rule-sets.js';
import type { LateralShift } from './lateral-shift.js';
import type { JudgeOptions } from './options.js';
import { LoweredScore } from './scores.js';

export interface Verdict {
  readonly category: LeadCategory;
  readonly rule: string;
  readonly tags: LeadTag[];
  readonly reasons: Reason[];
  readonly ruleCertainty: Score;
  readonly project: ProjectRef | null;
  readonly nearby: readonly ProjectRef[];
}

export interface Case {
  readonly disturbance: Disturbance;
  readonly part: PatchPart;
  readonly areaM2: number;
  readonly centre: Position;
  /** Approved outlines near, whose project shows no work in this run; with distance. */
  readonly idleNear: readonly { readonly footprint: Footprint; readonly distanceM: number }[];
  readonly approvedLater: readonly Footprint[];
  /** The approved line that it runs beside, if any. */
  readonly lateral: LateralShift | null;
}

export interface DecideContext {
  readonly rules: RuleSet;
  readonly options: JudgeOptions;
  readonly index: FootprintIndex;
  /** All parts (组成部分) of a project that are spoil grounds. */
  readonly spoilParts: ReadonlyMap<string, readonly Footprint[]>;
}

/** Signs of land use that is no construction project. The others (shadow, haze, seams) doubt the picture, not the use. */
const LAND_USE: ReadonlySet<FalseAlarmReason> = new Set([
  'farmSeason',
  'plasticFilm',
  'forestry',
  'fire',
  'waterLevel',
  'snow',
]);

/** The compliance rules of domain 1.11, in their order. Nothing here states a violation: a person decides. */
export function decide(c: Case, context: DecideContext): Verdict {
  return c.part.match === null ? decideOutside(c, context) : decideWithin(c, context);
}

function decideWithin(c: Case, { rules, options, spoilParts }: DecideContext): Verdict {
  const { match, outsideM2, outsideDepthM } = c.part;
  const footprints = match?.footprints.map((p) => p.footprint) ?? [];
  const [main] = footprints;
  const project = main?.project ?? null;
  const name = project?.name ?? '';
  const toleranceM = match?.toleranceM ?? 0;
  const [tags, reasons]: [LeadTag[], Reason[]] = [[], []];
  const certainty = new LoweredScore(0.95);
  const ratio = outsideM2 / c.areaM2;
  const beyond =
    outsideM2 >= options.minOutsideM2 && (ratio >= options.minOutsideRatio || outsideM2 >= options.sureOutsideM2);
  if (beyond) reasons.push(reason('rule.beyond', { project: name, outsideM2, outsideRatio: ratio, toleranceM }));
  else if (outsideM2 >= 1)
    reasons.push(reason('rule.outsideSmall', { project: name, outsideM2, limitM2: options.minOutsideM2, toleranceM }));
  else reasons.push(reason('rule.within', { project: name, toleranceM }));
  if (beyond && outsideDepthM < toleranceM)
    certainty.lower(0.7, reason('certainty.nearTolerance', { outsideM: outsideDepthM, toleranceM }));
  lowerByFootprint(footprints, certainty, tags);
  checkExpiry(footprints, c, rules, { tags, reasons, certainty });
  const spoil = project === null ? undefined : spoilParts.get(project.id);
  const meetsSpoil = footprints.some((f) => spoil?.includes(f) === true);
  if (c.disturbance.kind === 'spoilGround' && spoil !== undefined && !meetsSpoil) {
    tags.push('suspectedDumping');
    reasons.push(reason('rule.dumpingOutsidePart', { project: name, part: spoil[0]?.part ?? '' }));
  }
  const category = beyond ? 'suspectedBeyondExtent' : 'compliant';
  return {
    category,
    rule: `${rules.id}.${beyond ? 'beyond' : 'within'}`,
    tags,
    reasons,
    ruleCertainty: certainty.done(),
    project,
    nearby: [],
  };
}

function decideOutside(c: Case, { rules, options, index }: DecideContext): Verdict {
  const { disturbance: d } = c;
  const [tags, reasons]: [LeadTag[], Reason[]] = [[], []];
  const certainty = new LoweredScore(0.9);
  const nearby: ProjectRef[] = [];
  const verdict = (category: LeadCategory, rule: string): Verdict => ({
    category,
    rule: `${rules.id}.${rule}`,
    tags,
    reasons,
    ruleCertainty: certainty.done(),
    project: null,
    nearby,
  });
  for (const f of c.approvedLater) {
    nearby.push(f.project);
    reasons.push(
      reason('rule.approvedLater', {
        project: f.project.name,
        approvalDate: f.validFrom ?? '',
        dateAfter: d.dateAfter,
      }),
    );
  }
  if (index.count === 0) {
    reasons.push(reason('rule.noFootprints', {}));
    certainty.lower(0.2, reason('certainty.noFootprints', {}));
  }
  const landUse = d.evidence.reasons.find((r) => LAND_USE.has(r));
  const sureWork = ['spoilGround', 'borrowPit', 'otherDisturbance'].includes(d.kind) && d.kindConfidence >= 0.5;
  if (d.kind === 'nonProduction' || (landUse !== undefined && !sureWork)) {
    const why = landUse ?? 'nonProduction';
    reasons.push(reason('rule.nonProduction', { reason: why }));
    certainty.lower(
      d.kind === 'nonProduction' ? Math.max(0.5, d.kindConfidence) : 0.6,
      reason('certainty.nonProduction', { reason: why }),
    );
    return verdict('nonProduction', 'nonProduction');
  }
  if (d.kind === 'spoilGround') {
    tags.push('suspectedDumping');
    reasons.push(reason('rule.dumping', {}));
  }
  const { lateralShiftM: limitM, lateralShareRatio: limitRatio } = rules.thresholds;
  if (c.lateral !== null && limitM !== null && limitRatio !== null) {
    const { footprint, shiftM, shareRatio: ratio } = c.lateral;
    const project = footprint.project.name;
    nearby.push(footprint.project);
    if (ratio >= limitRatio) {
      tags.push('majorChange');
      reasons.push(reason('rule.lateralShift', { project, shiftM, limitM, ratio, limitRatio }));
      certainty.lower(0.5, reason('certainty.terrain', {}));
      return verdict('suspectedRelocation', 'lateralShift');
    }
    reasons.push(reason('rule.besideLine', { project, shiftM, ratio }));
  }
  const [idle] = c.idleNear;
  if (idle !== undefined) {
    nearby.push(idle.footprint.project);
    reasons.push(reason('rule.relocation', { project: idle.footprint.project.name, distanceM: idle.distanceM }));
    certainty.lower(0.4, reason('certainty.relocation', {}));
    return verdict('suspectedRelocation', 'relocation');
  }
  const listed = index.listedNear(c.centre, options.listNearM);
  const [nearest] = listed;
  if (nearest !== undefined) {
    nearby.push(...listed.map((l) => l.footprint.project));
    reasons.push(reason('rule.unlinked', { project: nearest.footprint.project.name, distanceM: nearest.distanceM }));
    certainty.lower(0.4, reason('certainty.list', { project: nearest.footprint.project.name }));
    return verdict('unlinked', 'unlinked');
  }
  if (index.listedWithoutPlace > 0) {
    reasons.push(reason('rule.listWithoutPlace', { count: index.listedWithoutPlace }));
    certainty.lower(0.8, reason('rule.listWithoutPlace', { count: index.listedWithoutPlace }));
  }
  const { planFormM2, planBookM2, exemptM3 } = rules.thresholds;
  if (c.areaM2 < planFormM2 && d.kind !== 'spoilGround') {
    reasons.push(reason('rule.possiblyExempt', { areaM2: c.areaM2, limitM2: planFormM2, limitM3: exemptM3 ?? 0 }));
    certainty.lower(0.6, reason('certainty.earthworkUnseen', {}));
    return verdict('possiblyExempt', 'possiblyExempt');
  }
  reasons.push(reason('rule.noApproval', { searchedM: options.listNearM }));
  const book = c.areaM2 >= planBookM2;
  reasons.push(
    reason(book ? 'rule.planBook' : 'rule.planForm', { areaM2: c.areaM2, limitM2: book ? planBookM2 : planFormM2 }),
  );
  return verdict('suspectedNoApproval', 'noApproval');
}

function lowerByFootprint(footprints: readonly Footprint[], certainty: LoweredScore, tags: LeadTag[]): void {
  const [first] = footprints;
  if (first === undefined) return;
  const project = first.project.name;
  if (footprints.some((f) => f.kind === 'schematic')) {
    tags.push('schematicFootprint');
    certainty.lower(0.4, reason('certainty.schematic', { project }));
  }
  const line = footprints.find((f) => f.kind === 'line');
  if (line !== undefined) certainty.lower(0.6, reason('certainty.line', { project, widthM: line.rightOfWayM ?? 0 }));
  if (footprints.every((f) => f.validFrom === null))
    certainty.lower(0.9, reason('certainty.approvalDateUnknown', { project }));
  if (footprints.some((f) => f.marks.includes('repaired')))
    certainty.lower(0.9, reason('certainty.repaired', { project }));
  const detected = footprints.flatMap((f) => f.marks).find((m) => m.startsWith('crsDetected:'));
  if (detected !== undefined)
    certainty.lower(0.9, reason('certainty.crsDetected', { project, crs: detected.slice('crsDetected:'.length) }));
}

/** 令53 第18条: an approval of more than three years before the start of work must be reviewed again. A start that is recorded clears it. */
function checkExpiry(
  footprints: readonly Footprint[],
  c: Case,
  rules: RuleSet,
  out: { tags: LeadTag[]; reasons: Reason[]; certainty: LoweredScore },
): void {
  const years = rules.thresholds.approvalYears;
  const old = footprints.find(
    (f) =>
      years !== null &&
      f.approvalDate !== null &&
      addYears(f.approvalDate, years) < (f.startDate ?? c.disturbance.dateBefore),
  );
  if (old?.approvalDate == null || years === null) return;
  out.tags.push('expiredApproval');
  out.reasons.push(reason('rule.expired', { project: old.project.name, approvalDate: old.approvalDate, years }));
  out.certainty.lower(0.8, reason('certainty.expired', { project: old.project.name }));
}

export const addYears = (date: string, years: number): string => `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;
