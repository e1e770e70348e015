/** Words for what a check of footprints finds: [Chinese, English], `{name}` filled in. */
export const PROBLEM_WORDS = {
  EMPTY_FILE: ['文件中没有任何要素', 'the file holds no feature'],
  CRS_UNKNOWN: ['无法确定坐标系：{reason}', 'the coordinate system is not settled: {reason}'],
  NOT_DEGREES: [
    '文件注明为经纬度（{crs}），但坐标不是经纬度，不予采信',
    'the file says degrees ({crs}), but its coordinates are none: not believed',
  ],
  NOT_ON_EARTH: [
    '坐标换算后不是经纬度，坐标系或坐标轴顺序有误',
    'its coordinates come out as no degrees: a wrong coordinate system or order of axes',
  ],
  CRS_OVERRIDDEN: ['文件注明 {stated}，按指定的 {told} 读取', 'the file says {stated}; read as {told}, as told'],
  CRS_DETECTED: ['文件未注明坐标系，按坐标判定为 {crs}', 'no CRS in the file; by its coordinates {crs}'],
  MIXED_ZONES: ['一个文件中混有多个坐标带：{counts}', 'several zones in one file: {counts}'],
  DATUM_UNKNOWN: [
    '未说明基准：奥维文件一般为 GCJ-02，请注明 datum: gcj02 或 wgs84',
    'the datum is not stated: 奥维 files are GCJ-02 as a rule; say datum: gcj02 or wgs84',
  ],
  DATUM_ASSUMED: ['未说明基准，按 KML 标准视为 WGS-84', 'the datum is not stated: WGS-84, as the KML standard has it'],
  WRONG_ZONE: [
    '按注明的 {crs} 落在辖区之外（{lon}°E，{lat}°N）；{fit}。确认后可用 --crs 指定',
    'with the stated {crs} it lands outside of the area ({lon}°E, {lat}°N); {fit}. Tell it with --crs once that is sure',
  ],
  AXES_SWAPPED: ['坐标轴顺序颠倒（北在前），已对调', 'axes are swapped (north first); turned round'],
  ENCODING_LOST: [
    '属性文字已损坏（可能曾以错误编码另存）：{text}',
    'attribute text is damaged (saved once in a wrong encoding): {text}',
  ],
  ENCODING_UNKNOWN: ['属性文字的编码无法识别', 'the encoding of the attribute texts is not recognised'],
  ENCODING_MISLABELLED: ['编码与 .cpg 声明不符：{reason}', 'the encoding is not what the .cpg says: {reason}'],
  FIELD_MISSING: ['没有字段“{field}”，现有字段：{has}', "no field '{field}'; there are {has}"],
  FIELD_TRUNCATED: [
    '字段名被截断为“{field}”，按“{meaning}”理解',
    "field name cut short to '{field}', taken as {meaning}",
  ],
  NO_NAME: ['没有项目名称，以文件名和序号称呼', 'no project name: called by file and number'],
  NO_GEOMETRY: ['没有图形', 'no geometry'],
  NOT_POLYGON: ['图形类型为 {found}，应为 {allowed}', 'geometry is {found}, should be {allowed}'],
  RING_OPEN: ['环未闭合', 'a ring is not closed'],
  RING_SHORT: ['环少于四个点', 'a ring has fewer than four positions'],
  RING_SELF_CROSSING: [
    '边界自相交，修复后面积变化 {changePct}%',
    'the outline crosses itself; a repair changes its area by {changePct} %',
  ],
  ZERO_AREA: ['面积为零', 'zero area'],
  SLIVER: ['细碎多边形：面积 {areaM2} m²，平均宽度 {widthM} m', 'a sliver: {areaM2} m², {widthM} m wide on average'],
  SMALL_HOLE: ['内部有 {count} 个小于 {limitM2} m² 的空洞', '{count} hole(s) below {limitM2} m²'],
  DUPLICATE_GEOMETRY: ['图形与第 {other} 个要素重复', 'the same outline as feature {other}'],
  DUPLICATE_PROJECT_NUMBER: [
    '项目编号 {number} 与第 {other} 个要素重复，但名称不同',
    'project number {number} is also that of feature {other}, under another name',
  ],
  NUMBER_TAKEN: [
    '项目编号 {number} 已属于“{name}”，名称不同，未导入',
    "project number {number} belongs to '{name}' already: left out",
  ],
  CHANGE_UNDATED: [
    '“{name}”的范围与已导入的不同，但批复日期不晚于 {from}；请用 --from 注明变更生效日期',
    "the outline of '{name}' has changed, but its approval is not later than {from}: tell its first day with --from",
  ],
  OVERLAP: ['与“{other}”重叠 {areaM2} m²', "overlaps '{other}' by {areaM2} m²"],
  OUTSIDE_AREA: ['位于{area}之外（{lon}°E，{lat}°N）', 'lies outside of {area} ({lon}°E, {lat}°N)'],
  DATE_INVALID: ['“{field}”的日期“{text}”不存在或无法识别', "{field}: '{text}' is not a day that exists"],
  NUMBER_INVALID: ['“{field}”的数值“{text}”无法识别', "{field}: '{text}' is not a number"],
  AREA_MISMATCH: [
    '注明面积 {stated} 与图形面积 {measured} 公顷相差 {factor} 倍{hint}',
    'stated area {stated}, measured {measured} ha: {factor} times{hint}',
  ],
  EXPIRED: ['批复 {date} 已满三年，未见开工日期', 'approved {date}, more than three years ago, no start date'],
  LINE_WITHOUT_WIDTH: ['线状项目没有用地宽度，按 {widthM} m 计', 'a line without a width: {widthM} m is used'],
  LIST_NO_PLACE: [
    '名录项目没有经纬度，无法按距离关联',
    'a listed project without longitude and latitude cannot be linked by distance',
  ],
  OTHER_SHEETS: [
    '只读取了第一张工作表；另有 {sheets}，可用 --layer 指定',
    'only the first sheet is read; there are also {sheets}: name one with --layer',
  ],
  LIST_HAS_OUTLINE: [
    '“{name}”已有图形，名录行不再导入',
    "'{name}' has an outline already: the row of the list adds nothing",
  ],
  ROW_FORMULA: ['单元格含公式，取其显示值', 'a cell holds a formula: its shown value is taken'],
} as const satisfies Record<string, readonly [string, string]>;

export type ProblemCode = keyof typeof PROBLEM_WORDS;

/** The sentence for a problem. */
export function problemText(
  code: ProblemCode,
  values: Readonly<Record<string, string | number>>,
  lang: 'zh' | 'en',
): string {
  const [zh, en] = PROBLEM_WORDS[code];
  return (lang === 'zh' ? zh : en).replace(/\{(\w+)\}/gu, (_all, name: string) => String(values[name] ?? '—'));
}
