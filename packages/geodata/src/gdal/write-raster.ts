import { rename, rm } from 'node:fs/promises';
import { gridTransform, type Grid, type Window } from '@landscar/core';
import type { Dataset } from 'gdal-async';
import { writeFailed } from '../errors.js';
import { checkWhole } from './check-whole.js';
import { parseCrs } from './crs.js';
import type { RasterArray, RasterDataType } from './data-type.js';
import { loadGdal, type Gdal } from './open.js';
import { LAST_TILED_FACTOR, overviewFactors, type OverviewKind } from './overview-pyramid.js';
import { OverviewWriter } from './overview-writer.js';
import { WrittenTiles } from './written-tiles.js';

export interface RasterSpec {
  readonly grid: Grid;
  readonly dataType: RasterDataType;
  readonly bandCount: number;
  readonly noData?: number;
  /** One a band; shown by GIS programs. */
  readonly bandNames?: readonly string[];
  /** DEFLATE unless said otherwise. */
  readonly compress?: 'NONE' | 'DEFLATE' | 'ZSTD' | 'LZW';
  /** Tiles of 512 × 512, bands one after the other: the stack's layout. Strips where false. */
  readonly tiled?: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Physical value = digital number * scale + offset. */
  readonly scale?: number;
  readonly offset?: number;
  /**
   * Overviews by halves, made of each block as it is written: blocks then start at multiples of the coarsest of
   * `overviewFactors`. None where left out.
   */
  readonly overviews?: OverviewKind;
  /** `false`: a file that is only needed on the way; it is not forced to the disk. */
  readonly keep?: boolean;
}

export interface WriteOptions extends Omit<RasterSpec, 'bandCount'> {
  readonly bands: readonly RasterArray[];
}

/** A GeoTIFF being written block by block under a temporary name. */
export interface RasterSink {
  write(window: Window, bands: readonly RasterArray[]): Promise<void>;
  /** Flushes and renames: only now the file exists under its name. */
  finish(): Promise<void>;
  /** Drops what was written. */
  abort(): Promise<void>;
}

/** Writes a GeoTIFF whole: temporary name, then rename. */
export async function writeRaster(path: string, options: WriteOptions): Promise<void> {
  const { bands, ...rest } = options;
  const sink = await createRaster(path, { ...rest, bandCount: bands.length });
  try {
    await sink.write({ x: 0, y: 0, width: options.grid.width, height: options.grid.height }, bands);
    await sink.finish();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

/** Starts a GeoTIFF for writing in blocks. Not tiled unless said. */
export async function createRaster(path: string, spec: RasterSpec): Promise<RasterSink> {
  const gdal = await loadGdal();
  const temporary = `${path}.tmp-${process.pid}.tif`;
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw writeFailed(path, error);
    }
  };
  const dataset = await guard(() => createDataset(gdal, temporary, spec));
  let open = true;
  // Compresses the last block while the next one is made.
  let flushing: Promise<void> = Promise.resolve();
  // Tiles of 512 px, see `createDataset`; strips are not checked.
  const overviews =
    spec.overviews === undefined ? null : new OverviewWriter(dataset, spec.grid, spec.overviews, spec.noData);
  const tiles = spec.tiled === true ? new WrittenTiles(spec.grid, 512, spec.noData) : null;
  return {
    write: (window, bands) => {
      tiles?.note(window, bands);
      return guard(async () => {
        await flushing;
        for (const [i, data] of bands.entries()) {
          const band = dataset.bands.get(i + 1);
          await band.pixels.writeAsync(window.x, window.y, window.width, window.height, data);
          await overviews?.add(i, window, data);
        }
        flushing = flushBands(dataset, bands.length);
        // A failure is met at the next write or at the end.
        flushing.catch(() => undefined);
      });
    },
    finish: () =>
      guard(async () => {
        await flushing;
        await overviews?.finish();
        await dataset.flushAsync();
        open = false;
        dataset.close();
        await checkWhole(temporary, spec.keep !== false);
        await tiles?.verify(temporary);
        await rename(temporary, path);
      }),
    abort: async () => {
      await flushing.catch(() => undefined);
      if (open) closeQuietly(dataset);
      open = false;
      await rm(temporary, { force: true });
    },
  };
}

async function createDataset(gdal: Gdal, file: string, spec: RasterSpec): Promise<Dataset> {
  const compress = spec.compress ?? 'DEFLATE';
  const creation = [`COMPRESS=${compress}`, 'BIGTIFF=IF_SAFER', 'INTERLEAVE=BAND', 'NUM_THREADS=ALL_CPUS'];
  if (spec.tiled === true) creation.push('TILED=YES', 'BLOCKXSIZE=512', 'BLOCKYSIZE=512');
  if (compress !== 'NONE') creation.push(`PREDICTOR=${spec.dataType.startsWith('Float') ? 3 : 2}`);
  // Behind the predictor, level 1 makes imagery smaller than level 6 does, in two thirds of the time (docs/ingest-figures.md).
  if (compress === 'DEFLATE') creation.push(`ZLEVEL=${spec.dataType === 'Byte' ? 6 : 1}`);
  // Copying an empty virtual raster is the binding's only way to band descriptions; sparse, so that it costs nothing. The
  // copy stays open: level and threads are forgotten when a file is opened again.
  const template = await gdal.openAsync(templateVrt(gdal, spec), 'r');
  try {
    const dataset = await gdal.translateAsync(file, template, [
      '-of',
      'GTiff',
      ...[...creation, 'SPARSE_OK=TRUE'].flatMap((c) => ['-co', c]),
    ]);
    const factors = spec.overviews === undefined ? [] : overviewFactors(spec.grid);
    if (factors.length > 0) await dataset.buildOverviewsAsync('NONE', factors);
    return dataset;
  } finally {
    template.close();
  }
}

function templateVrt(gdal: Gdal, spec: RasterSpec): string {
  const { grid } = spec;
  const bands = Array.from({ length: spec.bandCount }, (_, i) =>
    [
      `<VRTRasterBand dataType="${spec.dataType}" band="${i + 1}">`,
      spec.bandNames?.[i] === undefined ? '' : `<Description>${escapeXml(spec.bandNames[i])}</Description>`,
      spec.noData === undefined ? '' : `<NoDataValue>${spec.noData}</NoDataValue>`,
      spec.offset === undefined ? '' : `<Offset>${spec.offset}</Offset>`,
      spec.scale === undefined ? '' : `<Scale>${spec.scale}</Scale>`,
      '</VRTRasterBand>',
    ].join(''),
  );
  const metadata = Object.entries(spec.metadata ?? {}).map(
    ([k, v]) => `<MDI key="${escapeXml(k)}">${escapeXml(v)}</MDI>`,
  );
  return [
    `<VRTDataset rasterXSize="${grid.width}" rasterYSize="${grid.height}">`,
    `<SRS dataAxisToSRSAxisMapping="1,2">${escapeXml(parseCrs(gdal, grid.crs).toWKT())}</SRS>`,
    `<GeoTransform>${gridTransform(grid).join(',')}</GeoTransform>`,
    metadata.length > 0 ? `<Metadata>${metadata.join('')}</Metadata>` : '',
    ...bands,
    '</VRTDataset>',
  ].join('');
}

const escapeXml = (text: string): string => text.replace(/[<>&"]/gu, (c) => `&#${c.charCodeAt(0)};`);

/** Sends whole tiles to the disk at once and in order: the cache's own choice would make other bytes every time. */
async function flushBands(dataset: Dataset, count: number): Promise<void> {
  for (let i = 1; i <= count; i++) {
    const band = dataset.bands.get(i);
    await band.flushAsync();
    for (let level = 0; level < band.overviews.count(); level++) {
      if (2 ** (level + 1) <= LAST_TILED_FACTOR) await band.overviews.get(level).flushAsync();
    }
  }
}

function closeQuietly(dataset: Dataset): void {
  try {
    dataset.close();
  } catch {
    // The write that failed is the error worth telling.
  }
}
