/**
 * Names under which a field comes: the codes of the 2018 field app and the 珠江委 system (domain 1.6), our own, and Chinese.
 * County data never match exactly, so reading is tolerant and says what it took.
 */
export const FIELD_ALIASES = {
  name: ['PRNM', 'PRO_NAME', 'PROJNAME', 'NAME', 'project', '项目名称', '生产建设项目名称', '工程名称', '名称'],
  projectId: ['PRID', 'SWC_P_ID', 'PROJECT_ID', '项目编号', '项目代码', '项目ID'],
  developer: ['DPOZ', 'CS_UNIT', 'CS_UNIT_ID', '建设单位', '生产建设单位', '建设单位名称'],
  projectType: ['PRTYPE', 'PRO_TYPE', '项目类型'],
  authority: ['SEAA', 'RP_AGNT_ID', '批复机构', '审批机构', '审批部门', '批复单位'],
  approvalDate: ['SADT', 'RP_TIME', '批复时间', '批复日期', '审批时间'],
  approvalNumber: ['RPNUM', 'RP_NUM', '批复文号', '文号'],
  areaHa: [
    'DAREA',
    '责任范围面积',
    '防治责任范围面积',
    '防治责任范围',
    '面积',
    '面积(公顷)',
    '面积（公顷）',
    '面积hm2',
    '面积(hm2)',
  ],
  areaMu: ['面积(亩)', '面积（亩）', '责任范围面积(亩)', '责任范围面积（亩）', '亩'],
  part: ['PAPT', '组成部分', '分区名称'],
  partAreaHa: ['PAREA', '组成部分面积'],
  note: ['NOTE', 'MEMO', '备注'],
  kind: ['VECTYPE', 'VEC_TYPE', '矢量化类型'],
  startDate: ['STARTDATE', 'KGSJ', '开工时间', '开工日期'],
  validFrom: ['VALIDFROM', '生效日期'],
  validTo: ['VALIDTO', '失效日期'],
  accuracyM: ['ACCURACY', '精度(m)'],
  marks: ['MARKS'],
  rightOfWayM: ['ROWM', 'WIDTH', '用地宽度', '路权宽度', '宽度(m)'],
  lon: ['LON', 'LNG', 'JD', '经度', 'longitude'],
  lat: ['LAT', 'WD', '纬度', 'latitude'],
  county: ['COUNTY', 'XZQ', '县', '县区', '所在县', '所属县', '涉及县', '行政区', '所在地'],
} as const satisfies Record<string, readonly string[]>;

export type FootprintField = keyof typeof FIELD_ALIASES;

export interface FieldMatch {
  /** Our field to the file's. */
  readonly fields: Readonly<Partial<Record<FootprintField, string>>>;
  /** Fields taken by the beginning of their name: a shapefile cuts names at ten bytes. */
  readonly truncated: readonly string[];
  /** Names that the caller told but the file lacks. */
  readonly missing: readonly string[];
}

/** Which column holds what. What the caller tells wins; then exact names; then names cut short. */
export function matchFields(names: readonly string[], told: Readonly<Record<string, string>> = {}): FieldMatch {
  const fields: Partial<Record<FootprintField, string>> = {};
  const truncated: string[] = [];
  const missing: string[] = [];
  const plain = (text: string): string => text.trim().replace(/\s+/gu, '').toLowerCase();
  const taken = new Set<string>();
  const take = (field: FootprintField, name: string): void => {
    fields[field] = name;
    taken.add(name);
  };
  for (const [field, name] of Object.entries(told)) {
    const found = names.find((n) => n === name) ?? names.find((n) => plain(n) === plain(name));
    if (found === undefined) missing.push(name);
    else if (field in FIELD_ALIASES) take(field as FootprintField, found);
  }
  const all = Object.entries(FIELD_ALIASES) as [FootprintField, readonly string[]][];
  for (const [field, aliases] of all) {
    if (fields[field] !== undefined) continue;
    const found = aliases
      .map((alias) => names.find((n) => !taken.has(n) && plain(n) === plain(alias)))
      .find((n) => n !== undefined);
    if (found !== undefined) take(field, found);
  }
  for (const name of names) {
    // Chinese: 3 bytes a character in UTF-8, 2 in GBK, so what is left has 3 to 5 characters.
    if (taken.has(name) || !/^[一-鿿（(]{3,5}/u.test(name)) continue;
    const stem = plain(name).replace(/\uFFFD/gu, '');
    const fits = all.filter(
      ([field, aliases]) => fields[field] === undefined && aliases.some((alias) => plain(alias).startsWith(stem)),
    );
    const [fit] = fits;
    if (fits.length === 1 && fit !== undefined) {
      take(fit[0], name);
      truncated.push(name);
    }
  }
  return { fields, truncated, missing };
}
