import { BAND_COUNT, STAT } from '../statistics/scene-statistics.js';
import type { StatisticsField } from '../statistics/statistics-field.js';
import type { DiffFeatures } from './diff-features.js';
import type { PairWindow } from './pair-window.js';
import type { PlanePool } from './plane-pool.js';

/** Name and version of this set of channels in model manifests. */
export const BAND_FEATURES = 'landscar-bands@1';

const NAMES = ['Blue', 'Green', 'Red', 'Nir', 'Swir16', 'Swir22'] as const;
/** The six bands of the first date, then of the second. */
export const BAND_CHANNELS = ['before', 'after'].flatMap((date) => NAMES.map((band) => `${date}${band}`));

const CLIP = 5;

/**
 * Bands as most networks want them: minus the mean, over the deviation, of the 1–99 % clipped values of their date,
 * clipped to ±5 (the pilot's first round). Hidden pixels are 0, the mean.
 */
export function bandFeatures(pair: PairWindow, field: StatisticsField, pool: PlanePool): DiffFeatures {
  const { width } = pair.window;
  const { observed } = pair;
  const all = pair.observedCount === observed.length;
  const channels = BAND_CHANNELS.map(() => pool.take(observed.length));
  field.forEachPatch(pair.window, (s, x0, y0, x1, y1) => {
    for (let c = 0; c < 2 * BAND_COUNT; c++) {
      const b = c % BAND_COUNT;
      const first = c < BAND_COUNT;
      const from = (first ? pair.before : pair.after)[b]!;
      const to = channels[c]!;
      const perDeviation = 1 / s[(first ? STAT.deviationBefore : STAT.deviationAfter) + b]!;
      const shift = -s[(first ? STAT.meanBefore : STAT.meanAfter) + b]! * perDeviation;
      for (let y = y0; y < y1; y++) {
        for (let i = y * width + x0; i < y * width + x1; i++) {
          const v = from[i]! * perDeviation + shift;
          to[i] = v > CLIP ? CLIP : v < -CLIP ? -CLIP : v;
        }
      }
    }
  });
  if (!all) for (const plane of channels) for (let i = 0; i < plane.length; i++) if (observed[i] !== 1) plane[i] = 0;
  return { channels };
}
