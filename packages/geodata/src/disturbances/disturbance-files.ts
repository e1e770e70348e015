/** Files of a detection folder. */
export const DETECTION_FILES = {
  summary: 'detection.json',
  disturbances: 'disturbances.geojson',
  probability: 'probability.tif',
  flags: 'flags.tif',
  score: 'score.tif',
} as const;
