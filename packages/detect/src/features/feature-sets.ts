import { bandChannels, BAND_FEATURES, bandFeatures } from './band-features.js';
import { DIFF_FEATURES, DIFF_HALO_PX, diffChannels, diffFeatures } from './diff-features.js';
import type { FeatureBand } from './feature-bands.js';
import { WIDE_FEATURES, wideChannels, wideFeatures } from './wide-features.js';

/**
 * Named, versioned sets of channels that a manifest can ask for. A set never changes: a change is a new version. Its channels
 * follow from the bands that the manifest names.
 */
export const FEATURE_SETS = {
  [BAND_FEATURES]: {
    channels: bandChannels,
    statistics: 'bands',
    fitSample: 'stride',
    haloPx: 0,
    make: bandFeatures,
  },
  [DIFF_FEATURES]: {
    channels: diffChannels,
    statistics: 'differences',
    fitSample: 'random',
    haloPx: DIFF_HALO_PX,
    make: diffFeatures,
  },
  [WIDE_FEATURES]: {
    channels: wideChannels,
    statistics: 'wide',
    fitSample: 'stride',
    haloPx: DIFF_HALO_PX,
    make: wideFeatures,
  },
} as const;

export type FeatureSetName = keyof typeof FEATURE_SETS;
/** What a model sees: a part of its manifest's `input`. */
export interface FeatureChoice {
  readonly features: FeatureSetName;
  readonly bands: readonly FeatureBand[];
}
/** How the pixels of the robust fits are drawn: as NumPy's seed 0 does, or every k-th. */
export type FitSample = 'random' | 'stride';

/** Names of the channels that a model sees, in order. */
export const featureChannels = ({ features, bands }: FeatureChoice): readonly string[] =>
  FEATURE_SETS[features].channels(bands);
