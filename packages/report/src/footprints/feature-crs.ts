import type { Position } from '@landscar/core';
import { createTransform, isGeographicCrs } from '@landscar/geodata';
import { inBox, readCrsFromCoordinates, zonesThatFit, type CrsReading, type ExpectedArea } from './crs-reading.js';
import type { FileProblems } from './file-problems.js';

/** Which system one feature is in. */
export interface FeatureCrs {
  readonly crs: string;
  /** The file has north before east. */
  readonly swapped: boolean;
  readonly detected: boolean;
}

export interface FileCrs {
  /** One system, several joined by `, `, or null where none was found. */
  readonly crs: string | null;
  readonly reason: string;
  /** By feature number; a feature without geometry or without a system is not in it. */
  readonly of: ReadonlyMap<number, FeatureCrs>;
}

/** A position in the middle of each feature, by its number. */
export type Middles = ReadonlyMap<number, Position>;

/** The system that the file or the user states, checked by where it puts each feature. */
export async function statedCrs(
  crs: string,
  reason: string,
  middles: Middles,
  area: ExpectedArea | null,
  problems: FileProblems,
): Promise<FileCrs> {
  const all = (swapped: boolean): FileCrs => ({
    crs,
    reason,
    of: new Map([...middles.keys()].map((number) => [number, { crs, swapped, detected: false }])),
  });
  if (area === null || middles.size === 0) return all(false);
  const toLonLat = await createTransform(crs, 'EPSG:4326');
  const landing = (p: Position): Position | null => {
    try {
      return toLonLat(p);
    } catch {
      return null;
    }
  };
  const lands = (p: Position): boolean => {
    const q = landing(p);
    return q !== null && inBox(q, area);
  };
  const outside = [...middles].filter(([, p]) => !lands(p));
  if (outside.length === middles.size && outside.every(([, [x, y]]) => lands([y, x]))) {
    problems.add('AXES_SWAPPED', 'warning', null);
    return all(true);
  }
  const whole = outside.length === middles.size;
  // A file that lies wholly elsewhere is told once; otherwise each feature.
  for (const [number, p] of whole ? outside.slice(0, 1) : outside) {
    const fits = (await isGeographicCrs(crs)) ? [] : await zonesThatFit(p, area);
    const q = landing(p);
    const [lon, lat] = q === null ? ['—', '—'] : [q[0].toFixed(4), q[1].toFixed(4)];
    const names = fits.map((c) => `${c.crs} (${c.name})`).join(', ');
    const feature = whole ? null : number;
    const fit = problems.lang === 'zh' ? `按 ${names} 则落在${area.name}` : `as ${names} it would land in ${area.name}`;
    if (fits.length > 0) problems.add('WRONG_ZONE', 'error', feature, { crs, lon, lat, fit });
    else problems.add('OUTSIDE_AREA', 'warning', feature, { lon, lat, area: area.name });
  }
  return all(false);
}

/** The system of each feature by its coordinates: a file may hold both zones of a seam. Nothing is guessed silently. */
export async function detectedCrs(middles: Middles, area: ExpectedArea, problems: FileProblems): Promise<FileCrs> {
  const readings = new Map<number, CrsReading>();
  for (const [number, p] of middles) readings.set(number, await readCrsFromCoordinates([p], area));
  const words = problems.lang === 'zh' ? 0 : 1;
  const groups = new Map<string, { reading: CrsReading; numbers: number[] }>();
  const refused: number[] = [];
  for (const [number, reading] of readings) {
    if (reading.crs === null) {
      refused.push(number);
      continue;
    }
    const key = `${reading.crs}${reading.swapped ? ' swapped' : ''}`;
    const group = groups.get(key) ?? { reading, numbers: [] };
    group.numbers.push(number);
    groups.set(key, group);
  }
  const reasonOf = (number: number | undefined): string => readings.get(number ?? NaN)?.reason[words] ?? '';
  if (groups.size === 0) {
    const reason = reasonOf(refused[0]);
    problems.add('CRS_UNKNOWN', 'error', null, { reason });
    return { crs: null, reason, of: new Map() };
  }
  for (const number of refused) problems.add('CRS_UNKNOWN', 'error', number, { reason: reasonOf(number) });
  const found = [...groups.values()].map((g) => ({ ...g, crs: g.reading.crs ?? '' }));
  const names = [...new Set(found.map((g) => g.crs))].join(', ');
  if (found.length > 1) {
    const counts = found.map((g) => `${g.crs} ×${g.numbers.length}`).join(', ');
    problems.add('MIXED_ZONES', 'warning', null, { counts });
  } else problems.add('CRS_DETECTED', 'warning', null, { crs: names });
  if (found.some((g) => g.reading.swapped)) problems.add('AXES_SWAPPED', 'warning', null);
  return {
    crs: names,
    reason: found.map((g) => g.reading.reason[words]).join(problems.lang === 'zh' ? '；' : '; '),
    of: new Map(
      found.flatMap((g) =>
        g.numbers.map((n): [number, FeatureCrs] => [n, { crs: g.crs, swapped: g.reading.swapped, detected: true }]),
      ),
    ),
  };
}
