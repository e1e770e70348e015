import { polygonsOf, type Areal } from '@landscar/core';

/** Well-known text of an outline, as ogr2ogr and QGIS read it in the column WKT. */
export function toWkt(areal: Areal): string {
  const polygons = polygonsOf(areal).map(
    (rings) => `(${rings.map((ring) => `(${ring.map(([x, y]) => `${x} ${y}`).join(', ')})`).join(', ')})`,
  );
  return areal.type === 'Polygon' ? `POLYGON ${polygons[0] ?? 'EMPTY'}` : `MULTIPOLYGON (${polygons.join(', ')})`;
}

/** The outline of a well-known text; null where it is no polygon. Its values are checked by the schema. */
export function fromWkt(text: string): unknown {
  const found = /^\s*(POLYGON|MULTIPOLYGON)\s*(\(.*\))\s*$/isu.exec(text);
  if (found === null) return null;
  const coordinates = (found[2] ?? '')
    .replace(/(-?[\d.]+(?:e[+-]?\d+)?)\s+(-?[\d.]+(?:e[+-]?\d+)?)/giu, '[$1,$2]')
    .replaceAll('(', '[')
    .replaceAll(')', ']');
  try {
    const type = found[1]?.toUpperCase() === 'POLYGON' ? 'Polygon' : 'MultiPolygon';
    return { type, coordinates: JSON.parse(coordinates) as unknown };
  } catch {
    return null;
  }
}
