import type { StackReader } from '@landscar/geodata';
import { computeStatistics } from '../statistics/compute-statistics.js';
import { StatisticsField } from '../statistics/statistics-field.js';
import { FEATURE_SETS, type FeatureSetName } from './feature-sets.js';
import { diffBandIndexes, readPair } from './pair-window.js';
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

export async function scenePlanes(stack: StackReader, features: FeatureSetName): Promise<ScenePlanes> {
  const { grid } = stack.manifest;
  const bands = diffBandIndexes(stack.manifest, stack.dir);
  const field = new StatisticsField(await computeStatistics(stack, 'scene', features), grid);
  const pair = await readPair(stack, bands, { x: 0, y: 0, width: grid.width, height: grid.height });
  const { channels } = FEATURE_SETS[features].make(pair, field, new PlanePool());
  return { width: grid.width, height: grid.height, channels, observed: pair.observed };
}

/** Names of the channels of a set, in order. */
export const featureChannels = (features: FeatureSetName): readonly string[] => FEATURE_SETS[features].channels;
