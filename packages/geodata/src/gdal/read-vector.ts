import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Dataset, Layer } from 'gdal-async';
import { LandscarError } from '@landscar/core';
import { fileMissing, vectorLayerChoice, vectorUnreadable } from '../errors.js';
import { crsName } from './crs.js';
import { loadGdal, type Gdal } from './open.js';
import { dbfStrings, guessEncoding, type EncodingGuess } from './text-encoding.js';
import type { FieldValue, VectorFeature, VectorField, VectorLayer } from './vector-types.js';
import { assembleGeometry, decodeWkb } from './wkb.js';

export interface ReadVectorOptions {
  readonly layer?: string;
  /** Overrides what the bytes and the .cpg say. */
  readonly encoding?: string;
}

/** The one layer of a file, or the one named. KML folders count as one layer together. GEODATA_VECTOR_* errors. */
export async function readVector(path: string, options: ReadVectorOptions = {}): Promise<VectorLayer> {
  const layers = await readVectorLayers(path, options);
  const named = options.layer === undefined ? layers : layers.filter((l) => l.name === options.layer);
  const filled = named.length > 1 ? named.filter((l) => l.features.length > 0) : named;
  const names = layers.map((l) => l.name);
  const [first, second] = filled.length === 0 ? named : filled;
  if (first === undefined) throw vectorLayerChoice(path, options.layer ?? 'no layer', names);
  if (second === undefined) return first;
  if (!/\.km[lz]$|\.ovkml$/iu.test(path)) throw vectorLayerChoice(path, `${filled.length} layers, none named`, names);
  return { ...first, features: filled.flatMap((l) => l.features).map((f, i) => ({ ...f, number: i + 1 })) };
}

/** All layers of a vector file. */
export async function readVectorLayers(path: string, options: ReadVectorOptions = {}): Promise<VectorLayer[]> {
  if (!existsSync(path)) throw fileMissing(path, 'vector');
  const gdal = await loadGdal();
  const guess = await encodingOf(path, options.encoding);
  // The driver reads this setting once, at opening; nothing else can run between: all of it is synchronous.
  gdal.config.set('SHAPE_ENCODING', ['GBK', 'GB18030', 'UTF-8'].includes(guess.encoding) ? guess.encoding : null);
  let dataset: Dataset | undefined;
  try {
    dataset = gdal.open(await openable(path, guess));
    const source = dataset;
    return Array.from({ length: source.layers.count() }, (_, i) => readLayer(gdal, source.layers.get(i), path, guess));
  } catch (error) {
    if (error instanceof LandscarError) throw error;
    throw vectorUnreadable(path, error);
  } finally {
    dataset?.close();
    gdal.config.set('SHAPE_ENCODING', null);
  }
}

/** GDAL takes JSON as UTF-8 only: a GBK file goes in as a recoded buffer. */
async function openable(path: string, guess: EncodingGuess): Promise<string | Buffer> {
  if (!/json$/iu.test(extname(path)) || guess.encoding === 'UTF-8' || guess.encoding === 'ASCII') return path;
  return Buffer.from(new TextDecoder('gb18030').decode(await readFile(path)));
}

async function encodingOf(path: string, told: string | undefined): Promise<EncodingGuess> {
  if (told !== undefined) return { encoding: told as EncodingGuess['encoding'], reason: 'told by the user' };
  const extension = extname(path).toLowerCase();
  if (extension === '.shp') {
    const table = sibling(path, 'dbf');
    if (table === null) return { encoding: 'ASCII', reason: 'no .dbf beside the .shp' };
    const codePage = sibling(path, 'cpg');
    return guessEncoding(
      dbfStrings(await readFile(table)),
      codePage === null ? null : (await readFile(codePage, 'latin1')).trim(),
    );
  }
  if (/json$/u.test(extension)) return guessEncoding([await readFile(path)], null);
  return { encoding: 'UTF-8', reason: `${extension} files are UTF-8 by their standard` };
}

/** The file of the same name with another extension in either case, or null. */
export function sibling(path: string, extension: string): string | null {
  const stem = path.slice(0, path.length - extname(path).length);
  return [`${stem}.${extension}`, `${stem}.${extension.toUpperCase()}`].find((p) => existsSync(p)) ?? null;
}

function readLayer(gdal: Gdal, layer: Layer, path: string, guess: EncodingGuess): VectorLayer {
  const fields = layer.fields.map((f): VectorField => ({
    name: f.name,
    type: fieldType(f.type),
    width: f.width,
    precision: f.precision,
  }));
  const left: Record<string, number> = {};
  const features: VectorFeature[] = [];
  // Not the iterator: it skips a feature whose geometry cannot be built instead of telling.
  for (
    let feature = layer.features.first() as ReturnType<typeof layer.features.first> | null;
    feature !== null;
    feature = layer.features.next()
  ) {
    const raw = feature.getGeometry();
    const { geometry, dropped } =
      raw === null ? { geometry: null, dropped: 0 } : assembleGeometry(decodeWkb(raw.toWKB()));
    if (raw === null) left['noGeometry'] = (left['noGeometry'] ?? 0) + 1;
    if (dropped > 0) left['partsOfOtherDimension'] = (left['partsOfOtherDimension'] ?? 0) + dropped;
    features.push({
      number: features.length + 1,
      geometry,
      properties: properties(feature.fields.toObject() as Record<string, unknown>),
    });
  }
  return {
    path,
    name: /json$/iu.test(path) ? basename(path, extname(path)) : layer.name,
    crs: statedCrs(gdal, layer, path),
    encoding: guess.encoding,
    encodingReason: guess.reason,
    fields,
    features,
    left,
  };
}

function statedCrs(gdal: Gdal, layer: Layer, path: string): string | null {
  const srs = layer.srs;
  if (srs === null) return null;
  // GDAL takes a shapefile without .prj as having none, which is right; GeoJSON is EPSG:4326 by RFC 7946.
  if (/\.shp$/iu.test(path) && sibling(path, 'prj') === null) return null;
  return crsName(gdal, srs);
}

function fieldType(type: string): VectorField['type'] {
  if (/^integer/iu.test(type)) return 'integer';
  if (/^real/iu.test(type)) return 'real';
  if (/^string/iu.test(type)) return 'string';
  return /^date/iu.test(type) ? 'date' : 'other';
}

function properties(raw: Record<string, unknown>): Record<string, FieldValue> {
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): FieldValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'object' && 'year' in value && 'month' in value && 'day' in value) {
    const pad = (n: unknown): string => String(n).padStart(2, '0');
    return `${String(value.year)}-${pad(value.month)}-${pad(value.day)}`;
  }
  return JSON.stringify(value);
}
