import type { IsoDate } from '@landscar/core';
import { ruleSetUnknown } from '../errors.js';

/** Thresholds of one dated rule set. Areas m², volumes m³, lengths m, ratios 0..1; null where the set has no such rule. */
export interface RuleSet {
  readonly id: string;
  readonly title: string;
  readonly citation: string;
  /** First day on which it applies. */
  readonly inForceFrom: IsoDate;
  readonly thresholds: {
    /** 报告书 from this area on. */
    readonly planBookM2: number;
    /** 报告表 from this area on; below it and below `exemptM3` no plan is needed. 0: every project needs one. */
    readonly planFormM2: number;
    readonly exemptM3: number | null;
    /** 防治责任范围 grown by this share: re-approval. */
    readonly majorChangeRatio: number | null;
    readonly lateralShiftM: number | null;
    readonly lateralShareRatio: number | null;
    /** An approved plan not begun within so many years must be reviewed again. */
    readonly approvalYears: number | null;
  };
}

/** Newest last. Sources: domain.md 1.2; what it does not source is said in the citation. */
export const RULE_SETS: readonly RuleSet[] = [
  {
    id: 'mwr-2016-65',
    title: '办水保〔2016〕65号及水利部令第5号（修订）',
    citation:
      '水利部令第5号（1995，2005、2017修订）; 办水保〔2016〕65号. Thresholds from general knowledge, text not opened.',
    inForceFrom: '2016-03-24',
    thresholds: {
      planBookM2: 10_000,
      planFormM2: 0,
      exemptM3: null,
      majorChangeRatio: 0.3,
      lateralShiftM: 300,
      lateralShareRatio: 0.2,
      approvalYears: null,
    },
  },
  {
    id: 'mwr-2019-160',
    title: '水保〔2019〕160号',
    citation:
      '水保〔2019〕160号 (0.5 and 5 ha); 办水保〔2016〕65号 for changes. Thresholds from general knowledge, text not opened.',
    inForceFrom: '2019-05-31',
    thresholds: {
      planBookM2: 50_000,
      planFormM2: 5_000,
      exemptM3: 1_000,
      majorChangeRatio: 0.3,
      lateralShiftM: 300,
      lateralShareRatio: 0.2,
      approvalYears: null,
    },
  },
  {
    id: 'mwr-53-2023',
    title: '水利部令第53号 生产建设项目水土保持方案管理办法',
    citation: '水利部令第53号, 2023-01-17 (第16, 17, 18条); in force from 2023-03-01',
    inForceFrom: '2023-03-01',
    thresholds: {
      planBookM2: 50_000,
      planFormM2: 5_000,
      exemptM3: 1_000,
      majorChangeRatio: 0.3,
      lateralShiftM: 300,
      lateralShareRatio: 0.3,
      approvalYears: 3,
    },
  },
];

/** The set named, or with `auto` the one in force on `date` (the oldest known where the date lies before all). */
export function ruleSetFor(name: string, date: IsoDate): RuleSet {
  const named = RULE_SETS.find((set) => set.id === name);
  if (named !== undefined) return named;
  const [oldest] = RULE_SETS;
  if (name !== 'auto' || oldest === undefined)
    throw ruleSetUnknown(
      name,
      RULE_SETS.map((set) => set.id),
    );
  return RULE_SETS.filter((set) => set.inForceFrom <= date).at(-1) ?? oldest;
}
