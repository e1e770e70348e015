import { polygonsOf, type Areal, type Position, type Ring } from '@landscar/core';
import type { Overlay } from '@landscar/geodata';
import { planarAreaM2 } from '../match/local-metric.js';
import type { ProblemCode } from './problem-words.js';

export interface OutlineFinding {
  readonly code: ProblemCode;
  readonly values: Readonly<Record<string, string | number>>;
  readonly severity: 'error' | 'warning';
}

export interface OutlineCheck {
  /** Valid and usable; null where nothing is left or a repair would change too much to be made unasked. */
  readonly outline: Areal | null;
  /** What a repair gives, also where it is not taken by itself. */
  readonly repaired: Areal | null;
  readonly wasRepaired: boolean;
  readonly findings: readonly OutlineFinding[];
}

/** A repair that changes the area by more is for a person to decide. */
const MAX_SILENT_CHANGE = 0.01;
const SLIVER_WIDTH_M = 0.5;
const SMALL_HOLE_M2 = 10;

/** Checks an outline in a metric plane. Self-crossing rings are repaired where that changes the area by less than 1 %. */
export function checkOutline(metres: Areal, overlay: Overlay): OutlineCheck {
  const findings: OutlineFinding[] = [];
  const add = (code: ProblemCode, severity: 'error' | 'warning', values: OutlineFinding['values'] = {}): void => {
    findings.push({ code, severity, values });
  };
  const polygons = polygonsOf(metres).map((rings) => rings.map((ring) => closed(ring)));
  if (polygonsOf(metres).some((rings) => rings.some((ring) => !isClosed(ring)))) add('RING_OPEN', 'warning');
  const kept = polygons.map((rings) => rings.filter((ring) => ring.length >= 4)).filter((rings) => rings.length > 0);
  if (kept.flat().length < polygons.flat().length) add('RING_SHORT', kept.length === 0 ? 'error' : 'warning');
  const [only] = kept;
  if (only === undefined) return { outline: null, repaired: null, wasRepaired: false, findings };
  const whole: Areal =
    kept.length === 1 ? { type: 'Polygon', coordinates: only } : { type: 'MultiPolygon', coordinates: kept };
  const before = planarAreaM2(whole);
  if (overlay.isValid(whole)) {
    if (before < 1e-6) {
      add('ZERO_AREA', 'error');
      return { outline: null, repaired: null, wasRepaired: false, findings };
    }
    describe(whole, before, add);
    return { outline: whole, repaired: whole, wasRepaired: false, findings };
  }
  const repaired = overlay.makeValid(whole);
  const after = repaired === null ? 0 : planarAreaM2(repaired);
  if (repaired === null || after < 1e-6) {
    add('ZERO_AREA', 'error');
    return { outline: null, repaired: null, wasRepaired: false, findings };
  }
  const change = Math.abs(after - before) / Math.max(after, before);
  const gross = change > MAX_SILENT_CHANGE;
  add('RING_SELF_CROSSING', gross ? 'error' : 'warning', { changePct: Number((change * 100).toFixed(2)) });
  describe(repaired, after, add);
  return { outline: gross ? null : repaired, repaired, wasRepaired: true, findings };
}

function describe(
  outline: Areal,
  areaM2: number,
  add: (code: ProblemCode, severity: 'warning', values: OutlineFinding['values']) => void,
): void {
  const perimeter = polygonsOf(outline)
    .flat()
    .reduce((sum, ring) => sum + lengthOf(ring), 0);
  const widthM = (2 * areaM2) / perimeter;
  if (widthM < SLIVER_WIDTH_M)
    add('SLIVER', 'warning', { areaM2: Number(areaM2.toFixed(2)), widthM: Number(widthM.toFixed(2)) });
  const holes = polygonsOf(outline).flatMap((rings) => rings.slice(1));
  const small = holes.filter((ring) => planarAreaM2({ type: 'Polygon', coordinates: [ring] }) < SMALL_HOLE_M2).length;
  if (small > 0) add('SMALL_HOLE', 'warning', { count: small, limitM2: SMALL_HOLE_M2 });
}

const same = (a: Position | undefined, b: Position | undefined): boolean => a?.[0] === b?.[0] && a?.[1] === b?.[1];
const isClosed = (ring: Ring): boolean => ring.length > 0 && same(ring[0], ring.at(-1));
const closed = (ring: Ring): Ring => (isClosed(ring) || ring[0] === undefined ? ring : [...ring, ring[0]]);

function lengthOf(ring: Ring): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1], ring[i]];
    if (a !== undefined && b !== undefined) sum += Math.hypot(b[0] - a[0], b[1] - a[1]);
  }
  return sum;
}
