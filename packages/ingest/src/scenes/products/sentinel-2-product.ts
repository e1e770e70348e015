import { parseDate } from '@landscar/core';
import { productBandMissing, productUnreadable } from '../../errors.js';
import type { SceneInput } from '../../options.js';
import type { Sun } from '../../mask/sun-position.js';
import { SENTINEL_2_L1C, SENTINEL_2_L2A } from '../sensors/sentinel-2.js';
import { stackBands, type ProductBand } from './band-stack.js';
import type { ProductFiles } from './product-files.js';

/** Read from a product; the others (aerosol, cirrus) say nothing of the ground. */
const WANTED = ['blue', 'green', 'red', 'nir', 'swir16', 'swir22'] as const;

/**
 * A Sentinel-2 SAFE product (PSD 14.9): the metadata at its top say level, day, scale and offset (by processing
 * baseline), the granule's say the sun; pixels are JP2 files. Null where the files are none.
 */
export async function readSentinel2(path: string, files: ProductFiles): Promise<SceneInput | null> {
  const top = files.names.find((n) => /(?:^|\/)MTD_MSIL(?:1C|2A)\.xml$/u.test(n));
  if (top === undefined) return null;
  const level2 = top.endsWith('2A.xml');
  const table = level2 ? SENTINEL_2_L2A : SENTINEL_2_L1C;
  const xml = await files.text(top);
  const day = tag(xml, 'PRODUCT_START_TIME')?.slice(0, 10);
  if (day === undefined) throw productUnreadable(path, `${top} has no PRODUCT_START_TIME`);
  const divisor = Number(tag(xml, level2 ? 'BOA_QUANTIFICATION_VALUE' : 'QUANTIFICATION_VALUE') ?? 10_000);
  // One offset a band; they have all been the same since they came (25 January 2022, baseline 04.00).
  const offset = Number(tag(xml, level2 ? 'BOA_ADD_OFFSET' : 'RADIO_ADD_OFFSET') ?? 0);
  const cloud = tag(xml, 'Cloud_Coverage_Assessment');
  const bands: ProductBand[] = [];
  for (const name of WANTED) {
    const file = finest(files.names, table.bands.find((b) => b.name === name)?.aliases[0] ?? name);
    if (file === null)
      throw productBandMissing(
        path,
        name,
        files.names.filter((n) => n.endsWith('.jp2')),
      );
    bands.push({ name, source: files.gdalPath(file) });
  }
  const scl = level2 ? finest(files.names, 'SCL') : null;
  if (scl !== null) bands.push({ name: 'scl', source: files.gdalPath(scl) });
  const sun = await sunOfGranule(files);
  return {
    file: path,
    date: parseDate(day),
    sensor: table.id,
    source: await stackBands(path, bands),
    scale: 1 / divisor,
    offset: offset / divisor,
    ...(cloud !== undefined && { cloudRatio: Number(cloud) / 100 }),
    ...(sun !== null && { sun }),
  };
}

/** `…_B04.jp2` or `…_B04_10m.jp2`, the finest; not the masks of the same name. */
function finest(names: readonly string[], band: string): string | null {
  const pattern = new RegExp(`/IMG_DATA/(?:R\\d+m/)?[^/]*_${band}(?:_(\\d+)m)?\\.(?:jp2|tif)$`, 'u');
  return (
    names
      .flatMap((name) => {
        const match = pattern.exec(name);
        return match === null ? [] : [{ name, sizeM: Number(match[1] ?? 0) }];
      })
      .reduce<{ name: string; sizeM: number } | null>((a, b) => (a === null || b.sizeM < a.sizeM ? b : a), null)
      ?.name ?? null
  );
}

async function sunOfGranule(files: ProductFiles): Promise<Sun | null> {
  const name = files.names.find((n) => n.endsWith('MTD_TL.xml'));
  if (name === undefined) return null;
  const mean = /<Mean_Sun_Angle>([\s\S]*?)<\/Mean_Sun_Angle>/u.exec(await files.text(name))?.[1] ?? '';
  const [zenith, azimuth] = [tag(mean, 'ZENITH_ANGLE'), tag(mean, 'AZIMUTH_ANGLE')];
  if (zenith === undefined || azimuth === undefined) return null;
  return { azimuthDeg: Number(azimuth), elevationDeg: 90 - Number(zenith) };
}

/** The text of the first element of that name. */
const tag = (xml: string, name: string): string | undefined =>
  new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([^<]*)<`, 'u').exec(xml)?.[1]?.trim();
