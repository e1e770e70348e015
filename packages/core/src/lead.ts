import type { IsoDate } from './dates.js';
import type { Disturbance } from './disturbance.js';
import type { Areal, Position } from './geometry.js';

/** 合规性 as internal codes; wording is a matter of the export profile. None of them is a finding. */
export const LEAD_CATEGORIES = [
  'compliant',
  'suspectedNoApproval',
  'suspectedBeyondExtent',
  'suspectedRelocation',
  'unlinked',
  'possiblyExempt',
  'nonProduction',
] as const;
export type LeadCategory = (typeof LEAD_CATEGORIES)[number];

/** Extra marks beside the category. `suspectedDumping` is 疑似未批先弃, `majorChange` the 30 % hint of 重大变更. */
export const LEAD_TAGS = [
  'suspectedDumping',
  'majorChange',
  'schematicFootprint',
  'expiredApproval',
  'multipleProjects',
  'suspectedNetting',
  'notRestored',
] as const;
export type LeadTag = (typeof LEAD_TAGS)[number];

/** A message of the catalogue with its values: words are chosen when it is shown. */
export interface Reason {
  /** Key of the message catalogue, `rule.noApproval`. */
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** One of the three numbers (0..1), with what lowered it. They are never merged into one. */
export interface Score {
  readonly value: number;
  readonly lowered: readonly Reason[];
}

/** Where along a focus layer a lead lies. Kinds: expressway, railway, river, mine, or any other name. */
export interface FocusPlace {
  readonly kind: string;
  readonly name: string;
  readonly distanceM: number;
  /** Metres along the line from its first vertex; null for areas and points. */
  readonly chainageM: number | null;
  /** Seen along the line's direction; null for areas. */
  readonly side: 'left' | 'right' | 'on' | null;
}

export interface ProjectRef {
  /** Stable within the footprint set: its number, or file and number. */
  readonly id: string;
  readonly name: string;
  readonly approvalNumber: string | null;
}

/** 候选违规线索: a disturbance, or the part of it that belongs to one project or to none. */
export interface Lead {
  /** The event's id, stable over periods. */
  readonly id: string;
  /** 县码-期次-流水, for example 140525-202506-0037; never reused. */
  readonly patchNo: string;
  readonly disturbanceId: string;
  readonly parentDisturbanceId: string | null;
  readonly geometry: Areal;
  readonly geometryLonLat: Areal;
  readonly centroidLonLat: Position;
  readonly areaM2: number;
  /** Area outside of the approved footprint (EAREA). */
  readonly outsideM2: number;
  readonly category: LeadCategory;
  readonly tags: readonly LeadTag[];
  readonly ruleSet: string;
  readonly rule: string;
  readonly reasons: readonly Reason[];
  readonly confidence: Score;
  readonly evidence: Score;
  readonly ruleCertainty: Score;
  readonly priority: number;
  readonly project: ProjectRef | null;
  readonly nearbyProjects: readonly ProjectRef[];
  readonly focus: readonly FocusPlace[];
  readonly zones: readonly string[];
  readonly county: { readonly code: string; readonly name: string } | null;
  /** 新增, 续建(扩大, 缩小, 不变), 完工. */
  readonly change: 'new' | 'grown' | 'shrunk' | 'same' | 'finished';
  readonly status: string;
  readonly dateBefore: IsoDate;
  readonly dateAfter: IsoDate;
  readonly kind: Disturbance['kind'];
  readonly kindConfidence: number;
  /** As of the disturbance: advice that no rule asks. */
  readonly looksLike?: Disturbance['looksLike'];
  readonly dated?: Disturbance['dated'];
  readonly detection: Disturbance['evidence'];
}
