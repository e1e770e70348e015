import type { Window } from '@landscar/core';
import { STAT } from '../statistics/scene-statistics.js';
import type { StatisticsField } from '../statistics/statistics-field.js';
import type { DiffFeatures } from './diff-features.js';
import { bandTitle, type FeatureBand } from './feature-bands.js';
import type { PairWindow } from './pair-window.js';
import type { PlanePool } from './plane-pool.js';
import { WindowPlanes } from './window-planes.js';

/** Name and version of this set of channels in model manifests. */
export const BAND_FEATURES = 'landscar-bands@1';

/** The bands of the first date, then of the second. */
export const bandChannels = (bands: readonly FeatureBand[]): string[] =>
  ['before', 'after'].flatMap((date) => bands.map((band) => `${date}${bandTitle(band)}`));

/**
 * Bands as most networks want them: minus the mean, over the deviation, of the 1–99 % clipped values of their date,
 * clipped to ±5 (the pilot's first round). Hidden pixels are 0, the mean.
 */
export function bandFeatures(pair: PairWindow, _asked: Window, field: StatisticsField, pool: PlanePool): DiffFeatures {
  const w = new WindowPlanes(pair, pool);
  const count = pair.bands.length;
  const channels = w.takeAll(2 * count);
  field.forEachPatch(pair.window, (s, x0, y0, x1, y1) => {
    for (let c = 0; c < 2 * count; c++) {
      const [b, first] = [c % count, c < count];
      const deviation = s[(first ? STAT.deviationBefore : STAT.deviationAfter) + b]!;
      const mean = s[(first ? STAT.meanBefore : STAT.meanAfter) + b]!;
      const from = (first ? w.before : w.after)[b]!;
      w.formula('standard', [from, w.mask, channels[c]!], [1 / deviation, mean / deviation], { x0, y0, x1, y1 });
    }
  });
  w.release();
  return { window: pair.window, channels };
}
