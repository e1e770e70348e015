import type { Geometry, Position } from '@landscar/core';
import { createTransform, isGeographicCrs, mapPositions, type VectorLayer } from '@landscar/geodata';
import type { ExpectedArea } from './crs-reading.js';
import { gcj02ToWgs84 } from './datum.js';
import { detectedCrs, statedCrs, type FeatureCrs, type FileCrs } from './feature-crs.js';
import type { FileProblems } from './file-problems.js';
import { middleOf } from './make-outline.js';
import type { FootprintSource } from './types.js';

/** What the user states, else what the file states, else what the coordinates show, each with its reason. */
export async function crsOfLayer(
  layer: VectorLayer,
  userCrs: string | undefined,
  area: ExpectedArea | null,
  problems: FileProblems,
): Promise<FileCrs> {
  const { lang } = problems;
  const middles = new Map(
    layer.features.flatMap(({ number, geometry }): [number, Position][] =>
      geometry === null ? [] : [[number, middleOf(geometry)]],
    ),
  );
  const say = (zh: string, en: string): string => (lang === 'zh' ? zh : en);
  const told = say('由用户指定', 'told by the user');
  const { crs: stated } = layer;
  const believable =
    stated === null ||
    middles.size === 0 ||
    !(await isGeographicCrs(stated)) ||
    [...middles.values()].some(likeDegrees);
  if (stated !== null && believable && (userCrs === undefined || userCrs === stated))
    return statedCrs(stated, say('文件自带坐标系', 'stated by the file'), middles, area, problems);
  if (stated !== null && !believable) problems.add('NOT_DEGREES', 'warning', null, { crs: stated });
  if (userCrs !== undefined) {
    if (stated !== null && believable) problems.add('CRS_OVERRIDDEN', 'warning', null, { stated, told: userCrs });
    return statedCrs(userCrs, told, middles, area, problems);
  }
  if (area !== null && middles.size > 0) return detectedCrs(middles, area, problems);
  const reason = say('文件未注明坐标系', 'no CRS in the file');
  if (middles.size > 0) problems.add('CRS_UNKNOWN', 'error', null, { reason });
  return { crs: null, reason, of: new Map() };
}

/** In either order of the axes. A GeoJSON always counts as degrees, whatever it holds. */
const likeDegrees = ([a, b]: Position): boolean => Math.abs(a) <= 180 && Math.abs(b) <= 180;

/** To degrees of WGS-84; GCJ-02 is turned back only where the user says that it is that. */
export async function toWgs84<G extends Geometry>(
  raw: G,
  { crs, swapped }: FeatureCrs,
  datum?: FootprintSource['datum'],
): Promise<G> {
  const toLonLat = await createTransform(crs, 'EPSG:4326');
  const geometry = toLonLat.geometry(swapped ? mapPositions(raw, ([x, y]): Position => [y, x]) : raw);
  return datum === 'gcj02' ? mapPositions(geometry, gcj02ToWgs84) : geometry;
}
