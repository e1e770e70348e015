import type { Lang } from '../words.js';

/** Names that events of a run carry, as people read them: Chinese, then English. */
const NAMES: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  ingest: ['影像入栈', 'ingest'],
  detect: ['检测', 'detect'],
  evaluate: ['精度评价', 'evaluate'],
  report: ['判定', 'report'],
  export: ['输出', 'export'],
  // Steps.
  open: ['打开影像', 'opening'],
  register: ['配准', 'registration'],
  normalise: ['辐射归一', 'normalisation'],
  align: ['重采样', 'alignment'],
  composite: ['合成', 'compositing'],
  mask: ['云与质量掩膜', 'masks'],
  finish: ['收尾', 'finishing'],
  windows: ['窗口', 'windows'],
  vectors: ['读取矢量', 'vectors'],
  rules: ['规则判定', 'rules'],
  leadRegister: ['线索入库', 'register'],
  files: ['文件', 'files'],
  // Counts.
  widthPx: ['宽（像元）', 'width, px'],
  heightPx: ['高（像元）', 'height, px'],
  blocks: ['配准块', 'registration blocks'],
  failedWindows: ['失败窗口', 'failed windows'],
  unobservedWindows: ['无有效观测窗口', 'windows without a clear pixel'],
  disturbances: ['扰动图斑', 'disturbances'],
  footprints: ['防治责任范围', 'footprints'],
  leads: ['线索', 'leads'],
};

/** The name in `lang`; a name that is not in the table shows as it is. */
export const runName = (lang: Lang, name: string): string => NAMES[name]?.[lang === 'zh' ? 0 : 1] ?? name;

/** Sentences of the plain lines: Chinese, then English. */
export const RUN_WORDS = {
  site: ['站点', 'site'],
  run: ['运行', 'run'],
  already: ['此前已完成', 'already done'],
  seconds: ['秒', 's'],
  warning: ['提示', 'warning'],
  preliminary: ['先行结果（其余区域仍在检测，完成后由最终成果取代）', 'preliminary, until the rest is done'],
  done: ['完成', 'done'],
  partial: ['部分完成', 'done in part'],
  took: ['用时', 'took'],
} as const;
