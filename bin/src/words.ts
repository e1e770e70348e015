/** Languages of the command line's own sentences; Chinese is the default. */
export type Lang = 'zh' | 'en';
/** Chinese, then English. */
type Phrase = readonly [zh: string, en: string];

/** What `landscar plan` says. */
export const PLAN_WORDS = {
  title: ['任务估算', 'Plan'],
  demo: ['演示数据', 'demo data'],
  scene: ['影像', 'scene'],
  bands: ['个波段', 'bands'],
  before: ['前时相影像', 'before scenes'],
  after: ['后时相影像', 'after scenes'],
  area: ['监测范围', 'area'],
  projects: ['防治责任范围', 'approved footprints'],
  grid: ['栅格', 'grid'],
  pixels: ['像素', 'pixels'],
  windows: ['窗口', 'windows'],
  model: ['模型', 'model'],
  workers: ['线程', 'workers'],
  memory: ['内存', 'memory'],
  disk: ['磁盘', 'disk'],
  time: ['时间', 'time'],
  ingest: ['配准入栈', 'ingest'],
  detect: ['检测', 'detection'],
  polygons: ['矢量化', 'polygons'],
  about: ['约', 'about'],
  atMost: ['至多', 'at most'],
  free: ['可用', 'free'],
  diskShort: ['磁盘空间可能不足', 'the disk may be too small'],
  measured: [
    '由本机约 3 秒的实测推算，误差可能达一倍；匹配、制图时间未计入。未写入任何文件。',
    'from a measurement of about 3 seconds on this machine, right within a factor of two; matching and pages are not counted. Nothing was written.',
  ],
  picture: ['示意图', 'picture'],
} as const satisfies Record<string, Phrase>;

/** What `landscar catalogue` says. */
export const CATALOGUE_WORDS = {
  period: ['时相', 'period'],
  before: ['前时相', 'before'],
  after: ['后时相', 'after'],
  date: ['日期', 'date'],
  sensor: ['传感器', 'sensor'],
  gsd: ['分辨率', 'pixel'],
  cloud: ['云量', 'cloud'],
  coverage: ['覆盖率', 'coverage'],
  file: ['文件', 'file'],
  refused: ['无法使用', 'refused'],
} as const satisfies Record<string, Phrase>;

export const RULES_WORDS = {
  set: ['规则集', 'set'],
  from: ['施行日期', 'from'],
  book: ['报告书 ≥', 'plan book ≥'],
  form: ['报告表 ≥', 'plan form ≥'],
  exempt: ['免编报土石方 <', 'exempt below'],
  change: ['范围增加 ≥', 'enlarged ≥'],
  shift: ['横向位移 >', 'shift >'],
  share: ['占长度 ≥', 'of length ≥'],
  years: ['批复年限', 'years'],
  inForce: ['适用于后时相', 'applies to an after date of'],
} as const satisfies Record<string, Phrase>;

/** The sentences of one catalogue in one language. */
export const speak =
  <K extends string>(words: Readonly<Record<K, Phrase>>, lang: Lang) =>
  (key: K): string =>
    words[key][lang === 'zh' ? 0 : 1];
