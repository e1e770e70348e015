import type { Dataset } from 'gdal-async';
import { windowGrid, type Grid, type Window } from '@landscar/core';
import { rasterUnreadable, rasterWindow } from '../errors.js';
import { reuseRasterArray, type RasterArray } from './data-type.js';
import { loadGdal } from './open.js';
import { describeDataset, openDataset, type RasterInfo } from './raster-info.js';

export interface ReadOptions {
  /** The whole raster where left out. */
  readonly window?: Window;
  /** Band numbers from 1; all where left out. */
  readonly bands?: readonly number[];
  /** Size of the answer: smaller than the window gives averages (from overviews where the file has them). */
  readonly outWidth?: number;
  readonly outHeight?: number;
  /** What an earlier read gave and nobody needs any more: filled again where it is large enough. */
  readonly into?: readonly RasterArray[];
}

export interface RasterPixels {
  /** Where the pixels lie. */
  readonly grid: Grid;
  /** One array a band, row by row, in the file's data type. */
  readonly bands: RasterArray[];
  readonly info: RasterInfo;
}

/** An open raster. One read at a time; close it. */
export interface RasterSource {
  readonly info: RasterInfo;
  read(options?: ReadOptions): Promise<RasterArray[]>;
  close(): void;
}

/** Pixels of a raster or of a window of it. */
export async function readRaster(path: string, options: ReadOptions = {}): Promise<RasterPixels> {
  const source = await openRaster(path);
  try {
    const bands = await source.read(options);
    return {
      grid: options.window === undefined ? source.info.grid : windowGrid(source.info.grid, options.window),
      bands,
      info: source.info,
    };
  } finally {
    source.close();
  }
}

/** Opens a raster for many reads. */
export async function openRaster(path: string): Promise<RasterSource> {
  const gdal = await loadGdal();
  const dataset = await openDataset(gdal, path);
  try {
    const info = describeDataset(gdal, dataset, path);
    return { info, read: (options = {}) => readBands(dataset, info, options), close: () => dataset.close() };
  } catch (error) {
    dataset.close();
    throw error;
  }
}

async function readBands(dataset: Dataset, info: RasterInfo, options: ReadOptions): Promise<RasterArray[]> {
  const { width, height } = info.grid;
  const window = options.window ?? { x: 0, y: 0, width, height };
  const numbers = options.bands ?? Array.from({ length: info.bandCount }, (_, i) => i + 1);
  checkRequest(info, window, numbers);
  const [outWidth, outHeight] = [options.outWidth ?? window.width, options.outHeight ?? window.height];
  const size = { buffer_width: outWidth, buffer_height: outHeight, resampling: 'Average' };
  const out: RasterArray[] = [];
  for (const [i, number] of numbers.entries()) {
    const data = reuseRasterArray(options.into?.[i], info.dataType, outWidth * outHeight);
    try {
      // Reads on one dataset are serial: two at once would wait on each other's lock anyway.
      await dataset.bands.get(number).pixels.readAsync(window.x, window.y, window.width, window.height, data, size);
    } catch (error) {
      throw rasterUnreadable(`${info.path} band ${number}, x ${window.x} y ${window.y}`, error);
    }
    out.push(data);
  }
  return out;
}

function checkRequest(info: RasterInfo, w: Window, numbers: readonly number[]): void {
  const { width, height } = info.grid;
  const inside =
    w.x >= 0 && w.y >= 0 && w.width > 0 && w.height > 0 && w.x + w.width <= width && w.y + w.height <= height;
  const known = numbers.every((n) => Number.isInteger(n) && n >= 1 && n <= info.bandCount);
  if (inside && known) return;
  throw rasterWindow(
    info.path,
    `window x ${w.x} y ${w.y} ${w.width} × ${w.height}, bands ${numbers.join(',')}`,
    `inside ${width} × ${height}, bands 1..${info.bandCount}`,
  );
}
