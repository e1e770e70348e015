import type { LandscarError } from '@landscar/core';
import { footprintCrs, footprintEmpty, footprintKind, footprintRing, footprintsInvalid } from '../errors.js';
import { defaultReadContext, readFootprintFile, type FileReading, type ReadContext } from './read-footprint-file.js';
import type { FootprintProblem, FootprintSet, FootprintSource } from './types.js';

/**
 * All footprints of a site, in EPSG:4326. Small defects are repaired and reported in `problems`; every error of
 * every file is collected into one REPORT_FOOTPRINTS before failing. Without `area`, a CRS that is not stated is refused.
 */
export async function loadFootprints(
  sources: readonly FootprintSource[],
  context: Partial<ReadContext> = {},
): Promise<FootprintSet> {
  const full: ReadContext = { ...defaultReadContext, area: null, ...context };
  const readings: FileReading[] = [];
  for (const source of sources) readings.push(await readFootprintFile(source, full));
  const problems = readings.flatMap((r) => r.problems);
  const errors = problems.filter((p) => p.severity === 'error').map(asError);
  if (errors.length > 0) throw footprintsInvalid(errors);
  return { footprints: readings.flatMap((r) => r.footprints), problems };
}

function asError(problem: FootprintProblem): LandscarError {
  const where = problem.feature === null ? problem.file : `${problem.file} #${problem.feature}`;
  switch (problem.code) {
    case 'EMPTY_FILE':
      return footprintEmpty(problem.file);
    case 'DATUM_UNKNOWN':
    case 'CRS_UNKNOWN':
    case 'WRONG_ZONE':
      return footprintCrs(problem.file, problem.message);
    case 'NOT_POLYGON':
    case 'NO_GEOMETRY':
      return footprintKind(where, problem.message, 'polygons, or lines with `kind: line`');
    default:
      return footprintRing(where, problem.message);
  }
}
