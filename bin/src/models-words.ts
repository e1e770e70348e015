import type { Lang } from './words.js';

/** What the `landscar models` commands say: Chinese, then English. */
export const MODELS_WORDS = {
  model: ['模型', 'model'],
  version: ['版本', 'version'],
  licence: ['许可', 'licence'],
  runtimes: ['运行时', 'runtimes'],
  note: ['说明', 'note'],
  runtime: ['运行时', 'runtime'],
  precision: ['精度', 'precision'],
  result: ['结果', 'result'],
  difference: ['最大差值', 'largest difference'],
  notHere: ['本机没有', 'not here'],
  nothingToProve: ['无标准结果可核', 'nothing to prove'],
  doesNotRun: ['无法运行', 'does not run'],
  agrees: ['一致', 'agrees'],
  disagrees: ['不一致', 'DISAGREES'],
  speed: ['百万像素/秒', 'Mpx/s'],
  rate: ['GFLOP/s', 'GFLOP/s'],
  share: ['占峰值', 'of peak'],
  noLimit: [
    '未给出瓶颈：数不出该模型的浮点运算次数（没有权重，或没有认识的算子），或没有能运行它的环境。',
    'No limit is given: the operations of this model cannot be counted (no weights, or none that are known), or no runtime runs it.',
  ],
  imported: ['已导入', 'imported'],
  agreement: ['ONNX 与原模型在随机输入上的最大差值', 'largest difference of the ONNX form on random input'],
  withoutOnnx: [
    '没有 ONNX 形式（仍用 TensorFlow.js 运行），原因',
    'no ONNX form (it stays on TensorFlow.js), because of',
  ],
  measured: ['实测的步长与光晕（像素）', 'measured stride and halo, px'],
  reading: ['读取', 'reading'],
  loss: ['损失', 'loss'],
  heldOut: ['未参与训练的地点', 'held-out places'],
  read: ['读取判定结果', 'reading decisions'],
  scoreOld: ['评测原模型', 'scoring the old model'],
  tune: ['微调', 'tuning'],
  scoreNew: ['评测新模型', 'scoring the new model'],
  lessons: ['用于学习的图斑', 'leads learned from'],
  exams: ['用于评测的图斑', 'leads kept for the score'],
  leftOut: ['未用（未判定或在影像外）', 'left out (undecided or outside the imagery)'],
  f1Decided: ['未参与学习的判定上的 F1', 'F1 on decisions that neither learned from'],
  f1Kept: ['不得遗忘部分的 F1', 'F1 on what must not be forgotten'],
  place: ['地点', 'place'],
  pooled: ['全部合计', 'pooled'],
  meanOfPlaces: ['各地点平均', 'mean over places'],
  pixelPrecision: ['准确率 %', 'precision %'],
  pixelRecall: ['召回率 %', 'recall %'],
  objectsFound: ['≥0.2 ha 检出 %', '≥ 0.2 ha found %'],
  largeFound: ['≥1 ha 检出 %', '≥ 1 ha found %'],
  falseObjects: ['误报/100 km²', 'false/100 km²'],
  calibrationFit: ['按标注拟合的 decision.calibration', 'decision.calibration that the labels ask for'],
  eceHeldOut: ['各折用其余折拟合时的期望校准误差', 'expected calibration error, each fold fitted on the others'],
  report: ['报告', 'report'],
  next: [
    '下一步：补写 card.md，用 landscar evaluate 测出指标后再使用。',
    'Next: write card.md, and measure the model with landscar evaluate before anybody relies on it.',
  ],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

/** The limit of a model's speed, in a sentence. */
export function limitSentence(
  lang: Lang,
  best: { readonly runtime: string; readonly rate: number },
  peak: number,
): string {
  const share = Math.round((100 * best.rate) / peak);
  const [rate, most] = [best.rate.toFixed(0), peak.toFixed(0)];
  // Both are measured one after the other: something else ran during the second.
  if (share > 100)
    return lang === 'zh'
      ? `未给出瓶颈：${best.runtime} 达到 ${rate} GFLOP/s，高于随后实测的单核峰值（${most} GFLOP/s），说明本机正忙；请空闲时重测。`
      : `No limit is given: ${best.runtime} reaches ${rate} GFLOP/s, more than the peak of one core that was measured after it (${most} GFLOP/s), so the machine is busy; measure again when it is not.`;
  return lang === 'zh'
    ? `瓶颈：${best.runtime} 的卷积内核达到 ${rate} GFLOP/s，为本机单核浮点峰值（大矩阵乘法实测 ${most} GFLOP/s）的 ${share} %。`
    : `Limit: the kernels of ${best.runtime} reach ${rate} GFLOP/s, ${share} % of this machine's peak of one core (${most} GFLOP/s, measured on products of large matrices).`;
}
