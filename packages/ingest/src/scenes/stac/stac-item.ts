import type { BandName } from '@landscar/core';
import { bandByDescription, sensorById } from '../sensors/sensors.js';

/** The parts of a STAC item (1.0 and 1.1, with the extensions eo, raster, file, view) that are used. */
export interface StacItem {
  readonly id: string;
  readonly collection?: string;
  readonly bbox?: readonly number[];
  readonly properties: Readonly<Record<string, unknown>>;
  readonly assets: Readonly<Record<string, StacAsset>>;
}

export interface StacAsset {
  readonly href: string;
  readonly type?: string;
  readonly 'eo:bands'?: readonly { readonly name?: string; readonly common_name?: string }[];
  readonly bands?: readonly Readonly<Record<string, unknown>>[];
  readonly 'raster:bands'?: readonly { readonly scale?: number; readonly offset?: number }[];
  readonly 'file:checksum'?: string;
  readonly 'file:size'?: number;
}

export interface StacLink {
  readonly rel: string;
  readonly href: string;
  readonly method?: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly merge?: boolean;
}

const COLLECTION_SENSORS: Readonly<Record<string, string>> = {
  'landsat-c2-l2': 'landsat-8-c2-l2',
  'landsat-c2l2-sr': 'landsat-8-c2-l2',
  'sentinel-2-c1-l2a': 'sentinel-2-l2a',
};

/** A sensor table's name by what was asked for, or by the item's collection; undefined where neither has one. */
export function sensorOfItem(item: StacItem, asked: string | undefined): string | undefined {
  if (asked !== undefined && asked !== 'generic') return asked;
  const name = item.collection ?? '';
  return COLLECTION_SENSORS[name] ?? (sensorById(name) === undefined ? undefined : name);
}

/** The common name of a one-band asset: as it says, else by the sensor's table, else by its key. */
export function bandOfAsset(key: string, asset: StacAsset, sensor: string | undefined): BandName | null {
  const table = sensor === undefined ? undefined : sensorById(sensor);
  const told = bandTexts(asset);
  if (told.length > 1) return null;
  for (const text of [...(told[0] ?? []), key]) {
    const name = bandByDescription(table, text);
    if (name !== null) return name;
  }
  return null;
}

/** Per band of an asset, what may name it. */
export const bandTexts = (asset: StacAsset): string[][] =>
  (asset['eo:bands'] ?? asset.bands ?? []).map((b) =>
    ['common_name', 'eo:common_name', 'name'].flatMap((k) => {
      const value = (b as Record<string, unknown>)[k];
      return typeof value === 'string' ? [value] : [];
    }),
  );

/** Scale and offset to reflectance as an asset says them; a provider that has applied the offset says so in the item. */
export function scaleOfAsset(item: StacItem, asset: StacAsset): { scale?: number; offset?: number } {
  const first = asset['raster:bands']?.[0] ?? {
    scale: asset.bands?.[0]?.['raster:scale'] as number | undefined,
    offset: asset.bands?.[0]?.['raster:offset'] as number | undefined,
  };
  const applied = item.properties['earthsearch:boa_offset_applied'] === true;
  const { scale, offset } = first;
  return {
    ...(typeof scale === 'number' && { scale }),
    ...(applied ? { offset: 0 } : typeof offset === 'number' && { offset }),
  };
}

export const numberOf = (item: StacItem, key: string): number | undefined => {
  const value = item.properties[key];
  return typeof value === 'number' ? value : undefined;
};
