import type { Areal } from '@landscar/core';
import type { IngestOptions } from '@landscar/ingest';
import { readArea } from '../read-area.js';
import { sceneDate } from '../scene-date.js';
import { withoutUndefined } from '../without-undefined.js';
import { sitePath, type Site } from './read-site.js';

/** The scenes of each period, as the site file lists them; paths absolute. */
export function scenesOf(site: Site): Pick<IngestOptions, 'before' | 'after'> {
  const of = (period: 'before' | 'after') =>
    site.config.scenes
      .filter((scene) => scene.period === period)
      .map(({ file, date, sensor, bands }) => ({
        file: sitePath(site, file),
        date: sceneDate(file, date),
        sensor,
        ...(bands !== undefined && { bands }),
      }));
  return { before: of('before'), after: of('after') };
}

/** The area of the site in longitude and latitude; without one the whole overlap of the scenes is looked at. */
export async function areaOf(site: Site): Promise<Areal | undefined> {
  const { area } = site.config;
  if (area === undefined) return undefined;
  return typeof area === 'string' ? readArea(sitePath(site, area)) : readArea(sitePath(site, area.file), area.layer);
}

/** What ingest is told about a site, but for the folder of the stack. */
export const ingestOptionsOf = (site: Site, area: Areal | undefined): Omit<IngestOptions, 'out'> => ({
  ...scenesOf(site),
  ...(area !== undefined && { area }),
  ...(site.config.grid && { targetGrid: site.config.grid }),
  ...(site.config.dem !== undefined && { dem: sitePath(site, site.config.dem) }),
  gate: withoutUndefined(site.config.gate),
});
