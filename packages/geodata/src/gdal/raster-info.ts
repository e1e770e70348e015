import { access } from 'node:fs/promises';
import type { Dataset } from 'gdal-async';
import type { Grid } from '@landscar/core';
import {
  fileMissing,
  rasterRotated,
  rasterUnreadable,
  rasterWithoutCrs,
  rasterWithoutGeoreference,
} from '../errors.js';
import { crsName } from './crs.js';
import { toDataType, type RasterDataType } from './data-type.js';
import { loadGdal, type Gdal } from './open.js';

export interface RasterInfo {
  readonly path: string;
  readonly driver: string;
  readonly grid: Grid;
  readonly bandCount: number;
  readonly dataType: RasterDataType;
  readonly noData: number | null;
  readonly blockWidth: number;
  readonly blockHeight: number;
  /** Descriptions of the bands, '' where there is none. */
  readonly bandNames: readonly string[];
  readonly overviewCount: number;
  /** The file says that its corner is a pixel centre; GDAL has moved the grid by half a pixel, as the tag demands. */
  readonly pixelIsPoint: boolean;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What a raster is, without reading pixels. Errors: missing, unreadable, no CRS, not georeferenced, rotated. */
export async function rasterInfo(path: string): Promise<RasterInfo> {
  const gdal = await loadGdal();
  const dataset = await openDataset(gdal, path);
  try {
    return describeDataset(gdal, dataset, path);
  } finally {
    dataset.close();
  }
}

/** Opens for reading. A GDAL virtual path (/vsizip/…) is not looked for on the disk. */
export async function openDataset(gdal: Gdal, path: string): Promise<Dataset> {
  if (!path.startsWith('/vsi') && !path.startsWith('<')) {
    await access(path).catch(() => {
      throw fileMissing(path, 'raster');
    });
  }
  try {
    const dataset = await gdal.openAsync(path, 'r');
    if (dataset.bands.count() === 0) throw new Error('it has no pixel bands');
    return dataset;
  } catch (error) {
    throw rasterUnreadable(path, error);
  }
}

export function describeDataset(gdal: Gdal, dataset: Dataset, path: string): RasterInfo {
  const bands = [...Array(dataset.bands.count()).keys()].map((i) => dataset.bands.get(i + 1));
  const first = bands[0];
  if (first === undefined) throw rasterUnreadable(path, 'it has no pixel bands');
  const metadata = (dataset.getMetadata() ?? {}) as Record<string, string>;
  return {
    path,
    driver: dataset.driver.description,
    grid: gridOfDataset(gdal, dataset, path),
    bandCount: bands.length,
    dataType: readableType(path, first.dataType),
    noData: first.noDataValue,
    blockWidth: first.blockSize.x,
    blockHeight: first.blockSize.y,
    bandNames: bands.map((b) => b.description),
    overviewCount: first.overviews.count(),
    pixelIsPoint: metadata['AREA_OR_POINT'] === 'Point',
    metadata,
  };
}

function readableType(path: string, name: string | null): RasterDataType {
  if (name === null || name.startsWith('C')) throw rasterUnreadable(path, `pixel type ${name ?? 'unknown'}`);
  return toDataType(name);
}

function gridOfDataset(gdal: Gdal, dataset: Dataset, path: string): Grid {
  const transform = dataset.geoTransform;
  if (transform === null) throw rasterWithoutGeoreference(path);
  const [originX = 0, pixelWidth = 1, rotX = 0, originY = 0, rotY = 0, stepY = -1] = transform;
  if (rotX !== 0 || rotY !== 0 || stepY >= 0 || pixelWidth <= 0) throw rasterRotated(path, transform);
  if (dataset.srs === null) throw rasterWithoutCrs(path);
  const { x: width, y: height } = dataset.rasterSize;
  return { crs: crsName(gdal, dataset.srs), originX, originY, pixelWidth, pixelHeight: -stepY, width, height };
}
