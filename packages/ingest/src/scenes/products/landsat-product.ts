import { parseDate } from '@landscar/core';
import { productBandMissing, productUnreadable } from '../../errors.js';
import type { SceneInput } from '../../options.js';
import { LANDSAT_7_C2_L2, LANDSAT_8_C2_L1, LANDSAT_8_C2_L2 } from '../sensors/landsat.js';
import { stackBands, type ProductBand } from './band-stack.js';
import type { ProductFiles } from './product-files.js';

const WANTED = ['blue', 'green', 'red', 'nir', 'swir16', 'swir22'] as const;

/**
 * A Landsat Collection 2 folder by its MTL text (LSDS-1619 level 2, LSDS-1822 level 1): day, sun, cloud, scale. Level 1 is
 * brought to top-of-atmosphere reflectance by the sun's elevation (LSDS-1574, 5.2). Null where the files are none.
 */
export async function readLandsat(path: string, files: ProductFiles): Promise<SceneInput | null> {
  const mtl = files.names.find((n) => n.endsWith('_MTL.txt'));
  if (mtl === undefined) return null;
  const text = await files.text(mtl);
  const value = (key: string): string | undefined =>
    new RegExp(`^\\s*${key}\\s*=\\s*"?([^"\\n]*?)"?\\s*$`, 'mu').exec(text)?.[1];
  const [day, level, craft] = [value('DATE_ACQUIRED'), value('PROCESSING_LEVEL'), value('SPACECRAFT_ID')];
  if (day === undefined || level === undefined || craft === undefined)
    throw productUnreadable(path, `${mtl} lacks DATE_ACQUIRED, PROCESSING_LEVEL or SPACECRAFT_ID`);
  const level2 = level.startsWith('L2');
  const modern = /_[89]$/u.test(craft);
  if (!modern && !level2) throw productUnreadable(path, `${craft} ${level}: level 2 only for Landsat 4 to 7`);
  const table = !modern ? LANDSAT_7_C2_L2 : level2 ? LANDSAT_8_C2_L2 : LANDSAT_8_C2_L1;
  const bands: ProductBand[] = [];
  const file = (suffix: string): string | undefined =>
    files.names.find((n) => n.toUpperCase().endsWith(`_${suffix}.TIF`));
  for (const name of WANTED) {
    const [l2 = '', l1 = ''] = table.bands.find((b) => b.name === name)?.aliases ?? [];
    const found = file(level2 ? l2 : l1);
    if (found === undefined)
      throw productBandMissing(
        path,
        name,
        files.names.filter((n) => /\.tif$/iu.test(n)),
      );
    bands.push({ name, source: files.gdalPath(found) });
  }
  const quality = file('QA_PIXEL');
  if (quality !== undefined) bands.push({ name: 'qa_pixel', source: files.gdalPath(quality) });
  const [azimuth, elevation, cloud] = ['SUN_AZIMUTH', 'SUN_ELEVATION', 'CLOUD_COVER'].map((k) => Number(value(k)));
  const sun =
    Number.isFinite(azimuth) && Number.isFinite(elevation) ? { azimuthDeg: azimuth!, elevationDeg: elevation! } : null;
  const toReflectance = level2 || sun === null ? 1 : 1 / Math.sin((sun.elevationDeg * Math.PI) / 180);
  return {
    file: path,
    date: parseDate(day),
    sensor: table.id,
    source: await stackBands(path, bands),
    scale: table.scale * toReflectance,
    offset: table.offset * toReflectance,
    ...(cloud !== undefined && cloud >= 0 && { cloudRatio: cloud / 100 }),
    ...(sun !== null && { sun }),
  };
}
