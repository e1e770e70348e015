import {
  DEFAULT_JUDGE_OPTIONS,
  type CountySource,
  type FocusSource,
  type FootprintSource,
  type JudgeOptions,
  type ZoneSource,
} from '@landscar/report';
import { sitePath, type Site } from './read-site.js';
import { withoutUndefined } from '../without-undefined.js';

/** What the site file says about vectors, in the words of the report package; paths absolute, lengths in m. */
export interface SiteSources {
  readonly footprints: readonly FootprintSource[];
  readonly focus: readonly FocusSource[];
  readonly zones: readonly ZoneSource[];
  readonly counties: CountySource | null;
  /** What differs from the defaults of the judging. */
  readonly judging: Partial<JudgeOptions>;
  /** Elevation, for slopes of 25° and more. */
  readonly dem: string | null;
}

export function siteSources(site: Site): SiteSources {
  const { footprints, focus, zones, counties } = site.config;
  return {
    footprints: footprints.map(({ file, accuracy: accuracyM, rightOfWay: rightOfWayM, fields, ...rest }) => ({
      file: sitePath(site, file),
      fields,
      accuracyM,
      ...withoutUndefined({ ...rest, rightOfWayM }),
    })),
    focus: focus.map(({ kind, file, buffer: bufferM, minArea: minAreaM2, priority, layer, name }) => ({
      kind,
      file: sitePath(site, file),
      bufferM,
      priority,
      ...withoutUndefined({ minAreaM2, layer, name }),
    })),
    zones: zones.map(({ kind, file, name }) => ({ kind, file: sitePath(site, file), ...withoutUndefined({ name }) })),
    judging: judgingOf(site),
    dem: site.config.dem === undefined ? null : sitePath(site, site.config.dem),
    counties: counties === undefined ? null : { ...counties, file: sitePath(site, counties.file) },
  };
}

function judgingOf(site: Site): Partial<JudgeOptions> {
  const { minOutside, sureOutside, minOverlap, relocation, listNear, priority, ...ratios } = site.config.judging;
  return {
    ...withoutUndefined({
      ...ratios,
      minOutsideM2: minOutside,
      sureOutsideM2: sureOutside,
      minOverlapM2: minOverlap,
      relocationM: relocation,
      listNearM: listNear,
    }),
    priority: { ...DEFAULT_JUDGE_OPTIONS.priority, ...withoutUndefined(priority) },
  };
}
