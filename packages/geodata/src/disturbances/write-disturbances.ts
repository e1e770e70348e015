import { join } from 'node:path';
import { DISTURBANCES_VERSION, canonicalJson, type DetectionSummary, type Disturbance } from '@landscar/core';
import { writeWhole } from '../files/write-whole.js';
import { DETECTION_FILES } from './disturbance-files.js';

/**
 * Writes `disturbances.geojson` (EPSG:4326 for any GIS; the outline in the stack's CRS goes along as `geometryCrs`)
 * and then `detection.json`, whose presence says that the folder is complete.
 */
export async function writeDisturbances(
  dir: string,
  crs: string,
  summary: DetectionSummary,
  disturbances: readonly Disturbance[],
): Promise<void> {
  const features = disturbances.map(({ id, geometryLonLat, geometry, ...properties }) =>
    canonicalJson({
      type: 'Feature',
      id,
      geometry: geometryLonLat,
      properties: { ...properties, id, geometryCrs: geometry },
    }),
  );
  const head = canonicalJson({ landscar: { version: DISTURBANCES_VERSION, crs } }).slice(1, -1);
  const body = `{"type":"FeatureCollection",${head},"features":[\n${features.join(',\n')}\n]}\n`;
  await writeWhole(join(dir, DETECTION_FILES.disturbances), body);
  await writeWhole(join(dir, DETECTION_FILES.summary), `${canonicalJson(summary)}\n`);
}
