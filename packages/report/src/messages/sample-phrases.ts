import type { Phrase } from './phrase.js';

/** The sheet of a sample, its estimate, and the exchange of clues. */
export const SAMPLE_PHRASES = {
  'sample.sheet': ['抽样核查', 'Sample'],
  'sample.design': ['抽样设计', 'Design'],
  'sample.id': ['编号', 'Id'],
  'sample.stratum': ['层', 'Stratum'],
  'sample.disturbed': ['是否为生产建设扰动', 'Disturbed by construction'],
  'sample.yes': ['是', 'yes'],
  'sample.no': ['否', 'no'],
  'sample.nonLead': ['线索之外', 'outside of leads'],
  'sample.seed': ['随机种子', 'seed'],
  'sample.outsideHa': ['线索之外已观测面积（公顷）', 'observed outside of leads (ha)'],
  'sample.size': ['总数', 'all'],
  'sample.checked': ['已核查', 'checked'],
  'sample.share': ['正确比例（95% 区间）', 'share right (95 % interval)'],
  'sample.precision': ['线索总体准确率：{value}', 'precision of the leads: {value}'],
  'sample.missed': ['漏检面积估计：{value} 公顷', 'missed area: {value} ha'],
  'sample.unchecked': ['尚未核查：{count}', 'not checked yet: {count}'],
  'sample.unreadable': ['第 {row} 行结论无法识别：{found}', 'row {row}: the answer cannot be read: {found}'],
  'sample.unknown': ['核查结果不足，无法估计', 'too little checked to say'],
  'sample.interval': ['{estimate}（{low}–{high}）', '{estimate} ({low}–{high})'],
} as const satisfies Record<string, Phrase>;
