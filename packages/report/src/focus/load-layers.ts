import { basename } from 'node:path';
import type { Areal, Geometry } from '@landscar/core';
import { createTransform, readVector } from '@landscar/geodata';
import { layerField, layerGeometry, layerWithoutCrs } from '../errors.js';
import type { County, CountySource, FocusLayer, FocusSource, ZoneLayer, ZoneSource } from './layer-types.js';

interface LonLatFeature {
  readonly number: number;
  readonly geometry: Geometry;
  readonly properties: Readonly<Record<string, string | number | null>>;
}

async function readLonLat(
  file: string,
  layer: string | undefined,
  fields: readonly string[],
): Promise<LonLatFeature[]> {
  const read = await readVector(file, layer === undefined ? {} : { layer });
  if (read.crs === null) throw layerWithoutCrs(file);
  const has = read.fields.map((f) => f.name);
  const missing = fields.find((f) => !has.includes(f));
  if (missing !== undefined) throw layerField(file, missing, has);
  const transform = await createTransform(read.crs, 'EPSG:4326');
  const features = read.features.flatMap(({ number, geometry, properties }) =>
    geometry === null ? [] : [{ number, geometry: transform.geometry(geometry), properties }],
  );
  if (features.length === 0) throw layerGeometry(file, 'no feature with a geometry', 'at least one feature');
  return features;
}

const isAreal = (g: Geometry): g is Areal => g.type === 'Polygon' || g.type === 'MultiPolygon';

const nameOf = (f: LonLatFeature, field: string | undefined, file: string): string => {
  const value = field === undefined ? null : (f.properties[field] ?? null);
  return value === null || value === '' ? `${basename(file)}#${f.number}` : String(value);
};

/** Focus layers, lines, areas or points, in EPSG:4326. REPORT_LAYER_* errors. */
export async function loadFocusLayers(sources: readonly FocusSource[]): Promise<FocusLayer[]> {
  const layers: FocusLayer[] = [];
  for (const s of sources) {
    const features = await readLonLat(s.file, s.layer, s.name === undefined ? [] : [s.name]);
    layers.push({
      kind: s.kind,
      bufferM: s.bufferM,
      minAreaM2: s.minAreaM2 ?? null,
      priority: s.priority ?? 1,
      startChainageM: s.startChainageM ?? 0,
      features: features.map((f) => ({ name: nameOf(f, s.name, s.file), geometryLonLat: f.geometry })),
    });
  }
  return layers;
}

/** Sensitive zones, polygons, in EPSG:4326. */
export async function loadZones(sources: readonly ZoneSource[]): Promise<ZoneLayer[]> {
  const layers: ZoneLayer[] = [];
  for (const s of sources) {
    // `name` is a field where the file has it, else the name of the whole zone.
    const read = await readLonLat(s.file, s.layer, []);
    const isField = s.name !== undefined && read.some((f) => s.name !== undefined && s.name in f.properties);
    const features = read.flatMap((f) =>
      isAreal(f.geometry)
        ? [
            {
              name: isField ? nameOf(f, s.name, s.file) : (s.name ?? nameOf(f, undefined, s.file)),
              geometryLonLat: f.geometry,
            },
          ]
        : [],
    );
    if (features.length === 0)
      throw layerGeometry(s.file, read.map((f) => f.geometry.type)[0] ?? 'nothing', 'polygons');
    layers.push({ kind: s.kind, features });
  }
  return layers;
}

/** Counties with their codes of six digits, in EPSG:4326, in order of the codes. */
export async function loadCounties(source: CountySource): Promise<County[]> {
  const features = await readLonLat(source.file, source.layer, [source.code, source.name]);
  const counties = features.flatMap((f) =>
    isAreal(f.geometry)
      ? [
          {
            code: String(f.properties[source.code] ?? ''),
            name: String(f.properties[source.name] ?? ''),
            geometryLonLat: f.geometry,
          },
        ]
      : [],
  );
  if (counties.length === 0) throw layerGeometry(source.file, features[0]?.geometry.type ?? 'nothing', 'polygons');
  return counties.sort((a, b) => (a.code < b.code ? -1 : 1));
}
