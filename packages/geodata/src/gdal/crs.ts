import type { SpatialReference } from 'gdal-async';
import { crsUnknown } from '../errors.js';
import { loadGdal, type Gdal } from './open.js';

/** `EPSG:4546` where the definition has that code, else its WKT. */
export function crsName(gdal: Gdal, srs: SpatialReference): string {
  const own = authorityCode(srs);
  if (own !== null) return `EPSG:${own}`;
  const copy = gdal.SpatialReference.fromWKT(srs.toWKT());
  try {
    copy.autoIdentifyEPSG();
  } catch {
    return srs.toWKT();
  }
  const found = authorityCode(copy);
  // A guessed code must mean the same: a local CRS may only look like a known one.
  if (found !== null && gdal.SpatialReference.fromEPSG(Number(found)).isSame(srs)) return `EPSG:${found}`;
  return srs.toWKT();
}

function authorityCode(srs: SpatialReference): string | null {
  const name = srs.getAuthorityName(null) as string | null;
  return name === 'EPSG' ? srs.getAuthorityCode(null) : null;
}

/** The definition behind `EPSG:4546` or WKT; GEODATA_CRS_UNKNOWN where GDAL knows none. */
export function parseCrs(gdal: Gdal, crs: string): SpatialReference {
  try {
    return gdal.SpatialReference.fromUserInput(crs);
  } catch (error) {
    throw crsUnknown(crs, error);
  }
}

/** Whether the CRS counts in degrees. */
export async function isGeographicCrs(crs: string): Promise<boolean> {
  const gdal = await loadGdal();
  return parseCrs(gdal, crs).isGeographic();
}

/** Whether two names mean the same system. */
export async function isSameCrs(a: string, b: string): Promise<boolean> {
  if (a === b) return true;
  const gdal = await loadGdal();
  return parseCrs(gdal, a).isSame(parseCrs(gdal, b));
}
