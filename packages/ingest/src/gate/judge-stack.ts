import type { MeasuredShift, StackWarning } from '@landscar/core';
import { allCloud, gateRefused } from '../errors.js';
import type { PairGate } from '../options.js';
import type { ValidityCounts } from '../stack/write-validity.js';
import { judge, type GateCheck } from './pair-gate.js';

/** How the dates lie on each other after the correction. */
export function judgeShift(shift: MeasuredShift, gate: PairGate, checks: GateCheck[], warnings: StackWarning[]): void {
  if (!shift.established) {
    warnings.push({
      code: 'INGEST_SHIFT_NOT_ESTABLISHED',
      message:
        'too few blocks agree on how the two dates lie on each other: nothing was corrected, and every lead has weaker evidence',
      values: {},
    });
    return;
  }
  const left = shift.residualMedian ?? 0;
  const verdict = left > gate.maxShiftPx ? 'refused' : left >= gate.warnShiftPx ? 'warning' : 'ok';
  judge(checks, 'residualShiftPx', left, verdict === 'refused' ? gate.maxShiftPx : gate.warnShiftPx, verdict);
  if (verdict === 'refused')
    throw gateRefused('residual shift of the two dates', `${left.toFixed(2)} px`, `at most ${gate.maxShiftPx} px`);
  if (verdict === 'warning')
    warnings.push({
      code: 'INGEST_SHIFT',
      message: `the dates still lie ${left.toFixed(2)} px apart after correction (warned from ${gate.warnShiftPx})`,
      values: { shiftPx: left, limitPx: gate.warnShiftPx },
    });
}

/** How much of what was asked for both dates show. */
export function judgeClear(
  counts: ValidityCounts,
  gate: PairGate,
  checks: GateCheck[],
  warnings: StackWarning[],
): void {
  const clear = counts.clearBoth / Math.max(1, counts.area);
  judge(checks, 'clearRatio', clear, gate.minClearRatio, clear <= gate.minClearRatio ? 'refused' : 'ok');
  if (clear <= gate.minClearRatio) throw allCloud(clear, gate.minClearRatio);
  for (const [name, cloudy, seen] of [
    ['before', counts.cloudyBefore, counts.seenBefore],
    ['after', counts.cloudyAfter, counts.seenAfter],
  ] as const) {
    const share = cloudy / Math.max(1, seen);
    const verdict = share > gate.warnCloudRatio ? 'warning' : 'ok';
    judge(checks, `cloudRatio.${name}`, share, gate.warnCloudRatio, verdict);
    if (verdict === 'warning')
      warnings.push({
        code: 'INGEST_CLOUD',
        message: `${(share * 100).toFixed(1)} % of the ${name} date is under cloud or its shadow (warned above ${(gate.warnCloudRatio * 100).toFixed(0)} %)`,
        values: { period: name, share, limit: gate.warnCloudRatio },
      });
  }
}
