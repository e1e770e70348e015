import type { Areal, Position } from '@landscar/core';
import { polygonsOf } from '@landscar/core';
import { parseCrs } from './crs.js';
import { loadGdal } from './open.js';

/** Moves positions, x then y whatever the authority's axis order, from one CRS to another. */
export type Projection = (position: Position) => Position;

/** A projection between two systems. Positions outside of a CRS's domain give NaN. */
export async function openProjection(fromCrs: string, toCrs: string): Promise<Projection> {
  const gdal = await loadGdal();
  const [from, to] = [parseCrs(gdal, fromCrs), parseCrs(gdal, toCrs)];
  const transformation = new gdal.CoordinateTransformation(from, to);
  return ([x, y]) => {
    try {
      // No swapping here: open.ts sets the traditional axis order for every CRS.
      const p = transformation.transformPoint(x, y);
      return [p.x, p.y];
    } catch {
      return [NaN, NaN];
    }
  };
}

/** An areal geometry in another CRS, vertex by vertex. */
export async function projectAreal(areal: Areal, fromCrs: string, toCrs: string): Promise<Areal> {
  const project = await openProjection(fromCrs, toCrs);
  const coordinates = polygonsOf(areal).map((rings) => rings.map((ring) => ring.map(project)));
  return { type: 'MultiPolygon', coordinates };
}
