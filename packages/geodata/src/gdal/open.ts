import { isMainThread } from 'node:worker_threads';
import { gdalMissing } from '../errors.js';

export type Gdal = typeof import('gdal-async');

let loading: Promise<Gdal> | undefined;

/** The GDAL binding, loaded at its first use and only in the main thread: it does not register in worker threads. */
export function loadGdal(): Promise<Gdal> {
  loading ??= importGdal();
  return loading;
}

async function importGdal(): Promise<Gdal> {
  if (!isMainThread) throw gdalMissing('asked for in a worker thread, where it does not load');
  try {
    const { default: gdal } = (await import('gdal-async')) as unknown as { default: Gdal };
    // Bounds the block cache: GDAL's default is 5 % of the machine's memory, which is not ours to take.
    gdal.config.set('GDAL_CACHEMAX', '192');
    // Overview tiles that a block of 1024 px fills wholly down to its third halving.
    gdal.config.set('GDAL_TIFF_OVR_BLOCKSIZE', '128');
    // Tolerates a missing NoData tag but not a short strip; PROJ must not look for grids on the network.
    gdal.config.set('PROJ_NETWORK', 'OFF');
    // x then y whatever the authority's axis order: EPSG:4490 and all Gauss-Krüger codes list north first.
    gdal.config.set('OSR_DEFAULT_AXIS_MAPPING_STRATEGY', 'TRADITIONAL_GIS_ORDER');
    return gdal;
  } catch (error) {
    loading = undefined;
    throw gdalMissing(error);
  }
}

/** `GDAL 3.6.2`: what the binding was built against. */
export const gdalVersion = async (): Promise<string> => `GDAL ${(await loadGdal()).version}`;
