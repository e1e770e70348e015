import { bboxOf, type Position } from '@landscar/core';
import { createTransform } from '@landscar/geodata';
import type { County } from '../focus/layer-types.js';

/** A box in degrees in which the footprints are expected. */
export interface ExpectedArea {
  readonly name: string;
  readonly minLon: number;
  readonly minLat: number;
  readonly maxLon: number;
  readonly maxLat: number;
}

/** 晋城市: 111°55′–113°37′E, 35°11′–36°04′N (domain 1.10), with a tenth of a degree around it. */
export const JINCHENG: ExpectedArea = { name: '晋城市', minLon: 111.8, minLat: 35.08, maxLon: 113.75, maxLat: 36.17 };

const AREA_MARGIN_DEG = 0.1;

/** Where the footprints of these counties are expected; null without counties. */
export function expectedAreaOf(counties: readonly County[], name: string): ExpectedArea | null {
  if (counties.length === 0) return null;
  const boxes = counties.map((c) => bboxOf(c.geometryLonLat));
  return {
    name,
    minLon: Math.min(...boxes.map((b) => b[0])) - AREA_MARGIN_DEG,
    minLat: Math.min(...boxes.map((b) => b[1])) - AREA_MARGIN_DEG,
    maxLon: Math.max(...boxes.map((b) => b[2])) + AREA_MARGIN_DEG,
    maxLat: Math.max(...boxes.map((b) => b[3])) + AREA_MARGIN_DEG,
  };
}

export interface CrsReading {
  /** Null where none or more than one reading is possible. */
  readonly crs: string | null;
  /** The file has north before east. */
  readonly swapped: boolean;
  /** The steps of the reasoning, in Chinese and English. */
  readonly reason: readonly [string, string];
}

interface Candidate {
  readonly crs: string;
  readonly name: string;
}

/**
 * Gauss–Krüger codes of CGCS2000 (EPSG registry): 3° zones 25..45 with prefix 4513.., without 4534..;
 * 6° zones 13..23 with prefix 4491.., without 4502... The false easting is 500 km, with the zone number in front where prefixed.
 */
const threeDegree = (zone: number, prefixed: boolean): Candidate => ({
  crs: `EPSG:${(prefixed ? 4513 : 4534) + zone - 25}`,
  name: `CGCS2000 3° ${prefixed ? `zone ${zone}` : `CM ${3 * zone}°E`}`,
});
const sixDegree = (zone: number, prefixed: boolean): Candidate => ({
  crs: `EPSG:${(prefixed ? 4491 : 4502) + zone - 13}`,
  name: `CGCS2000 6° ${prefixed ? `zone ${zone}` : `CM ${6 * zone - 3}°E`}`,
});

/** Which system coordinates are in, judged by their size and by where they would land. Nothing is guessed silently. */
export async function readCrsFromCoordinates(positions: readonly Position[], area: ExpectedArea): Promise<CrsReading> {
  const [a, b] = positions[Math.floor(positions.length / 2)] ?? [NaN, NaN];
  const spot = `x=${round(a)}, y=${round(b)}`;
  if (Math.abs(a) <= 180 && Math.abs(b) <= 90 && inBox([a, b], area))
    return settle(
      'EPSG:4490',
      false,
      `${spot} 在经纬度范围内且落在${area.name}`,
      `${spot} are degrees and land in ${area.name}`,
    );
  if (Math.abs(a) <= 90 && Math.abs(b) <= 180 && inBox([b, a], area))
    return settle(
      'EPSG:4490',
      true,
      `${spot} 为纬度在前的经纬度，对调后落在${area.name}`,
      `${spot} are degrees, latitude first; turned round they land in ${area.name}`,
    );
  if (Math.abs(a) <= 180 && Math.abs(b) <= 180)
    return refuse(
      `${spot} 像经纬度，但不落在${area.name}`,
      `${spot} look like degrees but do not land in ${area.name}`,
    );
  // A northing in China is 1.9 to 6.0 million metres; the other number is the easting.
  const isNorthing = (v: number): boolean => v > 1_900_000 && v < 6_000_000;
  const swapped = isNorthing(a) && !isNorthing(b);
  if (!swapped && !isNorthing(b))
    return refuse(`${spot} 不是高斯—克吕格坐标`, `${spot} are no Gauss–Krüger coordinates`);
  const point: Position = swapped ? [b, a] : [a, b];
  const fits = await fitting(candidatesFor(point[0], area), point, area);
  const turned: readonly [string, string] = swapped
    ? ['；北坐标在前，已对调', '; north first, turned round']
    : ['', ''];
  const [first, ...others] = fits;
  if (first === undefined) {
    return refuse(
      `${spot}：没有一个三度带或六度带使其落在${area.name}`,
      `${spot}: no 3° or 6° zone puts them in ${area.name}`,
    );
  }
  // The 6° zone with the same central meridian is the same plane: one reading, two names.
  const distinct = others.filter((c) => !samePlane(first, c));
  if (distinct.length > 0) {
    const names = [first, ...distinct].map((c) => `${c.crs} (${c.name})`).join(', ');
    return refuse(`${spot} 有多种读法：${names}`, `${spot} can be read as ${names}`);
  }
  const easting = Math.trunc(point[0] / 1e6);
  const prefix =
    easting > 0
      ? [`东坐标前两位 ${easting} 为带号`, `the easting begins with zone ${easting}`]
      : ['东坐标无带号', 'the easting has no zone number'];
  return settle(
    first.crs,
    swapped,
    `${spot}：${prefix[0] ?? ''}，按 ${first.name} 落在${area.name}，其他带落在辖区之外${turned[0]}`,
    `${spot}: ${prefix[1] ?? ''}; as ${first.name} they land in ${area.name}, in other zones outside${turned[1]}`,
  );
}

/** The systems in which the position would land in the area: for naming the right zone beside a wrong one. */
export async function zonesThatFit(position: Position, area: ExpectedArea): Promise<Candidate[]> {
  const fits = await fitting(candidatesFor(position[0], area), position, area);
  return fits.filter((c, i) => !fits.slice(0, i).some((earlier) => samePlane(earlier, c)));
}

function candidatesFor(easting: number, area: ExpectedArea): Candidate[] {
  const zone = Math.trunc(easting / 1e6);
  if (zone >= 25 && zone <= 45) return [threeDegree(zone, true)];
  if (zone >= 13 && zone <= 23) return [sixDegree(zone, true)];
  if (easting < 50_000 || easting > 950_000) return [];
  // Without a prefix the easting is within 450 km of the meridian: 5° here. Farther zones cannot land in the area.
  const reachable = (meridian: number): boolean => meridian >= area.minLon - 5.5 && meridian <= area.maxLon + 5.5;
  const three = Array.from({ length: 21 }, (_, i) => 25 + i).filter((zone) => reachable(3 * zone));
  const six = Array.from({ length: 11 }, (_, i) => 13 + i).filter((zone) => reachable(6 * zone - 3));
  return [...three.map((zone) => threeDegree(zone, false)), ...six.map((zone) => sixDegree(zone, false))];
}

const samePlane = (a: Candidate, b: Candidate): boolean =>
  /CM (\d+)/u.exec(a.name)?.[1] === /CM (\d+)/u.exec(b.name)?.[1];

async function fitting(candidates: readonly Candidate[], position: Position, area: ExpectedArea): Promise<Candidate[]> {
  const fits: Candidate[] = [];
  for (const candidate of candidates) {
    const toLonLat = await createTransform(candidate.crs, 'EPSG:4326');
    try {
      if (inBox(toLonLat(position), area)) fits.push(candidate);
    } catch {
      // No image in this zone: it does not fit.
    }
  }
  return fits;
}

export const inBox = ([lon, lat]: Position, area: ExpectedArea): boolean =>
  lon >= area.minLon && lon <= area.maxLon && lat >= area.minLat && lat <= area.maxLat;

const settle = (crs: string, swapped: boolean, zh: string, en: string): CrsReading => ({
  crs,
  swapped,
  reason: [zh, en],
});
const refuse = (zh: string, en: string): CrsReading => ({ crs: null, swapped: false, reason: [zh, en] });
const round = (v: number): number => Number(v.toPrecision(9));
