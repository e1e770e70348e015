import { growWindow, tileWindows, type Window } from '@landscar/core';
import type { StackReader } from '@landscar/geodata';
import { computeStatistics, statisticsHere } from '../statistics/compute-statistics.js';
import { StatisticsField } from '../statistics/statistics-field.js';
import { FEATURE_SETS, type FeatureChoice } from './feature-sets.js';
import { releaseFeatures } from './diff-features.js';
import { featureBandIndexes, readPair, releasePair } from './pair-window.js';
import { PlanePool } from './plane-pool.js';

/** What a network sees of a whole scene, with one set of statistics; for training, which must see what inference sees. */
export interface ScenePlanes {
  readonly width: number;
  readonly height: number;
  /** (height, width) each, in the order of the feature set, within ±6. */
  readonly channels: readonly Float32Array[];
  /** 1 where both dates saw the ground, else 0. */
  readonly observed: Uint8Array;
}

/** Windows that the planes are made in. */
const PART_PX = 1024;

export async function scenePlanes(stack: StackReader, choice: FeatureChoice): Promise<ScenePlanes> {
  const { width, height } = stack.manifest.grid;
  const bands = featureBandIndexes(stack.manifest, stack.dir, choice.bands);
  const field = new StatisticsField(
    await computeStatistics(stack, 'scene', choice, statisticsHere(stack)),
    stack.manifest.grid,
  );
  const { channels: namesOf, haloPx, make } = FEATURE_SETS[choice.features];
  const channels = namesOf(choice.bands).map(() => new Float32Array(width * height));
  const observed = new Uint8Array(width * height);
  const pool = new PlanePool();
  for (const part of tileWindows(width, height, PART_PX)) {
    const pair = await readPair(stack, bands, growWindow(part, haloPx, width, height), pool);
    const made = make(pair, part, field, pool);
    for (let y = part.y; y < part.y + part.height; y++) {
      const rowOf = <T extends Float32Array | Uint8Array>(plane: T, window: Window): T => {
        const from = (y - window.y) * window.width + (part.x - window.x);
        return plane.subarray(from, from + part.width) as T;
      };
      const to = y * width + part.x;
      for (const [c, plane] of channels.entries()) plane.set(rowOf(made.channels[c]!, made.window), to);
      observed.set(rowOf(pair.observed, pair.window), to);
    }
    releaseFeatures(made, pool);
    releasePair(pair, pool);
  }
  return { width, height, channels, observed };
}
