import type { FalseAlarmReason } from '@landscar/core';
import { FEATURE_BANDS, type FeatureBand } from '../features/feature-bands.js';
import type { RegionSums } from './region-sums.js';

export interface ReasonContext {
  readonly seasonGapDays: number;
  /** Length in pixels of what may be left of a misregistration; null where it was not measured. */
  readonly shiftResidualPx: number | null;
  /** Several scenes in one period were mosaicked. */
  readonly mosaicked: boolean;
  /** Whether the last scene that saw it still shows the change; null where scenes cannot say. */
  readonly lasting: boolean | null;
  /** Twice the area over the outline's length, in pixels: the width of a ribbon. */
  readonly widthPx: number;
  /** Share of the outline's length in its longest axis-parallel edge. */
  readonly longestEdgeShare: number;
}

/** Mean reflectances of a region; NaN for bands that the model does not use: tests that ask for them then answer no. */
type Spectrum = Readonly<Record<FeatureBand, number>>;

/** Means over the region that the tests look at. */
interface Means {
  readonly before: Spectrum;
  readonly after: Spectrum;
  readonly ndviBefore: number;
  readonly ndviAfter: number;
}

type Test = (m: Means, c: ReasonContext, s: RegionSums) => boolean;

const ratio = (a: number, b: number): number => (a - b) / Math.max(a + b, 0.01);
const visible = ({ blue, green, red }: Spectrum): number => (blue + green + red) / 3;
const snowIndex = ({ green, swir16 }: Spectrum): number => ratio(green, swir16);
const burnIndex = ({ nir, swir22 }: Spectrum): number => ratio(nir, swir22);

/**
 * One plain test per reason, on means over the region. They lower a score and delete nothing, so they may be simple;
 * numbers without a source are first guesses that wait for decided leads.
 */
const TESTS: Readonly<Record<FalseAlarmReason, Test>> = {
  /** Crops came up; or they went in another season and the soil below is no brighter than a ploughed field. */
  farmSeason: (m, c) =>
    (m.ndviAfter - m.ndviBefore >= 0.15 && m.ndviAfter >= 0.35) ||
    (c.seasonGapDays >= 30 && m.ndviBefore - m.ndviAfter >= 0.2 && visible(m.after) - visible(m.before) < 0.05),
  /** White film: the visible bands rise more than SWIR does, which bare soil never shows. */
  plasticFilm: (m) =>
    visible(m.after) - visible(m.before) >= 0.05 &&
    visible(m.after) >= 0.18 &&
    m.after.swir16 <= 1.1 * visible(m.after) &&
    m.ndviAfter < 0.35 &&
    snowIndex(m.after) < 0.4,
  /** Dense canopy thinned but still green. */
  forestry: (m) => m.ndviBefore >= 0.65 && m.ndviAfter >= 0.35 && m.ndviBefore - m.ndviAfter >= 0.15,
  /** dNBR of 0.27 is moderate severity (Key & Benson 2006); charcoal is dark. */
  fire: (m) => burnIndex(m.before) - burnIndex(m.after) >= 0.27 && visible(m.after) < 0.09 && m.after.nir < 0.2,
  /** Water on one date only by MNDWI (Xu 2006). */
  waterLevel: (m) =>
    snowIndex(m.before) > 0.1 !== snowIndex(m.after) > 0.1 && Math.min(m.before.swir16, m.after.swir16) < 0.08,
  /** NDSI of 0.4 and bright (Hall et al. 1995). */
  snow: (m) => [m.before, m.after].some((bands) => snowIndex(bands) >= 0.4 && bands.green >= 0.25),
  /** All bands fall or rise by about the same factor: light, not ground. */
  terrainShadow: (m) => {
    const factors = FEATURE_BANDS.filter((band) => !Number.isNaN(m.after[band])).map(
      (band) => Math.max(m.after[band], 0.005) / Math.max(m.before[band], 0.005),
    );
    const [least, most] = [Math.min(...factors), Math.max(...factors)];
    const dark = Math.min(m.before.nir, m.after.nir) < 0.15;
    return dark && (most < 0.7 || least > 1.4) && most / least < 1.5;
  },
  /** Cloud, shadow or a data edge beside it. */
  hazeEdge: (_m, _c, s) => s.nearby > 0 && s.nearbyHidden / s.nearby >= 0.2,
  /** A ribbon no wider than what misregistration leaves. */
  misregistrationEdge: (_m, c) => c.widthPx < 1.2 + 2 * Math.min(1, c.shiftResidualPx ?? 0.5) && c.widthPx < 2,
  /** A long straight border along the grid in a mosaic. */
  mosaicSeam: (_m, c) => c.mosaicked && c.longestEdgeShare >= 0.35,
  /** A later scene of the after period no longer shows it. */
  notLasting: (_m, c) => c.lasting === false,
};

/** Reasons that may explain a region away, in a fixed order. */
export function falseAlarmReasons(sums: RegionSums, context: ReasonContext): FalseAlarmReason[] {
  const over = (values: Float64Array): Spectrum =>
    Object.fromEntries(
      FEATURE_BANDS.map((band) => [band, (values[sums.bands.indexOf(band)] ?? NaN) / sums.observed]),
    ) as Spectrum;
  const means: Means = {
    before: over(sums.before),
    after: over(sums.after),
    ndviBefore: sums.ndviBefore / sums.observed,
    ndviAfter: sums.ndviAfter / sums.observed,
  };
  return (Object.keys(TESTS) as FalseAlarmReason[]).filter((reason) => TESTS[reason](means, context, sums));
}
