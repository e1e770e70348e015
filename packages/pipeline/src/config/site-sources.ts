import type { CountySource, FocusSource, FootprintSource, ZoneSource } from '@landscar/report';
import { sitePath, type Site } from './read-site.js';
import { withoutUndefined } from '../without-undefined.js';

/** What the site file says about vectors, in the words of the report package; paths absolute, lengths in m. */
export interface SiteSources {
  readonly footprints: readonly FootprintSource[];
  readonly focus: readonly FocusSource[];
  readonly zones: readonly ZoneSource[];
  readonly counties: CountySource | null;
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
    dem: site.config.dem === undefined ? null : sitePath(site, site.config.dem),
    counties: counties === undefined ? null : { ...counties, file: sitePath(site, counties.file) },
  };
}
