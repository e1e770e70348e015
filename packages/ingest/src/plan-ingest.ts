import { windowGrid, type Grid, type StackWarning } from '@landscar/core';
import { planGrid } from './align/target-grid.js';
import { orderPeriods } from './composite/order-scenes.js';
import { gateScenes } from './gate/pair-gate.js';
import { DEFAULT_GATE, type IngestOptions } from './options.js';
import { openAll } from './scenes/open-periods.js';
import { samplePixels } from './stack/lay-sample.js';

/** A scene as a plan shows it. */
export interface PlannedScene {
  readonly file: string;
  readonly period: 'before' | 'after';
  readonly date: string;
  readonly sensor: string;
  readonly bands: readonly string[];
  readonly gsdM: number;
  /** Longitude and latitude: west, south, east, north. */
  readonly lonLatBox: readonly [number, number, number, number];
}

export interface IngestPlan {
  /** Grid of the stack that `ingestPair` would write. */
  readonly grid: Grid;
  /** Pixels of the sample that would lie beside it, where it is part of larger imagery; else 0. */
  readonly samplePixels: number;
  readonly scenes: readonly PlannedScene[];
  readonly warnings: readonly StackWarning[];
}

/** Opens the scenes and lays out the stack as `ingestPair` would, with the same refusals; writes nothing. */
export async function planIngest(options: Omit<IngestOptions, 'out'>): Promise<IngestPlan> {
  const warnings: StackWarning[] = [];
  const given = await openAll(options, warnings);
  const periods = orderPeriods(given.before, given.after, options.compare ?? 'periodic');
  const [before, after] = [periods.before.scenes, periods.after.scenes];
  gateScenes(before, after, { ...DEFAULT_GATE, ...options.gate }, [], warnings);
  const target = await planGrid(after, options.targetGrid, options.area ?? options.onlyWithin);
  const { base, window } = target;
  const planned = (period: 'before' | 'after', scenes: typeof before): PlannedScene[] =>
    scenes.map(({ file, date, sensor, bands, gsdM, lonLatBox }) => ({
      file,
      period,
      date,
      sensor,
      bands: [...bands.keys()],
      gsdM,
      lonLatBox,
    }));
  return {
    grid: windowGrid(base, window),
    samplePixels: samplePixels(target, options),
    scenes: [...planned('before', before), ...planned('after', after)],
    warnings,
  };
}
