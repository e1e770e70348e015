import type { Areal } from '@landscar/core';
import { expandScenes, type IngestOptions, type SceneInput } from '@landscar/ingest';
import { readArea } from '../read-area.js';
import { withoutUndefined } from '../without-undefined.js';
import { focusEmpty } from '../errors.js';
import { focusArea } from './focus-area.js';
import { sitePath, type Site } from './read-site.js';

/** Downloads of a site stay here: a later run does not fetch them again. */
const CACHE_FOLDER = 'imagery-cache';

/** The scenes of each period behind the site's entries; paths absolute. Downloads what a STAC entry names. */
export async function scenesOf(
  site: Site,
  area: Areal | undefined,
  signal?: AbortSignal,
): Promise<Pick<IngestOptions, 'before' | 'after'>> {
  const of = async (period: 'before' | 'after'): Promise<SceneInput[]> => {
    const scenes: SceneInput[] = [];
    for (const { file, period: its, ...entry } of site.config.scenes) {
      if (its !== period) continue;
      const request = { ...withoutUndefined(entry), ...(file !== undefined && { file: sitePath(site, file) }) };
      scenes.push(...(await expandScenes(request, { cacheDir: sitePath(site, CACHE_FOLDER), area, signal })));
    }
    return scenes;
  };
  return { before: await of('before'), after: await of('after') };
}

/** The area of the site in longitude and latitude; without one the whole overlap of the scenes is looked at. */
export async function areaOf(site: Site): Promise<Areal | undefined> {
  const { area } = site.config;
  if (area === undefined) return undefined;
  return typeof area === 'string' ? readArea(sitePath(site, area)) : readArea(sitePath(site, area.file), area.layer);
}

async function someFocus(site: Site): Promise<Areal> {
  const focus = await focusArea(site);
  if (focus === null) throw focusEmpty(site.configFile);
  return focus;
}

/** What ingest is told about a site, but for the folder of the stack. */
export async function ingestOptionsOf(
  site: Site,
  area: Areal | undefined,
  scenes: Pick<IngestOptions, 'before' | 'after'>,
): Promise<Omit<IngestOptions, 'out'>> {
  return {
    ...scenes,
    compare: site.config.compare,
    ...(area !== undefined && { area }),
    ...(site.config.focusOnly && { onlyWithin: await someFocus(site) }),
    ...(site.config.grid && { targetGrid: site.config.grid }),
    ...(site.config.dem !== undefined && { dem: sitePath(site, site.config.dem) }),
    gate: withoutUndefined(site.config.gate),
  };
}
