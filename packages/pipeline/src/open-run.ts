import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Lead } from '@landscar/core';
import { leadsOnStack, loadFocusLayers, type MapFeature } from '@landscar/report';
import { readSite, type Site } from './config/read-site.js';
import { siteSources } from './config/site-sources.js';
import { runMissing } from './errors.js';
import { RUN_FILE, type RunRecord } from './run-record.js';
import { siteFootprints } from './site-footprints.js';
import { withRegister } from './with-register.js';

/** Which run of which site; the register as the run used it where not named. */
export interface RunCall {
  readonly site: string;
  /** Folder of a finished run. */
  readonly run: string;
  readonly register?: string | undefined;
  readonly lang?: 'zh' | 'en' | undefined;
}

/** A finished run with its leads as the register holds them by now. */
export interface OpenedRun {
  readonly site: Site;
  readonly folder: string;
  readonly stackDir: string;
  readonly detectionDir: string;
  readonly record: RunRecord;
  readonly leads: readonly Lead[];
  readonly register: string;
  readonly lang: 'zh' | 'en';
}

/** Opens a finished run. PIPELINE_RUN_MISSING where there is none. */
export async function openRun(call: RunCall): Promise<OpenedRun> {
  const site = readSite(call.site);
  const folder = resolve(call.run);
  const file = join(folder, RUN_FILE);
  if (!existsSync(file)) throw runMissing(folder);
  const record = JSON.parse(await readFile(file, 'utf8')) as RunRecord;
  const register = call.register ?? record.register;
  return {
    site,
    folder,
    stackDir: join(folder, 'stack'),
    detectionDir: join(folder, 'detection'),
    record,
    register,
    leads: await leadsOnStack(
      await withRegister(call.site, register, (r) => r.leadsOfRun(record.runId)),
      record.stack.grid.crs,
    ),
    lang: call.lang ?? site.config.outputs.lang,
  };
}

/** The approved footprints of a site as map features. */
export async function footprintFeatures(site: Site): Promise<MapFeature[]> {
  const { footprints } = await siteFootprints(siteSources(site), site.config.outputs.lang);
  return footprints.footprints.flatMap(({ geometryLonLat, project, kind }) =>
    geometryLonLat === null
      ? []
      : [
          {
            geometry: geometryLonLat,
            id: project.id,
            name: project.name,
            kind,
            approvalNumber: project.approvalNumber,
          },
        ],
  );
}

/** The corridors and sites of a site as map features. */
export async function focusFeatures(site: Site): Promise<MapFeature[]> {
  const layers = await loadFocusLayers(siteSources(site).focus);
  return layers.flatMap(({ kind, features }) =>
    features.map(({ name, geometryLonLat }, i) => ({ geometry: geometryLonLat, id: `${kind}#${i + 1}`, name, kind })),
  );
}
