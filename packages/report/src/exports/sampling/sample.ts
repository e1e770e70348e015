import { createHash } from 'node:crypto';
import type { Lead, Position } from '@landscar/core';
import { stratifiedShare, wilson, type Interval, type StratumCount } from './intervals.js';

/** A place to check: a lead, or a point in observed ground that no lead covers. */
export interface SampleItem {
  readonly id: string;
  readonly stratum: string;
  readonly position: Position;
}

export interface Sample {
  readonly seed: string;
  readonly items: readonly SampleItem[];
  /** How many there are in each stratum, drawn or not. */
  readonly sizes: Readonly<Record<string, number>>;
}

const NON_LEAD = 'nonLead';

/**
 * Draws at random within strata (categories of leads; points outside of leads are one stratum). The order is that of
 * sha256(seed, id): anyone can draw it again, and a larger sample contains the smaller one.
 */
export function drawSample(
  leads: readonly Lead[],
  nonLeadPoints: readonly SampleItem['position'][],
  options: { readonly seed: string; readonly perStratum: number },
): Sample {
  const all: SampleItem[] = [
    ...leads.map((lead) => ({ id: lead.patchNo, stratum: lead.category, position: lead.centroidLonLat })),
    ...nonLeadPoints.map((position, i) => ({ id: `N${String(i + 1).padStart(6, '0')}`, stratum: NON_LEAD, position })),
  ];
  const rank = (item: SampleItem): string => createHash('sha256').update(`${options.seed}\n${item.id}`).digest('hex');
  const sizes: Record<string, number> = {};
  const drawn: SampleItem[] = [];
  for (const stratum of [...new Set(all.map((item) => item.stratum))].sort()) {
    const members = all.filter((item) => item.stratum === stratum);
    sizes[stratum] = members.length;
    const ranked = members.map((item) => ({ item, key: rank(item) })).sort((a, b) => (a.key < b.key ? -1 : 1));
    // The points are a random draw already.
    const most = stratum === NON_LEAD ? ranked.length : options.perStratum;
    drawn.push(...ranked.slice(0, most).map((r) => r.item));
  }
  return { seed: options.seed, items: drawn, sizes };
}

/** The answer of a person for one place: disturbed by construction, or not; undefined while not checked. */
export type CheckedSample = ReadonlyMap<string, boolean>;

export interface SampleEstimate {
  /** Share of leads that are right, over all strata; null while a stratum has no checked lead. */
  readonly precision: Interval | null;
  readonly byStratum: Readonly<Record<string, Interval & { readonly checked: number; readonly size: number }>>;
  /** Disturbed ground that no lead covers, hectares; null without checked points. */
  readonly missedHa: Interval | null;
  readonly unchecked: number;
}

/** Precision and missed area with 95 % intervals. `outsideHa`: observed ground outside of all leads. */
export function estimateFromSample(sample: Sample, checked: CheckedSample, outsideHa: number): SampleEstimate {
  const counts = new Map<string, StratumCount>();
  for (const [stratum, size] of Object.entries(sample.sizes)) {
    const answers = sample.items
      .filter((i) => i.stratum === stratum && checked.has(i.id))
      .map((i) => checked.get(i.id) === true);
    counts.set(stratum, { size, checked: answers.length, right: answers.filter((a) => a).length });
  }
  const outside = counts.get(NON_LEAD);
  const share = outside === undefined || outside.checked === 0 ? null : wilson(outside.right, outside.checked);
  const byStratum = Object.fromEntries(
    [...counts].map(([stratum, c]) => [stratum, { ...wilson(c.right, c.checked), checked: c.checked, size: c.size }]),
  );
  return {
    precision: stratifiedShare([...counts].filter(([s]) => s !== NON_LEAD).map(([, c]) => c)),
    byStratum,
    missedHa:
      share === null
        ? null
        : { estimate: share.estimate * outsideHa, low: share.low * outsideHa, high: share.high * outsideHa },
    unchecked: sample.items.filter((i) => !checked.has(i.id)).length,
  };
}
