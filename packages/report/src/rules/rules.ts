/** One rule of the rule sets, by the name that leads carry after the id of the set. */
export interface Rule {
  /** Article in the set of 2023; older sets have the thresholds of `RULE_SETS`. */
  readonly source: string;
  /** Chinese and English. */
  readonly says: readonly [string, string];
}

/** Every rule that decides a category or sets a tag. Sources: domain.md 1.2 and 1.11; none of them states a finding. */
export const RULES = {
  within: {
    source: 'domain 1.11 rule 1',
    says: [
      '图斑在批准范围加容差之内：合规（空间）',
      'Within the approved extent grown by the tolerance: compliant as far as space goes',
    ],
  },
  beyond: {
    source: '令53 第16条; domain 1.11 rule 2',
    says: [
      '与批准范围相交，容差以外部分超过绘图精度：疑似超出防治责任范围',
      'Meets the extent, and what lies outside of the tolerance is more than drawing accuracy: suspected beyond the extent',
    ],
  },
  majorChange: {
    source: '令53 第16条（防治责任范围增加30%以上）',
    says: [
      '同一项目本期各图斑与以往期次未剔除线索的超出面积（重叠处只计一次）之和达到批准面积的 30%：疑似重大变更',
      'What all patches of a project, with its standing leads of earlier periods, have outside (shared ground once) adds up to 30 % of the approved area: hint of a major change',
    ],
  },
  lateralShift: {
    source: '令53 第16条（山区、丘陵区横向位移超过300米的长度累计达到该部分线路长度30%以上）',
    says: [
      '线型工程横向位移超过 300 米的路段累计达到线路长度 30%：疑似建设地点变更',
      'Linear work shifted by more than 300 m along at least 30 % of the line: suspected relocation',
    ],
  },
  relocation: {
    source: 'domain 1.11 rule 3 ii [PROPOSED]',
    says: [
      '附近有近期批准、规模相近而未动工的范围：疑似建设地点变更，须人工确认',
      'A recently approved extent of like size nearby shows no work: suspected relocation, always for a person',
    ],
  },
  unlinked: {
    source: 'domain 1.11 rule 3 iii [PROPOSED]',
    says: ['附近有未上图的名录项目：待关联', 'A listed project without an extent is near: to be linked, no accusation'],
  },
  possiblyExempt: {
    source: '令53（不足0.5公顷且不足1000立方米不需编报; domain 1.2）',
    says: [
      '面积不足 0.5 公顷：可能可不编报，须核实土石方',
      'Below 0.5 ha: possibly exempt, the earthwork must be checked',
    ],
  },
  noApproval: {
    source: '水土保持法 第53条; 令53 (domain 1.2)',
    says: [
      '批准范围之外且无其他解释：疑似未批先建',
      'Outside of all extents and nothing else explains it: suspected without approval',
    ],
  },
  dumping: {
    source: '令53 第17条; 水土保持法 第55条',
    says: [
      '弃渣场在批准的弃渣部位之外：附加疑似未批先弃',
      'A spoil ground outside of the approved ones: tagged suspected dumping without approval',
    ],
  },
  expired: {
    source: '令53 第18条（方案批准满3年方开工的应重新审核）',
    says: [
      '批复满 3 年后才开工：批复可能过期',
      'Work begins more than three years after the approval: the approval may have expired',
    ],
  },
  nonProduction: {
    source: 'domain 1.3 implication d, section 5',
    says: [
      '农事、造林、火烧、水位、积雪等：非生产建设项目，作为类型保留，不删除',
      'Farming, forestry, fire, water, snow: kept as a type, never deleted',
    ],
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleName = keyof typeof RULES;
