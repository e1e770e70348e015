import { daysBetween, seasonGapDays, type StackWarning } from '@landscar/core';
import { datesSwapped, gateRefused, noOverlap } from '../errors.js';
import type { PairGate } from '../options.js';
import { boxText } from '../align/target-grid.js';
import type { Scenes } from '../composite/order-scenes.js';
import type { Scene } from '../scenes/scene.js';

/** One test of a pair, with what was measured and what is allowed. Written to stack.json. */
export interface GateCheck {
  readonly check: string;
  readonly measured: number;
  readonly limit: number;
  readonly verdict: 'ok' | 'warning' | 'refused';
}

/** Checks that need no pixels: order of dates, ground in common, pixel sizes, seasons. Throws on refusal. */
export function gateScenes(
  before: Scenes,
  after: Scenes,
  gate: PairGate,
  checks: GateCheck[],
  warnings: StackWarning[],
): void {
  const lastBefore =
    before
      .map((s) => s.date)
      .sort()
      .at(-1) ?? '';
  const firstAfter = after.map((s) => s.date).sort()[0] ?? '';
  if (daysBetween(lastBefore, firstAfter) <= 0) throw datesSwapped(lastBefore, firstAfter);
  for (const scene of before)
    if (!after.some((o) => shared(scene, o) > 0))
      throw noOverlap(scene.file, after.map((s) => `${s.file} (${boxText(s.lonLatBox)})`).join('; '));
  for (const scene of after)
    if (!before.some((o) => shared(scene, o) > 0))
      throw noOverlap(scene.file, before.map((s) => `${s.file} (${boxText(s.lonLatBox)})`).join('; '));
  const sizes = [...before, ...after].map((s) => s.gsdM);
  const ratio = Math.max(...sizes) / Math.min(...sizes);
  judge(checks, 'gsdRatio', ratio, gate.maxGsdRatio, ratio > gate.maxGsdRatio ? 'refused' : 'ok');
  const overlap = Math.max(...before.map((s) => Math.max(...after.map((o) => shared(s, o)))));
  judge(checks, 'overlapRatio', overlap, gate.minOverlapRatio, overlap < gate.minOverlapRatio ? 'refused' : 'ok');
  // Of the leading scenes: a composite's other scenes fill holes.
  const [dayBefore, dayAfter] = [before[0].date, after[0].date];
  const gap = seasonGapDays(dayBefore, dayAfter);
  const season = gap > gate.maxSeasonGapDays ? 'refused' : gap > gate.warnSeasonGapDays ? 'warning' : 'ok';
  judge(checks, 'seasonGapDays', gap, season === 'refused' ? gate.maxSeasonGapDays : gate.warnSeasonGapDays, season);
  if (season === 'warning')
    warnings.push({
      code: 'INGEST_SEASON_GAP',
      message: `the dates lie ${gap} days apart in the year (${dayBefore}, ${dayAfter}); more than ${gate.warnSeasonGapDays} days bring farmland seasons into the result`,
      values: { days: gap, limitDays: gate.warnSeasonGapDays, dateBefore: dayBefore, dateAfter: dayAfter },
    });
  const bad = checks.find((c) => c.verdict === 'refused');
  if (bad !== undefined) throw gateRefused(bad.check, bad.measured.toFixed(3), `limit ${bad.limit}`);
}

export function judge(
  checks: GateCheck[],
  check: string,
  measured: number,
  limit: number,
  verdict: GateCheck['verdict'],
): void {
  checks.push({ check, measured, limit, verdict });
}

/** Shared box divided by the smaller box, in longitude and latitude. */
function shared(a: Scene, b: Scene): number {
  const [aw, as, ae, an] = a.lonLatBox;
  const [bw, bs, be, bn] = b.lonLatBox;
  const common = Math.max(0, Math.min(ae, be) - Math.max(aw, bw)) * Math.max(0, Math.min(an, bn) - Math.max(as, bs));
  return common / Math.min((ae - aw) * (an - as), (be - bw) * (bn - bs));
}
