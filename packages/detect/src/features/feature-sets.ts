import { BAND_CHANNELS, BAND_FEATURES, bandFeatures } from './band-features.js';
import { DIFF_CHANNELS, DIFF_FEATURES, DIFF_HALO_PX, diffFeatures } from './diff-features.js';
import { WIDE_CHANNELS, WIDE_FEATURES, wideFeatures } from './wide-features.js';

/** Named, versioned sets of channels that a manifest can ask for. A set never changes: a change is a new version. */
export const FEATURE_SETS = {
  [BAND_FEATURES]: {
    channels: BAND_CHANNELS as readonly string[],
    statistics: 'bands',
    fitSample: 'stride',
    haloPx: 0,
    make: bandFeatures,
  },
  [DIFF_FEATURES]: {
    channels: DIFF_CHANNELS as readonly string[],
    statistics: 'differences',
    fitSample: 'random',
    haloPx: DIFF_HALO_PX,
    make: diffFeatures,
  },
  [WIDE_FEATURES]: {
    channels: WIDE_CHANNELS as readonly string[],
    statistics: 'wide',
    fitSample: 'stride',
    haloPx: DIFF_HALO_PX,
    make: wideFeatures,
  },
} as const;

export type FeatureSetName = keyof typeof FEATURE_SETS;
/** How the pixels of the robust fits are drawn: as NumPy's seed 0 does, or every k-th. */
export type FitSample = 'random' | 'stride';
