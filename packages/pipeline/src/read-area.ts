import { polygonsOf, type Areal, type PolygonRings } from '@landscar/core';
import { createTransform, readVector, unionAreal } from '@landscar/geodata';
import { areaWithoutPolygons } from './errors.js';

/** All polygons of a vector file as one, in longitude and latitude. */
export async function readArea(file: string, layer?: string): Promise<Areal> {
  const vector = await readVector(file, layer === undefined ? {} : { layer });
  const polygons: PolygonRings[] = vector.features.flatMap(({ geometry }) =>
    geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon' ? polygonsOf(geometry) : [],
  );
  const union = await unionAreal(polygons.map((coordinates) => ({ type: 'Polygon', coordinates })));
  if (union === null) throw areaWithoutPolygons(file, `${vector.features.length} features, no polygon`);
  if (vector.crs === null) throw areaWithoutPolygons(file, 'no CRS');
  return (await createTransform(vector.crs, 'EPSG:4326')).geometry(union);
}
