import { join } from 'node:path';
import type { Disturbance, Lead } from '@landscar/core';
import { makeFolder, openStack } from '@landscar/geodata';
import type { Lang } from '../messages/phrase.js';
import { cachedSource } from './chips/cached-source.js';
import { leadsGeoJson } from './geojson.js';
import { writeLeadsGeoPackage } from './geopackage.js';
import { ledgerXlsx } from './ledger/ledger.js';
import { leadsPage } from './page/page.js';
import type { RunInfo } from './run-info.js';
import { writeOutput } from './write-output.js';

export interface ExportLeadsInput {
  readonly leads: readonly Lead[];
  readonly disturbances: readonly Disturbance[];
  /** Folder of the stack that the pictures are drawn from. */
  readonly stackDir: string;
  readonly run: RunInfo;
  readonly out: string;
  /** Chinese where not said. */
  readonly lang?: Lang;
}

/** Files that a scan leaves in its folder. */
export const LEAD_FILES = {
  geojson: 'leads.geojson',
  geopackage: 'leads.gpkg',
  ledger: 'leads.xlsx',
  page: 'index.html',
} as const;

/**
 * Writes the outputs of a scan, each whole: GeoJSON, GeoPackage, ledger and page. Equal input gives equal bytes.
 * Returns the paths. Errors: GEODATA_FOLDER_UNWRITABLE, REPORT_OUTPUT_UNWRITABLE, and those of the stack.
 */
export async function exportLeads(input: ExportLeadsInput): Promise<Record<keyof typeof LEAD_FILES, string>> {
  const { leads, disturbances, run, out, lang = 'zh' } = input;
  makeFolder(out);
  const paths = {
    geojson: join(out, LEAD_FILES.geojson),
    geopackage: join(out, LEAD_FILES.geopackage),
    ledger: join(out, LEAD_FILES.ledger),
    page: join(out, LEAD_FILES.page),
  };
  await writeOutput(paths.geojson, leadsGeoJson(leads, run, lang));
  await writeLeadsGeoPackage(paths.geopackage, leads, disturbances, lang);
  await writeOutput(paths.ledger, await ledgerXlsx({ leads, run, lang, pageFile: LEAD_FILES.page }));
  const stack = await openStack(input.stackDir);
  try {
    await writeOutput(paths.page, await leadsPage(leads, cachedSource(stack), run, lang));
  } finally {
    await stack.close();
  }
  return paths;
}
