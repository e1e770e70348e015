import type { IsoDate } from '@landscar/core';

/**
 * What the outputs say about the run that made them. Two runs of the same inputs must give equal values here:
 * `id` is a hash of the inputs, never a time.
 */
export interface RunInfo {
  readonly id: string;
  readonly siteName: string;
  readonly dateBefore: IsoDate;
  readonly dateAfter: IsoDate;
  readonly versions: Readonly<Record<string, string>>;
  readonly modelId: string;
  /** Licence of the weights as the model's manifest states it; shown in every report. */
  readonly modelLicence: string;
  readonly ruleSet: string;
  readonly unobservedHa: number;
  readonly observedHa?: number;
  /** Ground that no run has seen since a date (欠账区), and what this run saw of it; hectares. */
  readonly owed?: {
    readonly seenHa: number;
    readonly parts: readonly { readonly since: IsoDate; readonly areaHa: number }[];
  };
  readonly counts: Readonly<Record<string, number>>;
  readonly warnings?: readonly { readonly code: string; readonly message: string }[];
  /** Limits of the model, copied from its card. */
  readonly modelLimits?: readonly string[];
  /** Site, projects and names are invented: marked 演示数据 in every output. */
  readonly demo: boolean;
}

/** Creative Commons NC, and plain words: such a model may not be used for a paid service. */
export const isNonCommercial = (licence: string): boolean => /\bNC\b|non-?commercial|非商业/iu.test(licence);
