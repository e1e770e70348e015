import type { Disturbance, FalseAlarmReason, IsoDate, LeadCategory, LeadTag } from '@landscar/core';
import type { RuleName } from './rules.js';

/** x, y, width and height of a rectangle, metres in a local plane. */
export type Rectangle = readonly [number, number, number, number];

export interface ExampleFootprint {
  readonly project: string;
  /** Rectangle, or the two ends of a line; a listed project has only a place. */
  readonly extent?: Rectangle;
  readonly line?: readonly [readonly [number, number], readonly [number, number]];
  readonly place?: readonly [number, number];
  readonly part?: string;
  readonly schematic?: boolean;
  readonly approved?: IsoDate;
  readonly started?: IsoDate;
}

/** A case in plain numbers: the tolerance is 10 m (5 m of the outline, 5 m of the registration). */
export interface WorkedExample {
  readonly rule: RuleName;
  /** Chinese and English, a sentence. */
  readonly title: readonly [string, string];
  readonly after: IsoDate;
  readonly ruleSet: string;
  readonly patches: readonly Rectangle[];
  readonly kind?: Disturbance['kind'];
  readonly sign?: FalseAlarmReason;
  readonly footprints: readonly ExampleFootprint[];
  /** Patches of standing leads of earlier periods. */
  readonly earlier?: readonly { readonly project: string; readonly patch: Rectangle }[];
  /** Of the first patch. */
  readonly category: LeadCategory;
  readonly tags?: readonly LeadTag[];
}

const SET_2023 = 'mwr-53-2023';
const SET_2019 = 'mwr-2019-160';
const SET_2016 = 'mwr-2016-65';

/** A project of 4 ha: 200 m × 200 m, at work since it was approved. */
const project: ExampleFootprint = {
  project: 'A',
  extent: [0, 0, 200, 200],
  approved: '2024-01-10',
  started: '2024-03-01',
};
const inForce = { after: '2025-06-20', ruleSet: SET_2023 } as const;

/** The rules in numbers that anyone can check by hand; a test runs each of them. */
export const WORKED_EXAMPLES: readonly WorkedExample[] = [
  {
    rule: 'within',
    title: ['范围内 1 公顷', '1 ha inside of the extent'],
    ...inForce,
    patches: [[50, 50, 100, 100]],
    footprints: [project],
    category: 'compliant',
  },
  {
    rule: 'within',
    title: ['越界 9 米，容差 10 米', '9 m over the edge, the tolerance is 10 m'],
    ...inForce,
    patches: [[109, 50, 100, 100]],
    footprints: [project],
    category: 'compliant',
  },
  {
    rule: 'within',
    title: ['超出 0.02 公顷，低于绘图精度 0.05 公顷', '0.02 ha outside, below the drawing accuracy of 0.05 ha'],
    ...inForce,
    patches: [[112, 50, 100, 100]],
    footprints: [project],
    category: 'compliant',
  },
  {
    rule: 'beyond',
    title: ['超出 0.4 公顷（10%）', '0.4 ha outside (10 % of the approved area)'],
    ...inForce,
    patches: [[150, 50, 100, 100]],
    footprints: [project],
    category: 'suspectedBeyondExtent',
    tags: [],
  },
  {
    rule: 'beyond',
    title: ['示意性范围：同样超出，规则确定性降低', 'A schematic extent: the same excess, with less certainty'],
    ...inForce,
    patches: [[150, 50, 100, 100]],
    footprints: [{ ...project, schematic: true }],
    category: 'suspectedBeyondExtent',
    tags: ['schematicFootprint'],
  },
  {
    rule: 'majorChange',
    title: [
      '两个图斑各超出约 0.7 公顷，合计超过 4 公顷的 30%',
      'Two patches with about 0.7 ha outside each: more than 30 % of 4 ha',
    ],
    ...inForce,
    patches: [
      [190, 60, 90, 90],
      [-80, 60, 90, 90],
    ],
    footprints: [project],
    category: 'suspectedBeyondExtent',
    tags: ['majorChange'],
  },
  {
    rule: 'majorChange',
    title: ['单个超出约 0.7 公顷，不足 30%', 'One with about 0.7 ha outside: below 30 %'],
    ...inForce,
    patches: [[190, 60, 90, 90]],
    footprints: [project],
    category: 'suspectedBeyondExtent',
    tags: [],
  },
  {
    rule: 'majorChange',
    title: [
      '本期超出约 0.7 公顷，以往期次另一处超出约 0.7 公顷，合计超过 30%',
      'About 0.7 ha outside now and 0.7 ha elsewhere in an earlier period: together more than 30 %',
    ],
    ...inForce,
    patches: [[190, 60, 90, 90]],
    footprints: [project],
    earlier: [{ project: 'A', patch: [-80, 60, 90, 90] }],
    category: 'suspectedBeyondExtent',
    tags: ['majorChange'],
  },
  {
    rule: 'majorChange',
    title: [
      '以往期次的线索与本期图斑为同一处：只计一次，不足 30%',
      'The lead of the earlier period is the same ground: counted once, below 30 %',
    ],
    ...inForce,
    patches: [[190, 60, 90, 90]],
    footprints: [project],
    earlier: [{ project: 'A', patch: [190, 62, 88, 88] }],
    category: 'suspectedBeyondExtent',
    tags: [],
  },
  {
    rule: 'lateralShift',
    title: ['2 公里线路，700 米路段偏移约 400 米（35%）', 'A line of 2 km, 700 m of it shifted by about 400 m (35 %)'],
    ...inForce,
    patches: [[500, 385, 700, 30]],
    footprints: [
      {
        project: 'L',
        line: [
          [0, 0],
          [2_000, 0],
        ],
        approved: '2024-01-10',
      },
    ],
    category: 'suspectedRelocation',
    tags: ['majorChange'],
  },
  {
    rule: 'lateralShift',
    title: ['500 米路段偏移（25%），不足 30%', '500 m of it shifted (25 %): below the limit'],
    ...inForce,
    patches: [[500, 385, 500, 30]],
    footprints: [
      {
        project: 'L',
        line: [
          [0, 0],
          [2_000, 0],
        ],
        approved: '2024-01-10',
      },
    ],
    category: 'suspectedNoApproval',
    tags: [],
  },
  {
    rule: 'lateralShift',
    title: ['700 米路段偏移 200 米，不足 300 米', '700 m shifted by 200 m: below 300 m'],
    ...inForce,
    patches: [[500, 185, 700, 30]],
    footprints: [
      {
        project: 'L',
        line: [
          [0, 0],
          [2_000, 0],
        ],
        approved: '2024-01-10',
      },
    ],
    category: 'suspectedNoApproval',
    tags: [],
  },
  {
    rule: 'lateralShift',
    title: ['旧规定：累计 20% 即为重大变更（500 米路段，25%）', 'The set before: 20 % is enough (500 m, 25 %)'],
    after: '2022-06-20',
    ruleSet: SET_2019,
    patches: [[500, 385, 500, 30]],
    footprints: [
      {
        project: 'L',
        line: [
          [0, 0],
          [2_000, 0],
        ],
        approved: '2021-01-10',
      },
    ],
    category: 'suspectedRelocation',
    tags: ['majorChange'],
  },
  {
    rule: 'relocation',
    title: [
      '1 公顷图斑，500 米处有规模相近、未动工的新批项目',
      '1 ha, and 500 m away a new approval of like size without work',
    ],
    ...inForce,
    patches: [[0, 0, 100, 100]],
    footprints: [{ project: 'B', extent: [600, 0, 120, 120], approved: '2024-09-01' }],
    category: 'suspectedRelocation',
  },
  {
    rule: 'relocation',
    title: ['同上，但该项目已记录开工', 'The same, but work has begun there by its record'],
    ...inForce,
    patches: [[0, 0, 100, 100]],
    footprints: [{ project: 'B', extent: [600, 0, 120, 120], approved: '2024-09-01', started: '2024-10-01' }],
    category: 'suspectedNoApproval',
  },
  {
    rule: 'unlinked',
    title: ['300 米处有未上图项目', 'A listed project 300 m away'],
    ...inForce,
    patches: [[0, 0, 100, 100]],
    footprints: [{ project: 'N', place: [350, 50] }],
    category: 'unlinked',
  },
  {
    rule: 'unlinked',
    title: ['未上图项目在 2 公里外', 'The listed project is 2 km away'],
    ...inForce,
    patches: [[0, 0, 100, 100]],
    footprints: [{ project: 'N', place: [2_050, 50] }],
    category: 'suspectedNoApproval',
  },
  {
    rule: 'possiblyExempt',
    title: ['0.49 公顷', '0.49 ha'],
    ...inForce,
    patches: [[1_000, 0, 70, 70]],
    footprints: [project],
    category: 'possiblyExempt',
  },
  {
    rule: 'noApproval',
    title: ['0.504 公顷，无批准范围', '0.504 ha without an extent'],
    ...inForce,
    patches: [[1_000, 0, 71, 71]],
    footprints: [project],
    category: 'suspectedNoApproval',
  },
  {
    rule: 'noApproval',
    title: ['2018 年：0.49 公顷也须编报', 'In 2018: 0.49 ha needed a plan as well'],
    after: '2018-06-20',
    ruleSet: SET_2016,
    patches: [[1_000, 0, 70, 70]],
    footprints: [],
    category: 'suspectedNoApproval',
  },
  {
    rule: 'possiblyExempt',
    title: ['2020 年：0.49 公顷可能可不编报', 'In 2020: 0.49 ha is possibly exempt'],
    after: '2020-06-20',
    ruleSet: SET_2019,
    patches: [[1_000, 0, 70, 70]],
    footprints: [],
    category: 'possiblyExempt',
  },
  {
    rule: 'dumping',
    title: ['弃渣场，不在任何批准范围内，0.2 公顷', 'A spoil ground outside of all extents, 0.2 ha'],
    ...inForce,
    patches: [[1_000, 0, 45, 45]],
    kind: 'spoilGround',
    footprints: [project],
    category: 'suspectedNoApproval',
    tags: ['suspectedDumping'],
  },
  {
    rule: 'dumping',
    title: [
      '弃渣场在项目范围内，但不在批准的弃渣场内',
      'A spoil ground inside of the project, outside of its approved spoil ground',
    ],
    ...inForce,
    patches: [[20, 20, 60, 60]],
    kind: 'spoilGround',
    footprints: [project, { ...project, extent: [120, 120, 60, 60], part: '弃渣场区' }],
    category: 'compliant',
    tags: ['suspectedDumping'],
  },
  {
    rule: 'dumping',
    title: ['弃渣场在批准的弃渣场内', 'A spoil ground inside of the approved one'],
    ...inForce,
    patches: [[125, 125, 50, 50]],
    kind: 'spoilGround',
    footprints: [project, { ...project, extent: [120, 120, 60, 60], part: '弃渣场区' }],
    category: 'compliant',
    tags: [],
  },
  {
    rule: 'expired',
    title: ['2020 年批复，2024 年前时相未动工', 'Approved in 2020, no start on record, untouched in 2024'],
    ...inForce,
    patches: [[50, 50, 100, 100]],
    footprints: [{ project: 'A', extent: [0, 0, 200, 200], approved: '2020-01-10' }],
    category: 'compliant',
    tags: ['expiredApproval'],
  },
  {
    rule: 'expired',
    title: ['2020 年批复，2021 年已开工', 'Approved in 2020, begun in 2021'],
    ...inForce,
    patches: [[50, 50, 100, 100]],
    footprints: [{ project: 'A', extent: [0, 0, 200, 200], approved: '2020-01-10', started: '2021-05-01' }],
    category: 'compliant',
    tags: [],
  },
  {
    rule: 'nonProduction',
    title: ['有农事季节特征', 'Signs of a change of crops'],
    ...inForce,
    patches: [[1_000, 0, 200, 200]],
    kind: 'unknown',
    sign: 'farmSeason',
    footprints: [project],
    category: 'nonProduction',
  },
];
