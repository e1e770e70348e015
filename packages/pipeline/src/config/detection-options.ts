import type { DetectOptions } from '@landscar/detect';
import type { Site } from './read-site.js';

/** What detection is told about a site, beside the model. */
export function detectionOptionsOf({ config: { runtime, detection } }: Site): Omit<DetectOptions, 'modelDir'> {
  const { precision, changeGate, statistics } = detection;
  return { precision, gate: changeGate, statistics, ...(runtime !== undefined && { runtime }) };
}
