import { geodesicAreaM2, type Areal } from '@landscar/core';
import { loadOverlay } from '@landscar/geodata';
import type { SeenGround } from './looked-ground.js';
import type { Detection } from './stages/detect-stage.js';

/**
 * What of a detection was asked for. The detector looks at whole blocks, since ground beside the area or corridor tells it
 * what is usual: disturbances that do not touch what was asked for are left out and counted, and so is their ground. What of
 * it no pixel of the stack shows is unobserved as well.
 */
export async function withinAsked(
  detection: Detection,
  asked: Areal | undefined,
  ground: SeenGround,
): Promise<Detection> {
  if (asked === undefined) return detection;
  const overlay = await loadOverlay();
  const disturbances = detection.disturbances.filter((d) => overlay.distance(d.geometryLonLat, asked) === 0);
  const { summary } = detection;
  // Windows that failed are not in the summary's figure; what was not asked for is not in the stack's.
  const observedM2 = Math.min(summary.observedM2, ground.seenM2);
  return {
    disturbances,
    summary: {
      ...summary,
      observedM2,
      unobservedM2: Math.max(0, geodesicAreaM2(asked) - observedM2),
      counts: {
        ...summary.counts,
        disturbancesOutsideArea: detection.disturbances.length - disturbances.length,
      },
    },
  };
}
