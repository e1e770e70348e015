import { basename, join } from 'node:path';
import { parseDate, type BandName } from '@landscar/core';
import { sceneNotFound, stacUnreadable } from '../../errors.js';
import type { SceneInput } from '../../options.js';
import type { ExpandOptions, SceneRequest } from '../expand-scenes.js';
import { stackBands } from '../products/band-stack.js';
import { bandByDescription, SIX_BANDS } from '../sensors/sensors.js';
import { qualityByName } from '../sensors/quality-bands.js';
import { download } from './download.js';
import { isWeb, itemsOfApi, itemsOfFile, resolveHref, type FoundItem, type StacQuery } from './find-items.js';
import { PATIENCE, type HttpPatience } from './http.js';
import { bandOfAsset, bandTexts, numberOf, scaleOfAsset, sensorOfItem, type StacAsset } from './stac-item.js';

export type { StacQuery } from './find-items.js';

/** Scenes of a STAC file, catalogue or search; pixels that are elsewhere are downloaded first. */
export async function expandStac(
  query: StacQuery,
  request: SceneRequest,
  options: ExpandOptions,
): Promise<SceneInput[]> {
  const patience: HttpPatience = { ...PATIENCE, ...withoutUndefined(query.patience ?? {}) };
  const found =
    query.api === undefined
      ? await itemsOfFile(query.file ?? '', patience, options.signal)
      : await itemsOfApi({ ...query, api: query.api }, options.area, patience, options.signal);
  const wanted = found.filter(({ item }) => fits(item.properties, query));
  if (wanted.length === 0) throw sceneNotFound(`${query.api ?? query.file ?? ''} (${found.length} items, none fits)`);
  const scenes: SceneInput[] = [];
  for (const one of wanted) scenes.push(await sceneOf(one, request, options, patience));
  return scenes;
}

function fits(properties: Readonly<Record<string, unknown>>, { from, to, maxCloud }: StacQuery): boolean {
  const [day, cloud] = [dayOf(properties), properties['eo:cloud_cover']];
  if (day !== null && ((from !== undefined && day < from) || (to !== undefined && day > to))) return false;
  return !(typeof cloud === 'number' && maxCloud !== undefined && cloud > 100 * maxCloud);
}

const dayOf = (properties: Readonly<Record<string, unknown>>): string | null => {
  const time = properties['datetime'] ?? properties['start_datetime'];
  return typeof time === 'string' ? time.slice(0, 10) : null;
};

async function sceneOf(
  found: FoundItem,
  request: SceneRequest,
  options: ExpandOptions,
  patience: HttpPatience,
): Promise<SceneInput> {
  const { item } = found;
  const sensor = sensorOfItem(item, request.sensor);
  const fetchAsset = async (asset: StacAsset): Promise<string> => {
    const href = resolveHref(asset.href, found.base);
    if (!isWeb(href)) return href;
    const file = join(options.cacheDir, item.id.replace(/[^\w.-]/gu, '_'), basename(new URL(href).pathname));
    const [checksum, sizeBytes] = [asset['file:checksum'] ?? null, asset['file:size'] ?? null];
    await download({ url: href, file, checksum, sizeBytes }, patience, options.signal);
    return file;
  };
  const day = request.date ?? dayOf(item.properties);
  if (day === null) throw stacUnreadable(`${found.base} item ${item.id}`, 'no datetime');
  const [azimuthDeg, elevationDeg] = [numberOf(item, 'view:sun_azimuth'), numberOf(item, 'view:sun_elevation')];
  const cloud = numberOf(item, 'eo:cloud_cover');
  return {
    date: parseDate(day),
    ...(sensor !== undefined && { sensor }),
    ...(azimuthDeg !== undefined && elevationDeg !== undefined && { sun: { azimuthDeg, elevationDeg } }),
    ...(cloud !== undefined && { cloudRatio: cloud / 100 }),
    ...(await pixelsOf(found, sensor, fetchAsset)),
  };
}

type Pixels = Pick<SceneInput, 'file' | 'files' | 'source' | 'bands' | 'scale' | 'offset'>;

/** One asset with all bands, or one asset a band: the sensor's six, and the quality band. */
async function pixelsOf(
  { item, base }: FoundItem,
  sensor: string | undefined,
  fetchAsset: (asset: StacAsset) => Promise<string>,
): Promise<Pixels> {
  const assets = Object.entries(item.assets);
  for (const [, asset] of assets) {
    const names = bandTexts(asset).map((texts) =>
      texts.map((t) => bandByDescription(undefined, t)).find((n) => n !== null),
    );
    if (names.length < 4 || names.some((n) => n === undefined)) continue;
    return { file: await fetchAsset(asset), bands: names as BandName[], ...scaleOfAsset(item, asset) };
  }
  const byName = new Map<BandName, StacAsset>();
  for (const [key, asset] of assets) {
    const name = bandOfAsset(key, asset, sensor);
    // Coarser copies of a band come after it under longer keys (`red-jp2`, `red_20m`): the first one counts.
    if (name !== null && !byName.has(name)) byName.set(name, asset);
  }
  const chosen = [...byName].filter(([name]) => SIX_BANDS.includes(name) || qualityByName(name) !== undefined);
  const [first] = chosen.filter(([name]) => SIX_BANDS.includes(name));
  if (first === undefined)
    throw stacUnreadable(`${base} item ${item.id}`, `assets ${assets.map(([k]) => k).join(', ')}`);
  const bands = [];
  for (const [name, asset] of chosen) bands.push({ name, source: await fetchAsset(asset) });
  const order = (n: string): number => (SIX_BANDS.includes(n) ? SIX_BANDS.indexOf(n) : 99);
  bands.sort((a, b) => order(a.name) - order(b.name));
  return {
    file: bands[0]?.source ?? '',
    files: bands.map((b) => b.source),
    source: await stackBands(item.id, bands),
    ...scaleOfAsset(item, first[1]),
  };
}

const withoutUndefined = <T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
