import type { Window } from '@landscar/core';
import { openStack, type StackReader } from '@landscar/geodata';
import { stackChanged } from '../errors.js';
import { featureBandIndexes } from '../features/pair-window.js';
import { FEATURE_SETS, type FeatureChoice } from '../features/feature-sets.js';
import type { PlanePool } from '../features/plane-pool.js';
import { logBrightness } from '../features/wide-features.js';
import { clippedMoments } from './clipped-moments.js';
import { median } from './order.js';
import { FIT_SAMPLE, fitBands } from './robust-fit.js';
import { latticeStep, samplePixels } from './sample-scene.js';
import { STAT, STAT_COUNT } from './scene-statistics.js';
import { spatialMedians } from './spatial-medians.js';

/** Squares to take one set of statistics of: those of a cell of the world grid, or of the whole scene. Small JSON. */
export interface StatisticsJob {
  readonly id: string;
  readonly stackDir: string;
  readonly stackFingerprint: string;
  readonly choice: FeatureChoice;
  readonly squares: readonly Window[];
  /** A whole scene is looked at more closely, and makes a set however little of it is clear. */
  readonly isScene: boolean;
  /** Pixels to look at, in shares of those of a whole cell, 0..1: cells cut by the edge of the raster take fewer. */
  readonly sampleShare: number;
}

/** Statistics at the positions of `STAT`. */
export interface AreaStatistics {
  readonly set: readonly number[];
  readonly pixelsUsed: number;
}

/** Fewer clear pixels than this do not make a set of their own. */
const MIN_CELL_PIXELS = 20_000;
/** Pixels on a lattice that the point statistics are taken from: of a whole scene, and of each cell. */
const SCENE_SAMPLE = 400_000;
const CELL_SAMPLE = 40_000;

/** Runs a job, in any thread; every plane of the pool is free before and after. */
export async function takeStatistics(job: StatisticsJob, pool: PlanePool): Promise<AreaStatistics | undefined> {
  const stack = await openStack(job.stackDir);
  try {
    const { fingerprint } = stack.manifest;
    if (fingerprint !== job.stackFingerprint) throw stackChanged(job.stackDir, fingerprint, job.stackFingerprint);
    return await areaStatistics(stack, job, pool);
  } finally {
    await stack.close();
  }
}

/** Undefined where too little of the squares is clear. */
export async function areaStatistics(
  stack: StackReader,
  { choice: { features, bands }, squares, isScene, sampleShare }: StatisticsJob,
  pool: PlanePool,
): Promise<AreaStatistics | undefined> {
  if (squares.length === 0) return undefined;
  const bandIndexes = featureBandIndexes(stack.manifest, stack.dir, bands);
  const wanted = isScene ? SCENE_SAMPLE : sampleShare * CELL_SAMPLE;
  const sample = await samplePixels(stack, bandIndexes, squares, wanted, pool);
  const step = latticeStep(squares, wanted);
  if (sample.count * step * step < (isScene ? 1 : MIN_CELL_PIXELS)) return undefined;
  const set = new Float64Array(STAT_COUNT);
  const { fitSample, statistics } = FEATURE_SETS[features];
  clippedMoments(sample.before, sample.after, set);
  if (statistics !== 'bands') {
    fitBands(bands, sample.before, sample.after, set, fitSample, isScene ? FIT_SAMPLE.scene : FIT_SAMPLE.cell);
    set[STAT.brightnessMedian] = brightnessMedian(sample.before);
    set[STAT.brightnessMedian + 1] = brightnessMedian(sample.after);
    const options = { wide: statistics === 'wide', dense: isScene, sampleShare };
    pool.reset();
    await spatialMedians(stack, bandIndexes, squares, set, options, pool);
  }
  return { set: Array.from(set), pixelsUsed: sample.count };
}

function brightnessMedian(bands: readonly Float32Array[]): number {
  const [blue, green, red] = bands as [Float32Array, Float32Array, Float32Array];
  return median(blue.map((value, i) => logBrightness(value, green[i]!, red[i]!)));
}
