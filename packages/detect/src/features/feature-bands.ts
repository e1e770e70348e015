/** Bands that features are made of, in this order: the first four always, of the others those that a model names. */
export const FEATURE_BANDS = ['blue', 'green', 'red', 'nir', 'swir16', 'swir22'] as const;
export type FeatureBand = (typeof FEATURE_BANDS)[number];

const NEEDED = FEATURE_BANDS.slice(0, 4);

/** Whether bands are a list that features can be made of. */
export const areFeatureBands = (bands: readonly string[]): bands is readonly FeatureBand[] =>
  NEEDED.every((band, i) => bands[i] === band) &&
  bands.join() === FEATURE_BANDS.filter((band) => bands.includes(band)).join();

/** `Blue`, `Swir16`: the end of a channel's name. */
export const bandTitle = (band: FeatureBand): string => `${band.charAt(0).toUpperCase()}${band.slice(1)}`;
