import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LandscarError, parseDate, type Areal, type IsoDate } from '@landscar/core';
import { sceneDateMissing, sceneNotFound } from '../errors.js';
import type { SceneInput } from '../options.js';
import { glob, isPattern } from './products/glob.js';
import { readLandsat } from './products/landsat-product.js';
import { openProductFiles } from './products/product-files.js';
import { readSentinel2 } from './products/sentinel-2-product.js';
import { expandStac, type StacQuery } from './stac/expand-stac.js';

/** What `scenes:` names: a raster, a product, a folder of them, a glob, a STAC file, or a query to a STAC API. */
export interface SceneRequest extends Omit<SceneInput, 'date' | 'file' | 'source' | 'sun' | 'cloudRatio'> {
  readonly file?: string | undefined;
  readonly stac?: StacQuery | undefined;
  /** Where the product and the file name do not say it. */
  readonly date?: IsoDate | undefined;
}

export interface ExpandOptions {
  /** Downloads are kept here, by name and checksum. */
  readonly cacheDir: string;
  /** Longitude and latitude: a STAC API is asked for scenes that touch it. */
  readonly area?: Areal | undefined;
  readonly signal?: AbortSignal | undefined;
}

const RASTERS = /\.(?:tiff?|jp2|img|vrt|dat)$/iu;

/** Every scene behind a request, by date then name. Fails where there is none. */
export async function expandScenes(request: SceneRequest, options: ExpandOptions): Promise<SceneInput[]> {
  const { stac, file } = request;
  if (stac !== undefined) return sorted(await expandStac(stac, request, options));
  if (file === undefined) throw sceneNotFound('an entry of `scenes:` without `file:` and `stac:`');
  const paths = isPattern(file) && !(await exists(file)) ? await glob(file) : [file];
  const found = (await Promise.all(paths.map((path) => expandPath(path, request, options)))).flat();
  if (found.length === 0) throw sceneNotFound(file);
  return sorted(found);
}

const sorted = (scenes: SceneInput[]): SceneInput[] =>
  scenes.sort((a, b) => (a.date === b.date ? (a.file < b.file ? -1 : 1) : a.date < b.date ? -1 : 1));

async function expandPath(path: string, request: SceneRequest, options: ExpandOptions): Promise<SceneInput[]> {
  if (/\.(?:geo)?json$/iu.test(path)) return expandStac({ file: path }, request, options);
  if (/(?:_MTL\.txt|\/MTD_MSIL..\.xml)$/iu.test(path)) return expandPath(dirname(path), request, options);
  const isFolder = await stat(path).then(
    (s) => s.isDirectory(),
    () => false,
  );
  if (isFolder || path.toLowerCase().endsWith('.zip')) {
    const product = await readProduct(path, request);
    if (product !== null) return [product];
    return isFolder ? expandFolder(path, request, options) : [];
  }
  return [rasterInput(path, request)];
}

async function readProduct(path: string, request: SceneRequest): Promise<SceneInput | null> {
  const files = await openProductFiles(path);
  // A folder of several products is no product.
  const heads = files.names.filter((n) => /(?:_MTL\.txt|MTD_MSIL..\.xml)$/u.test(n));
  if (heads.length !== 1 || (heads[0]?.split('/').length ?? 0) > (path.toLowerCase().endsWith('.zip') ? 2 : 1))
    return null;
  const product = (await readSentinel2(path, files)) ?? (await readLandsat(path, files));
  return product === null ? null : { ...product, ...(request.date !== undefined && { date: request.date }) };
}

/** Rasters and products directly in a folder. */
async function expandFolder(path: string, request: SceneRequest, options: ExpandOptions): Promise<SceneInput[]> {
  const entries = (await readdir(path, { withFileTypes: true })).filter((e) => !e.name.startsWith('.'));
  const scenes: SceneInput[] = [];
  for (const entry of entries) {
    const inside = join(path, entry.name);
    if (entry.isDirectory() || entry.name.toLowerCase().endsWith('.zip')) {
      const product = await readProduct(inside, request);
      if (product !== null) scenes.push(product);
    } else if (RASTERS.test(entry.name)) scenes.push(...(await expandPath(inside, request, options)));
  }
  return scenes;
}

function rasterInput(file: string, { date, sensor, bands, scale, offset }: SceneRequest): SceneInput {
  return {
    file,
    date: date ?? dateInName(file),
    ...(sensor !== undefined && { sensor }),
    ...(bands !== undefined && { bands }),
    ...(scale !== undefined && { scale }),
    ...(offset !== undefined && { offset }),
  };
}

/** The first eight digits of the name that are a day. */
function dateInName(file: string): IsoDate {
  for (const [digits] of basename(file).matchAll(/(?<!\d)(?:19|20)\d{6}(?!\d)/gu)) {
    try {
      return parseDate(digits);
    } catch (error) {
      if (!(error instanceof LandscarError)) throw error;
    }
  }
  throw sceneDateMissing(file);
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
