import { DIFF_CHANNELS, DIFF_FEATURES } from './diff-features.js';
import { WIDE_CHANNELS, WIDE_FEATURES } from './wide-features.js';

/** Named, versioned sets of channels that a manifest can ask for. A set never changes: a change is a new version. */
export const FEATURE_SETS = {
  [DIFF_FEATURES]: { channels: DIFF_CHANNELS as readonly string[], wide: false, fitSample: 'random' },
  [WIDE_FEATURES]: { channels: WIDE_CHANNELS as readonly string[], wide: true, fitSample: 'stride' },
} as const;

export type FeatureSetName = keyof typeof FEATURE_SETS;
/** How the pixels of the robust fits are drawn: as NumPy's seed 0 does, or every k-th. */
export type FitSample = 'random' | 'stride';
