import { geodesicAreaM2, type Areal } from '@landscar/core';
import { createTransform, loadOverlay, readVector } from '@landscar/geodata';
import { onEarth } from '../footprints/on-earth.js';
import { localMetric } from '../match/local-metric.js';
import { interiorPosition } from '../match/planar.js';
import { outlineFile } from './errors.js';

/** Outlines that a person drew, in EPSG:4326, one a feature. REPORT_OUTLINE_FILE where one is no valid polygon, or not `count`. */
export async function readOutlines(file: string, { count }: { readonly count?: number } = {}): Promise<Areal[]> {
  const read = await readVector(file);
  if (count !== undefined && read.features.length !== count)
    throw outlineFile(file, `${read.features.length} features, not ${count}`);
  if (read.crs === null) throw outlineFile(file, 'no CRS');
  const toLonLat = await createTransform(read.crs, 'EPSG:4326');
  const overlay = await loadOverlay();
  const outlines = read.features.map(({ number, geometry }): Areal => {
    if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon')
      throw outlineFile(file, `feature ${number} is ${geometry?.type ?? 'without geometry'}`);
    const outline = toLonLat.geometry<Areal>(geometry);
    if (!onEarth(outline)) throw outlineFile(file, `feature ${number} is not in degrees, although the file says so`);
    if (!overlay.isValid(localMetric(interiorPosition(outline)).metres(outline)))
      throw outlineFile(file, `the ring of feature ${number} crosses itself`);
    if (geodesicAreaM2(outline) < 1) throw outlineFile(file, `feature ${number} has no area`);
    return outline;
  });
  if (outlines.length === 0) throw outlineFile(file, 'no feature');
  return outlines;
}
