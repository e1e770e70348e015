import { growWindow, tileWindows } from '@landscar/core';
import { openStack } from '@landscar/geodata';
import { releaseFeatures } from '../features/diff-features.js';
import { FEATURE_SETS } from '../features/feature-sets.js';
import { featureBandIndexes, readPair, releasePair } from '../features/pair-window.js';
import { PlanePool } from '../features/plane-pool.js';
import { loadModel } from '../models/load-model.js';
import { computeStatistics, statisticsHere } from '../statistics/compute-statistics.js';
import { StatisticsField } from '../statistics/statistics-field.js';
import { modelWindow, packTensor } from '../windows/model-window.js';

/** Processor time of this process for the parts of detection beside the network, one thread, milliseconds. */
export interface PartTimes {
  readonly statisticsMs: number;
  readonly readingMs: number;
  readonly featuresMs: number;
  /** Channels copied into one tensor. */
  readonly packingMs: number;
}

/** Does the parts of every block of a stack, each on its own clock; nothing is written. */
export async function measureParts(stackDir: string, modelDir: string, windowPx: number): Promise<PartTimes> {
  const { input } = (await loadModel(modelDir)).manifest;
  const set = FEATURE_SETS[input.features];
  const stack = await openStack(stackDir);
  try {
    const { width, height } = stack.manifest.grid;
    const bands = featureBandIndexes(stack.manifest, stackDir, input.bands);
    const statistics = clock();
    const field = new StatisticsField(
      await computeStatistics(stack, 'cell', input, statisticsHere(stack)),
      stack.manifest.grid,
    );
    const statisticsMs = statistics();
    const pool = new PlanePool();
    let tensor = new Float32Array(0);
    const times = { readingMs: 0, featuresMs: 0, packingMs: 0 };
    for (const block of tileWindows(width, height, windowPx)) {
      const inner = modelWindow(block, input, width, height);
      const reading = clock();
      const pair = await readPair(stack, bands, growWindow(inner.window, set.haloPx, width, height), pool);
      times.readingMs += reading();
      const making = clock();
      const made = set.make(pair, inner.window, field, pool);
      times.featuresMs += making();
      const size = made.channels.length * inner.paddedWidth * inner.paddedHeight;
      if (tensor.length < size) tensor = new Float32Array(size);
      const packing = clock();
      packTensor(made.channels, made.window, inner, tensor);
      times.packingMs += packing();
      releaseFeatures(made, pool);
      releasePair(pair, pool);
    }
    return { statisticsMs, ...times };
  } finally {
    await stack.close();
  }
}

/** Answers the milliseconds of processor time since it was made. */
function clock(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
}
