import { extname } from 'node:path';
import type { Position } from '@landscar/core';
import { wgs84ToGcj02 } from '../exports/package/gcj02.js';
import type { FileProblems } from './file-problems.js';
import type { FootprintSource } from './types.js';

/**
 * The datum of a KML. KML is WGS-84 by its standard (OGC 12-007r2, 6.2); 奥维 files (.ovkml) are GCJ-02 as a rule, hundreds
 * of metres off (domain 1.10), and do not say so: there the user must.
 */
export function checkDatum({ file, datum }: FootprintSource, problems: FileProblems): void {
  if (datum !== undefined) return;
  const extension = extname(file).toLowerCase();
  if (extension.startsWith('.ov')) problems.add('DATUM_UNKNOWN', 'error', null);
  else if (/^\.km[lz]$/u.test(extension)) problems.add('DATUM_ASSUMED', 'warning', null);
}

/** GCJ-02 back to WGS-84: the forward shift, turned round by iteration; below a millimetre after five steps. */
export function gcj02ToWgs84(shifted: Position): Position {
  let [lon, lat] = shifted;
  for (let i = 0; i < 5; i++) {
    const [x, y] = wgs84ToGcj02([lon, lat]);
    [lon, lat] = [lon - (x - shifted[0]), lat - (y - shifted[1])];
  }
  return [lon, lat];
}
