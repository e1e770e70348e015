import { growWindow, tileWindows, type Window } from '@landscar/core';
import { openStack } from '@landscar/geodata';
import { FEATURE_SETS, type FeatureChoice } from '../features/feature-sets.js';
import { copyPart, featureBandIndexes, readPair } from '../features/pair-window.js';
import { PlanePool } from '../features/plane-pool.js';
import { computeStatistics, statisticsHere } from '../statistics/compute-statistics.js';
import { StatisticsField } from '../statistics/statistics-field.js';
import type { CalibrationInput } from './activation-ranges.js';

const SIZE_PX = 128;

/** What a network sees in about `count` windows of 128 × 128 px spread evenly over a stack. */
export async function calibrationInputs(
  stackDir: string,
  choice: FeatureChoice,
  count: number,
): Promise<CalibrationInput[]> {
  const stack = await openStack(stackDir);
  try {
    const { grid } = stack.manifest;
    const { haloPx, make } = FEATURE_SETS[choice.features];
    const bands = featureBandIndexes(stack.manifest, stackDir, choice.bands);
    const field = new StatisticsField(await computeStatistics(stack, 'scene', choice, statisticsHere(stack)), grid);
    const whole = tileWindows(grid.width, grid.height, SIZE_PX).filter(
      (w) => w.width === SIZE_PX && w.height === SIZE_PX,
    );
    const step = Math.max(1, Math.floor(whole.length / count));
    const inputs: CalibrationInput[] = [];
    for (const inner of whole.filter((_, i) => i % step === 0).slice(0, count)) {
      const pool = new PlanePool();
      const pair = await readPair(stack, bands, growWindow(inner, haloPx, grid.width, grid.height), pool);
      const { channels, window } = make(pair, inner, field, pool);
      inputs.push({ values: cut(channels, window, inner), height: SIZE_PX, width: SIZE_PX });
    }
    return inputs;
  } finally {
    await stack.close();
  }
}

function cut(channels: readonly Float32Array[], outer: Window, inner: Window): Float32Array {
  const n = inner.width * inner.height;
  const values = new Float32Array(channels.length * n);
  for (const [c, plane] of channels.entries()) copyPart(plane, outer, inner, values.subarray(c * n));
  return values;
}
