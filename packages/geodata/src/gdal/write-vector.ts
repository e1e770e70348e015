import { mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { Layer } from 'gdal-async';
import { writeFailed } from '../errors.js';
import { makeFolder } from '../files/make-folder.js';
import { parseCrs } from './crs.js';
import { loadGdal, type Gdal } from './open.js';
import type { VectorField, VectorLayerSpec } from './vector-types.js';
import { encodeWkb } from './wkb.js';

export type VectorDriver = 'GPKG' | 'ESRI Shapefile' | 'GeoJSON' | 'KML';

export interface WriteVectorOptions {
  readonly driver: VectorDriver;
  readonly layers: readonly VectorLayerSpec[];
  /** Shapefile only: `GBK` or `UTF-8` (the default); a .cpg goes beside it. */
  readonly encoding?: 'GBK' | 'UTF-8';
}

// Files carry no date of their making: the same content gives the same bytes.
const FIXED_DATE = '2000-01-01';

/** Writes a vector file whole: under a temporary folder beside it, then renamed. GEODATA_WRITE_FAILED. */
export async function writeVector(path: string, options: WriteVectorOptions): Promise<void> {
  const gdal = await loadGdal();
  makeFolder(dirname(path));
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(dirname(path), '.tmp-vector-'));
    write(gdal, join(folder, basename(path)), options);
    for (const name of (await readdir(folder)).sort()) {
      await sync(join(folder, name));
      await rename(join(folder, name), join(dirname(path), name));
    }
  } catch (error) {
    throw writeFailed(path, error);
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r');
  await handle.sync();
  await handle.close();
}

function write(gdal: Gdal, path: string, { driver, layers, encoding = 'UTF-8' }: WriteVectorOptions): void {
  gdal.config.set('OGR_CURRENT_DATE', `${FIXED_DATE}T00:00:00.000Z`);
  const dataset = gdal.open(path, 'w', driver);
  try {
    for (const spec of layers) {
      const options =
        driver === 'ESRI Shapefile'
          ? [`ENCODING=${encoding}`, `DBF_DATE_LAST_UPDATE=${FIXED_DATE}`]
          : driver === 'GeoJSON'
            ? ['RFC7946=NO', 'COORDINATE_PRECISION=9', 'WRITE_NAME=NO']
            : [];
      const name = driver === 'ESRI Shapefile' ? basename(path, extname(path)) : spec.name;
      const layer = dataset.layers.create(name, parseCrs(gdal, spec.crs), wkbTypeOf(gdal, spec, driver), options);
      fill(gdal, layer, spec);
    }
  } finally {
    dataset.close();
    gdal.config.set('OGR_CURRENT_DATE', null);
  }
}

function fill(gdal: Gdal, layer: Layer, spec: VectorLayerSpec): void {
  for (const field of spec.fields) {
    const definition = new gdal.FieldDefn(field.name, nativeType(gdal, field));
    if (field.width > 0) definition.width = field.width;
    if (field.precision !== undefined) definition.precision = field.precision;
    layer.fields.add(definition);
  }
  const multi = layer.geomType === gdal.wkbMultiPolygon;
  for (const { geometry, properties } of spec.features) {
    const feature = new gdal.Feature(layer);
    for (const [i, field] of spec.fields.entries()) {
      const value = properties[field.name];
      // By number: a shapefile driver cuts long names, and a lookup by name would then miss.
      if (value !== undefined && value !== null) feature.fields.set(i, value);
    }
    if (geometry !== null) {
      const written =
        multi && geometry.type === 'Polygon'
          ? { type: 'MultiPolygon' as const, coordinates: [geometry.coordinates] }
          : geometry;
      feature.setGeometry(gdal.Geometry.fromWKB(encodeWkb(written)));
    }
    layer.features.add(feature);
  }
}

function nativeType(gdal: Gdal, field: VectorField): string {
  if (field.type === 'integer') return gdal.OFTInteger;
  return field.type === 'real' ? gdal.OFTReal : gdal.OFTString;
}

/** One type for the layer; a GeoPackage layer of polygons is always multi, since its type is declared. */
function wkbTypeOf(gdal: Gdal, spec: VectorLayerSpec, driver: VectorDriver): number {
  const types = new Set(spec.features.map((f) => f.geometry?.type).filter((t) => t !== undefined));
  const only = types.size === 0 ? spec.geometryType : types.size === 1 ? [...types][0] : undefined;
  if (types.size === 2 && types.has('Polygon') && types.has('MultiPolygon')) return gdal.wkbMultiPolygon;
  switch (only) {
    case 'Polygon':
      return driver === 'GPKG' ? gdal.wkbMultiPolygon : gdal.wkbPolygon;
    case 'MultiPolygon':
      return gdal.wkbMultiPolygon;
    case 'LineString':
      return gdal.wkbLineString;
    case 'MultiLineString':
      return gdal.wkbMultiLineString;
    case 'Point':
      return gdal.wkbPoint;
    default:
      return gdal.wkbUnknown;
  }
}
