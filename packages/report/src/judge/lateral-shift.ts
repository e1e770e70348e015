import { bboxOf, polygonsOf, type Areal, type Linear, type Position } from '@landscar/core';
import type { Footprint } from '../footprints/types.js';
import type { LocalMetric } from '../match/local-metric.js';
import { nearestOnSegment } from '../match/planar.js';

/** How ground that no outline covers lies to an approved line. Lengths m, ratios 0..1. */
export interface LateralShift {
  readonly footprint: Footprint;
  /** Farthest that this patch lies from the line. */
  readonly shiftM: number;
  /** Share of the line's length along which patches lie beyond the limit, over the whole run. */
  readonly shareRatio: number;
}

export interface LateralLimits {
  /** Beyond this distance work counts as shifted. */
  readonly limitM: number;
  /** Farther away it is taken for something else. */
  readonly reachM: number;
}

interface ApprovedLine {
  readonly footprint: Footprint;
  readonly segments: readonly { readonly a: Position; readonly b: Position; readonly chainageM: number }[];
  readonly lengthM: number;
  readonly box: readonly [number, number, number, number];
}

/** Vertices are not enough: along a straight side of a patch the line may bend. */
const STEP_M = 25;

/**
 * 令53 第16条: linear work that is shifted by more than 300 m over at least 30 % of its length needs a new approval. For every
 * patch without a match: the approved line that it runs beside, and over what share of that line the patches of the
 * run lie beyond the limit. One patch speaks for one line, the nearest.
 */
export function lateralShifts(
  patches: ReadonlyMap<number, Areal>,
  footprints: readonly Footprint[],
  plane: LocalMetric,
  { limitM, reachM }: LateralLimits,
): Map<number, LateralShift> {
  const lines = footprints.flatMap((f): ApprovedLine[] =>
    f.lineLonLat === undefined ? [] : [approvedLine(f, plane.metres(f.lineLonLat))],
  );
  const shifts = new Map<number, LateralShift>();
  if (lines.length === 0) return shifts;
  const spans = new Map<ApprovedLine, { patch: number; from: number; to: number; farM: number }[]>();
  for (const [patch, metres] of patches) {
    const span = nearestSpan(metres, lines, limitM, reachM);
    if (span === null) continue;
    spans.set(span.line, [...(spans.get(span.line) ?? []), { patch, ...span }]);
  }
  for (const [line, list] of spans) {
    const shareRatio = unionLength(list) / line.lengthM;
    for (const { patch, farM } of list) shifts.set(patch, { footprint: line.footprint, shiftM: farM, shareRatio });
  }
  return shifts;
}

function approvedLine(footprint: Footprint, metres: Linear): ApprovedLine {
  const segments: { a: Position; b: Position; chainageM: number }[] = [];
  let chainageM = 0;
  for (const line of metres.type === 'LineString' ? [metres.coordinates] : metres.coordinates) {
    for (let i = 1; i < line.length; i++) {
      const [a, b] = [line[i - 1], line[i]];
      if (a === undefined || b === undefined) continue;
      segments.push({ a, b, chainageM });
      chainageM += Math.hypot(b[0] - a[0], b[1] - a[1]);
    }
  }
  return { footprint, segments, lengthM: chainageM, box: bboxOf(metres) };
}

function nearestSpan(
  patch: Areal,
  lines: readonly ApprovedLine[],
  limitM: number,
  reachM: number,
): { line: ApprovedLine; from: number; to: number; farM: number } | null {
  const box = bboxOf(patch);
  let best: { line: ApprovedLine; from: number; to: number; farM: number; nearM: number } | null = null;
  for (const line of lines) {
    if (box[0] - reachM > line.box[2] || box[2] + reachM < line.box[0]) continue;
    if (box[1] - reachM > line.box[3] || box[3] + reachM < line.box[1]) continue;
    let [from, to, farM, nearM] = [Infinity, -Infinity, 0, Infinity];
    for (const p of edgePositions(patch)) {
      const { distance, chainageM } = project(p, line);
      nearM = Math.min(nearM, distance);
      if (distance <= limitM) continue;
      [from, to, farM] = [Math.min(from, chainageM), Math.max(to, chainageM), Math.max(farM, distance)];
    }
    if (nearM > reachM || to <= from) continue;
    if (best === null || nearM < best.nearM) best = { line, from, to, farM, nearM };
  }
  return best;
}

function project(p: Position, line: ApprovedLine): { distance: number; chainageM: number } {
  let best = { distance: Infinity, chainageM: 0 };
  for (const { a, b, chainageM } of line.segments) {
    const { share, distance } = nearestOnSegment(p, a, b);
    if (distance < best.distance)
      best = { distance, chainageM: chainageM + share * Math.hypot(b[0] - a[0], b[1] - a[1]) };
  }
  return best;
}

function* edgePositions(patch: Areal): Generator<Position> {
  for (const ring of polygonsOf(patch).flatMap((rings) => rings.slice(0, 1))) {
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1], ring[i]];
      if (a === undefined || b === undefined) continue;
      const steps = Math.max(1, Math.ceil(Math.hypot(b[0] - a[0], b[1] - a[1]) / STEP_M));
      for (let k = 0; k < steps; k++) yield [a[0] + ((b[0] - a[0]) * k) / steps, a[1] + ((b[1] - a[1]) * k) / steps];
    }
  }
}

/** Length that spans cover together, what two share once. */
function unionLength(spans: readonly { readonly from: number; readonly to: number }[]): number {
  let [sum, reached] = [0, -Infinity];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    if (to <= reached) continue;
    sum += to - Math.max(from, reached);
    reached = to;
  }
  return sum;
}
