import { gridTransform, type GeoTransform, type Grid } from '@landscar/core';
import type { Dataset } from 'gdal-async';
import { rasterUnreadable, warpFailed } from '../errors.js';
import { parseCrs } from './crs.js';
import { newRasterArray, type RasterArray, type RasterDataType } from './data-type.js';
import { loadGdal, type Gdal } from './open.js';
import { describeDataset, openDataset, type RasterInfo } from './raster-info.js';

export type Resampling = 'near' | 'bilinear' | 'cubic' | 'average' | 'mode';

export interface WarpOptions {
  /** Cubic unless said otherwise: phase correlation and texture suffer under bilinear. */
  readonly resampling?: Resampling;
  /** No data in the source, where the file does not say it. */
  readonly sourceNoData?: number;
  /** Value outside of the source. 0 unless said otherwise. */
  readonly noData?: number;
  readonly dataType?: RasterDataType;
  /**
   * Where the target pixels look: the grid's own place unless given. A transform moved by a fraction of a pixel
   * folds a registration shift into the same resampling.
   */
  readonly transform?: GeoTransform;
}

/** An open source that is resampled onto windows of other grids. Close it. */
export interface WarpSource {
  readonly info: RasterInfo;
  /** One array a band on the grid, row by row. */
  warp(grid: Grid, options?: WarpOptions): Promise<RasterArray[]>;
  close(): void;
}

/** A raster resampled onto a grid, in memory: one array a band, row by row. */
export async function warpToGrid(
  path: string,
  grid: Grid,
  options: WarpOptions & { readonly bands?: readonly number[] } = {},
): Promise<RasterArray[]> {
  const source = await openWarpSource(path, options.bands);
  try {
    return await source.warp(grid, options);
  } finally {
    source.close();
  }
}

/** Opens a raster (or a VRT given as XML) for warping in blocks; band numbers count from 1, all where left out. */
export async function openWarpSource(path: string, bands?: readonly number[]): Promise<WarpSource> {
  const gdal = await loadGdal();
  const file = await openDataset(gdal, path);
  const open = [file];
  const close = (): void =>
    open
      .splice(0)
      .reverse()
      .forEach((dataset) => dataset.close());
  try {
    const info = describeDataset(gdal, file, path);
    let source = file;
    if (bands?.some((n, i) => n !== i + 1) === true || (bands?.length ?? info.bandCount) !== info.bandCount) {
      // gdalwarp has no choice of bands before GDAL 3.7: a virtual raster over the file chooses and orders them.
      source = await gdal.translateAsync('', file, ['-of', 'VRT', ...(bands ?? []).flatMap((n) => ['-b', String(n)])]);
      open.push(source);
    }
    const count = bands?.length ?? info.bandCount;
    return { info, warp: (grid, options = {}) => warpBlock(gdal, source, info, count, grid, options), close };
  } catch (error) {
    close();
    throw error;
  }
}

async function warpBlock(
  gdal: Gdal,
  source: Dataset,
  info: RasterInfo,
  count: number,
  grid: Grid,
  options: WarpOptions,
): Promise<RasterArray[]> {
  const dataType = options.dataType ?? info.dataType;
  const noData = options.noData ?? 0;
  const target = await gdal.openAsync('', 'w', 'MEM', grid.width, grid.height, count, dataType);
  try {
    target.srs = parseCrs(gdal, grid.crs);
    target.geoTransform = [...(options.transform ?? gridTransform(grid))];
    for (let i = 1; i <= count; i++) {
      target.bands.get(i).noDataValue = noData;
      await target.bands.get(i).fillAsync(noData);
    }
    await gdal.warpAsync(null, target, [source], warpArguments(info, options)).catch((error: unknown) => {
      // A block that the source does not touch is not an error: it stays no data.
      if (/failed to compute|no overlap|Cannot (invert|find)/iu.test(String(error))) return;
      throw warpFailed(info.path, error);
    });
    return await readAll(target, info, count, dataType, grid.width * grid.height);
  } finally {
    target.close();
  }
}

function warpArguments(info: RasterInfo, options: WarpOptions): string[] {
  const args = ['-r', options.resampling ?? 'cubic', '-wo', 'NUM_THREADS=1', '-et', '0.05', '-ovr', 'NONE'];
  const sourceNoData = options.sourceNoData ?? info.noData;
  if (sourceNoData !== null) args.push('-srcnodata', String(sourceNoData));
  args.push('-dstnodata', String(options.noData ?? 0));
  return args;
}

async function readAll(
  target: Dataset,
  info: RasterInfo,
  count: number,
  dataType: RasterDataType,
  length: number,
): Promise<RasterArray[]> {
  const { x: width, y: height } = target.rasterSize;
  const out: RasterArray[] = [];
  for (let i = 1; i <= count; i++) {
    const data = newRasterArray(dataType, length);
    try {
      await target.bands.get(i).pixels.readAsync(0, 0, width, height, data);
    } catch (error) {
      throw rasterUnreadable(info.path, error);
    }
    out.push(data);
  }
  return out;
}
