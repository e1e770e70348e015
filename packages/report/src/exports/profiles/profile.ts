import type { DisturbanceClass, Lead, LeadCategory } from '@landscar/core';
import type { VectorField } from '@landscar/geodata';

/** A decision that a person took and the register recorded; only it lets an output drop 疑似. */
export interface HumanDecision {
  readonly leadId: string;
  readonly category: LeadCategory | 'suspectedDumping';
  readonly confirmed: boolean;
  /** ISO date or time. */
  readonly at: string;
  /** Entry of the history that holds it, with its hash. */
  readonly basis: string;
}

/** Where a field's value comes from; each name is a row of `field-values.ts`. */
export type FieldSource =
  | 'patchNo'
  | 'countyCode'
  | 'countyName'
  | 'period'
  | 'kind'
  | 'areaHa'
  | 'outsideHa'
  | 'areaMu'
  | 'change'
  | 'buildState'
  | 'category'
  | 'reviewState'
  | 'projectName'
  | 'projectId'
  | 'approvalNumber'
  | 'isFocus'
  | 'isReviewed'
  | 'focus'
  | 'priority'
  | 'confidence'
  | 'dateBefore'
  | 'dateAfter'
  | 'lon'
  | 'lat'
  | 'note'
  | 'eventId';

export interface ProfileField extends VectorField {
  readonly source: FieldSource;
}

/** How one receiver wants its shapefile: data, not code. */
export interface ExportProfile {
  readonly id: string;
  readonly description: string;
  /** Where the codes come from. */
  readonly origin: string;
  readonly categories: Readonly<Record<LeadCategory, string>>;
  /** Words for a category after a person confirmed it; absent where the receiver knows none. */
  readonly decided: Partial<Readonly<Record<LeadCategory | 'suspectedDumping', string>>>;
  /** Written instead of the category for suspected dumping, where the receiver's list allows it. */
  readonly dumping: string | null;
  readonly kinds: Readonly<Record<DisturbanceClass, string>>;
  readonly changes: Readonly<Record<Lead['change'], string>>;
  readonly fields: readonly ProfileField[];
  /** File name without ending, from county code and period. */
  readonly fileName: (countyCode: string, period: string) => string;
}
