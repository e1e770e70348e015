import { FEATURE_BANDS } from '../features/feature-bands.js';

/** Room of a set for bands; those that a model does not use stay 0. */
export const MOST_BANDS = FEATURE_BANDS.length;

/**
 * One set of scene statistics as plain numbers, so that sets can be interpolated between cells.
 * Positions in the array; bands in the order of the model's; reflectance unless said otherwise.
 */
export const STAT = {
  /** after ≈ gain * before + offset on the pixels that changed least (reduced major axis). */
  gain: 0,
  offset: 6,
  /** Robust deviation of the residual, not below the smallest believed noise. */
  scale: 12,
  /** All bands from all bands: 6 rows of 6 factors and a constant; factors of bands that are not used are 0. */
  matrix: 18,
  /** Robust deviation of the multivariate residual. */
  matrixScale: 60,
  /** Mean and deviation of the 1–99 % clipped values. */
  meanBefore: 66,
  deviationBefore: 72,
  meanAfter: 78,
  deviationAfter: 84,
  /** Of the log change-vector length (smoothed 2 px), of the multivariate one (1.5 px); median and median distance. */
  lengthMedian: 90,
  lengthMad: 91,
  multiMedian: 92,
  multiMad: 93,
  /** Of the log length of the standardised change vector (smoothed 2 px). */
  vectorMedian: 94,
  vectorQ90: 95,
  /** Log of the mean visible reflectance, before and after; log texture of it. */
  brightnessMedian: 96,
  textureMedian: 98,
  /** Of the change of NDVI and of the bare-ground index, smoothed 1 px; median and median distance. */
  ndviChangeMedian: 100,
  ndviChangeMad: 101,
  bareSoilChangeMedian: 102,
  bareSoilChangeMad: 103,
} as const;
export const STAT_COUNT = 104;

/** Statistics of a scene pair, one set or one per cell of the fixed world grid; written beside the stack. */
export interface SceneStatistics {
  readonly version: 1;
  readonly stackFingerprint: string;
  /** Feature set that the numbers are for. */
  readonly features: string;
  readonly bands: readonly string[];
  readonly mode: 'scene' | 'cell';
  /** In units of the CRS; cell (i, j) covers x from i to i + 1 times the size, y from j to j + 1. Null for one set. */
  readonly cellSize: number | null;
  /** Cell numbers of the first set, then sets row by row with y growing. */
  readonly firstCellX: number;
  readonly firstCellY: number;
  readonly cellsAcross: number;
  readonly cellsDown: number;
  /** Clear pixels that each set was taken from; 0: taken over from the nearest cell that has enough. */
  readonly pixelsUsed: readonly number[];
  readonly sets: readonly (readonly number[])[];
}
