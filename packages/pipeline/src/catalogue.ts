import { LandscarError } from '@landscar/core';
import { catalogueScene, type CatalogueScene } from '@landscar/ingest';
import { loadFocusLayers } from '@landscar/report';
import { areaOf, scenesOf } from './config/ingest-options.js';
import { readSite } from './config/read-site.js';
import { siteSources } from './config/site-sources.js';
import { corridorsOf, type PlanMap } from './plan/plan-picture.js';

/** A scene that cannot be used, with the reason. */
export interface RefusedScene {
  readonly file: string;
  readonly period: 'before' | 'after';
  readonly error: LandscarError;
}

export interface Catalogue {
  readonly site: string;
  readonly demo: boolean;
  /** By period, then date. */
  readonly scenes: readonly (Omit<CatalogueScene, 'footprint'> & { readonly period: 'before' | 'after' })[];
  readonly refused: readonly RefusedScene[];
  readonly map: Omit<PlanMap, 'labels' | 'title' | 'lang'>;
}

/** What imagery a site has: every scene behind its `scenes:`, opened and counted; one that is broken hides no other. */
export async function catalogue(path: string, signal?: AbortSignal): Promise<Catalogue> {
  const site = readSite(path);
  const area = await areaOf(site);
  const inputs = await scenesOf(site, area, signal);
  const scenes: (CatalogueScene & { period: 'before' | 'after' })[] = [];
  const refused: RefusedScene[] = [];
  for (const period of ['before', 'after'] as const) {
    for (const input of inputs[period]) {
      try {
        scenes.push({ ...(await catalogueScene(input, area)), period });
      } catch (error) {
        if (!(error instanceof LandscarError)) throw error;
        refused.push({ file: input.file, period, error });
      }
    }
  }
  return {
    site: site.config.name,
    demo: site.config.demo,
    scenes: scenes.map(({ footprint: _, ...listed }) => listed),
    refused,
    map: {
      scenes,
      area,
      corridors: corridorsOf(await loadFocusLayers(siteSources(site).focus)),
      projects: [],
    },
  };
}
