import type { FileProblems } from './file-problems.js';

/** Half as much or half as much again is worth a word; fifteen, a hundred or ten thousand times is a unit. */
export function checkStatedArea(statedHa: number | null, areaM2: number, number: number, problems: FileProblems): void {
  if (statedHa === null || statedHa <= 0 || areaM2 <= 0) return;
  const factor = (statedHa * 10_000) / areaM2;
  if (factor < 1.5 && factor > 1 / 1.5) return;
  const unit = UNITS.find(({ times }) => factor > times * 0.8 && factor < times * 1.25);
  problems.add('AREA_MISMATCH', 'warning', number, {
    stated: statedHa,
    measured: Number((areaM2 / 10_000).toFixed(4)),
    factor: Number(factor.toPrecision(3)),
    hint: unit === undefined ? '' : problems.lang === 'zh' ? `（单位可能是${unit.zh}）` : ` (probably ${unit.en})`,
  });
}

const UNITS = [
  { times: 15, zh: '亩', en: 'mu' },
  { times: 10_000, zh: '平方米', en: 'm²' },
  { times: 0.01, zh: '平方公里', en: 'km²' },
  { times: 100, zh: '公亩（百平方米）', en: 'ares' },
] as const;
