import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readDisturbances } from '@landscar/geodata';
import { exportPackage, loadFocusLayers, type MapFeature, type PackageResult } from '@landscar/report';
import { readSite, type Site } from './config/read-site.js';
import { siteSources } from './config/site-sources.js';
import { runMissing } from './errors.js';
import { RUN_FILE, type RunRecord } from './run-record.js';
import { siteFootprints } from './site-footprints.js';
import { withRegister } from './with-register.js';

export interface ExportCall {
  readonly site: string;
  /** Folder of a finished run. */
  readonly run: string;
  readonly register?: string | undefined;
  readonly profile: string;
  readonly lang?: 'zh' | 'en' | undefined;
  readonly gcj02?: boolean | undefined;
  readonly out: string;
}

/** A finished run as a delivery package, with the decisions that the register holds by now. */
export async function exportRun(call: ExportCall): Promise<PackageResult> {
  const site = readSite(call.site);
  const folder = resolve(call.run);
  const file = join(folder, RUN_FILE);
  if (!existsSync(file)) throw runMissing(folder);
  const record = JSON.parse(await readFile(file, 'utf8')) as RunRecord;
  const leads = await withRegister(call.site, call.register ?? record.register, (r) => r.leadsOfRun(record.runId));
  return exportPackage({
    leads,
    disturbances: (await readDisturbances(join(folder, 'detection'))).disturbances,
    footprints: await footprintFeatures(site),
    focus: await focusFeatures(site),
    stackDir: join(folder, 'stack'),
    run: record.info,
    profile: call.profile,
    out: resolve(call.out),
    lang: call.lang ?? site.config.outputs.lang,
    ...(call.gcj02 !== undefined && { gcj02: call.gcj02 }),
  });
}

async function footprintFeatures(site: Site): Promise<MapFeature[]> {
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

async function focusFeatures(site: Site): Promise<MapFeature[]> {
  const layers = await loadFocusLayers(siteSources(site).focus);
  return layers.flatMap(({ kind, features }) =>
    features.map(({ name, geometryLonLat }, i) => ({ geometry: geometryLonLat, id: `${kind}#${i + 1}`, name, kind })),
  );
}
