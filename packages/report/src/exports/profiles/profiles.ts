import type { ExportProfile, FieldSource, ProfileField } from './profile.js';

const c = (name: string, width: number, source: FieldSource): ProfileField => ({ name, type: 'string', width, source });
const n = (name: string, width: number, precision: number, source: FieldSource): ProfileField => ({
  name,
  type: precision === 0 ? 'integer' : 'real',
  width,
  precision,
  source,
});

const CATEGORIES = {
  compliant: '合规',
  suspectedNoApproval: '疑似未批先建',
  suspectedBeyondExtent: '疑似超出防治责任范围',
  suspectedRelocation: '疑似建设地点变更',
  unlinked: '待关联',
  possiblyExempt: '可能可不编报方案',
  nonProduction: '非生产建设项目',
} as const;

const DECIDED = {
  suspectedNoApproval: '未批先建',
  suspectedBeyondExtent: '超出防治责任范围',
  suspectedRelocation: '建设地点变更',
  possiblyExempt: '可不编报方案',
  suspectedDumping: '未批先弃',
} as const;

/** Domain 1.7 (proposed, not official): the widest table, and what the other two are cut from. */
const RDTB: ExportProfile = {
  id: 'rdtb',
  description: '扰动图斑 RDTB_县码_期次（字段最全）',
  origin: 'domain 1.7 (proposed); codes QDNM QTYPE QAREA EAREA QDTYPE QDCS BYD RST as sourced in 1.6',
  categories: CATEGORIES,
  decided: DECIDED,
  dumping: '疑似未批先弃',
  kinds: {
    spoilGround: '弃土（渣）场',
    borrowPit: '取土（石）场',
    otherDisturbance: '其他扰动',
    nonProduction: '非生产建设项目',
    unknown: '其他扰动',
  },
  changes: {
    new: '新增',
    grown: '续建（范围扩大）',
    shrunk: '续建（范围缩小）',
    same: '续建（范围不变）',
    finished: '完工',
  },
  fields: [
    c('QDNM', 24, 'patchNo'),
    c('XZQDM', 6, 'countyCode'),
    c('JYQC', 6, 'period'),
    c('QTYPE', 30, 'kind'),
    n('QAREA', 12, 4, 'areaHa'),
    n('EAREA', 12, 4, 'outsideHa'),
    c('QDTYPE', 30, 'change'),
    c('QDCS', 12, 'buildState'),
    c('BYD', 40, 'category'),
    c('RST', 12, 'reviewState'),
    c('PRNM', 120, 'projectName'),
    c('PRID', 40, 'projectId'),
    n('ISFOCUS', 1, 0, 'isFocus'),
    c('FOCUS', 60, 'focus'),
    n('PRIOR', 3, 0, 'priority'),
    n('CONF', 5, 3, 'confidence'),
    c('QSX', 8, 'dateBefore'),
    c('HSX', 8, 'dateAfter'),
    n('JD', 12, 8, 'lon'),
    n('WD', 12, 8, 'lat'),
    n('MU', 12, 2, 'areaMu'),
    c('NOTE', 254, 'note'),
  ],
  fileName: (county, period) => `RDTB_${county}_${period}`,
};

/** Domain 1.6b, the 珠江委/珠科院 system: its `spot` table; 疑似 is part of its own word list. */
const STBCJG: ExportProfile = {
  ...RDTB,
  id: 'stbcjg',
  description: '珠江委区域监管系统 spot 表',
  origin: 'domain 1.6b, table spot and its enums',
  categories: { ...CATEGORIES, possiblyExempt: '可不编报方案（待核）' },
  dumping: null,
  fields: [
    c('TBID', 40, 'eventId'),
    c('QDNM', 40, 'patchNo'),
    c('PRID', 40, 'projectId'),
    c('QTYPE', 30, 'kind'),
    n('QAREA', 12, 4, 'areaHa'),
    n('EAREA', 12, 4, 'outsideHa'),
    c('QDCS', 12, 'buildState'),
    c('QDTYPE', 30, 'change'),
    c('BYD', 40, 'category'),
    n('ISFOCUS', 1, 0, 'isFocus'),
    n('ISREVIEW', 1, 0, 'isReviewed'),
    c('XZQDM', 6, 'countyCode'),
    c('MEMO', 254, 'note'),
  ],
  fileName: (county, period) => `spot_${county}_${period}`,
};

/** Domain 1.6a, the field app of 2018. Its BYD list has no 疑似: ours keeps it until a person decided. */
const FIELD_2018: ExportProfile = {
  ...RDTB,
  id: 'field2018',
  description: '2018 年移动采集系统扰动图斑表',
  origin: 'domain 1.6a, MapDataBean and Constants',
  categories: { ...CATEGORIES, unlinked: '待关联', possiblyExempt: '待关联' },
  dumping: null,
  kinds: {
    spoilGround: '弃渣场',
    borrowPit: '其他扰动',
    otherDisturbance: '其他扰动',
    nonProduction: '其他扰动',
    unknown: '其他扰动',
  },
  changes: { new: '新增', grown: '扰动范围扩大', shrunk: '扰动范围缩小', same: '扰动范围不变', finished: '停工' },
  fields: [
    c('QDNM', 24, 'patchNo'),
    c('QTYPE', 30, 'kind'),
    n('QAREA', 12, 4, 'areaHa'),
    c('QDCS', 12, 'buildState'),
    c('QDTYPE', 30, 'change'),
    c('BYD', 40, 'category'),
    c('RST', 12, 'reviewState'),
    c('XZQY', 60, 'countyName'),
    c('PRNM', 120, 'projectName'),
    n('JD', 12, 8, 'lon'),
    n('WD', 12, 8, 'lat'),
    c('NOTE', 254, 'note'),
  ],
  fileName: (county, period) => `扰动图斑_${county}_${period}`,
};

/** Profiles by name. */
export const EXPORT_PROFILES: Readonly<Record<string, ExportProfile>> = {
  rdtb: RDTB,
  stbcjg: STBCJG,
  field2018: FIELD_2018,
};
