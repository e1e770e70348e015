import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { bboxOf, collectGarbage, geodesicAreaM2, type Disturbance, type Geometry, type Lead } from '@landscar/core';
import { makeFolder, openStack, writeVector, type FieldValue, type VectorLayerSpec } from '@landscar/geodata';
import { say } from '../../messages/catalogue.js';
import type { Lang } from '../../messages/phrase.js';
import type { ChipSource } from '../chips/chip-source.js';
import { cachedSource } from '../chips/cached-source.js';
import { outputUnwritable, profileUnknown } from '../errors.js';
import { leadsGeoJson } from '../geojson.js';
import { disturbancesLayer, leadsLayer } from '../geopackage.js';
import { ledgerXlsx } from '../ledger/ledger.js';
import { rounded } from '../lead-properties.js';
import { leadsPage } from '../page/page.js';
import type { HumanDecision } from '../profiles/profile.js';
import { EXPORT_PROFILES } from '../profiles/profiles.js';
import { isNonCommercial, type RunInfo } from '../run-info.js';
import { writeOutput } from '../write-output.js';
import { writeZip } from '../zip.js';
import { embedStyles } from './embed-styles.js';
import { leadsKml } from './kml.js';
import { qgisProject } from './qgis-project.js';
import type { PackageLayer } from './qml-style.js';
import { writeShapefiles, type TextLosses } from './shapefiles.js';
import { unobservedAreas } from './unobserved-areas.js';
import {
  folderFiles,
  folderPaths,
  MANIFEST_FILE,
  MANIFEST_HASH_FILE,
  sha256,
  type PackageManifestFile,
} from './verify-package.js';

/** A footprint or a focus line in EPSG:4326. */
export interface MapFeature {
  readonly geometry: Geometry;
  readonly id: string;
  readonly name: string;
  /** Focus: its kind; footprint: 防治责任范围 or schematic. */
  readonly kind: string;
  readonly approvalNumber?: string | null;
}

export interface ExportPackageInput {
  readonly leads: readonly Lead[];
  readonly disturbances: readonly Disturbance[];
  readonly footprints?: readonly MapFeature[];
  readonly focus?: readonly MapFeature[];
  readonly decisions?: readonly HumanDecision[];
  readonly stackDir: string;
  readonly run: RunInfo;
  /** Name of a profile: rdtb, stbcjg, field2018. */
  readonly profile: string;
  /** A folder that is not there yet, or a file that ends in .zip. */
  readonly out: string;
  readonly lang?: Lang;
  /** The extra KML in the shifted datum of phone maps; never the master. */
  readonly gcj02?: boolean;
}

export interface PackageResult {
  readonly out: string;
  readonly files: number;
  readonly losses: Readonly<Record<'GBK' | 'UTF-8', TextLosses>>;
}

/**
 * Writes the delivery package whole. Equal input gives equal bytes.
 * REPORT_PROFILE_UNKNOWN, REPORT_OUTPUT_UNWRITABLE, and the errors of the stack.
 */
export async function exportPackage(input: ExportPackageInput): Promise<PackageResult> {
  const { leads, run, out, lang = 'zh' } = input;
  const profile = EXPORT_PROFILES[input.profile];
  if (profile === undefined) throw profileUnknown(input.profile, Object.keys(EXPORT_PROFILES));
  const decisions = new Map((input.decisions ?? []).map((d) => [d.leadId, d]));
  const dir = await temporaryFolder(out);
  const stack = await openStack(input.stackDir).catch(async (error: unknown) => {
    await rm(dir, { recursive: true, force: true });
    throw error;
  });
  try {
    await writeMaps(dir, input, stack, lang);
    collectGarbage();
    const losses = {
      GBK: await writeShapefiles(join(dir, 'shp-gbk'), leads, profile, 'GBK', decisions),
      'UTF-8': await writeShapefiles(join(dir, 'shp-utf8'), leads, profile, 'UTF-8', decisions),
    };
    collectGarbage();
    await writeOutput(join(dir, 'leads.geojson'), leadsGeoJson(leads, run, lang));
    collectGarbage();
    await writeOutput(join(dir, 'leads_WGS84.kml'), leadsKml(leads, 'WGS-84', run.siteName, lang));
    if (input.gcj02 === true) {
      await writeOutput(
        join(dir, 'leads_GCJ02_for-phone-maps-only.kml'),
        leadsKml(leads, 'GCJ-02', run.siteName, lang),
      );
    }
    collectGarbage();
    await writeOutput(join(dir, 'ledger.xlsx'), await ledgerXlsx({ leads, run, lang, pageFile: 'index.html' }));
    collectGarbage();
    await writeOutput(join(dir, 'index.html'), await leadsPage(leads, cachedSource(stack), run, lang));
    await writeManifest(dir, input, losses, lang);
    const files = await deliver(dir, out);
    return { out, files, losses };
  } finally {
    await stack.close();
    await rm(dir, { recursive: true, force: true });
  }
}

async function writeMaps(dir: string, input: ExportPackageInput, stack: ChipSource, lang: Lang): Promise<void> {
  const unobserved = await unobservedAreas(stack);
  const layers: VectorLayerSpec[] = [
    leadsLayer(input.leads, lang),
    disturbancesLayer(input.disturbances),
    mapLayer('footprints', input.footprints ?? []),
    mapLayer('focus', input.focus ?? []),
    unobservedLayer(unobserved),
  ];
  const path = join(dir, 'landscar.gpkg');
  await writeVector(path, { driver: 'GPKG', layers });
  const names = layers.map((l) => l.name as PackageLayer);
  embedStyles(path, names, lang);
  const boxes = input.leads.map((l) => bboxOf(l.geometryLonLat));
  const bounds = boxes.reduce(
    (b, [x0, y0, x1, y1]) => [Math.min(b[0], x0), Math.min(b[1], y0), Math.max(b[2], x1), Math.max(b[3], y1)],
    boxes[0] ?? [73, 18, 135, 54],
  );
  const project = names.map((layer) => ({
    layer,
    geometry: layer === 'focus' ? ('Line' as const) : ('Polygon' as const),
  }));
  await writeOutput(join(dir, 'landscar.qgs'), qgisProject(project, bounds, input.run.siteName, lang));
}

function mapLayer(name: 'footprints' | 'focus', features: readonly MapFeature[]): VectorLayerSpec {
  const fields = ['id', 'name', 'kind', 'approvalNumber'].map((f) => ({ name: f, type: 'string', width: 0 }) as const);
  return {
    name,
    crs: 'EPSG:4326',
    fields,
    features: features.map(({ geometry, id, name: title, kind, approvalNumber }) => {
      const properties: Record<string, FieldValue> = { id, name: title, kind, approvalNumber: approvalNumber ?? null };
      return { geometry, properties };
    }),
    geometryType: name === 'focus' ? 'LineString' : 'MultiPolygon',
  };
}

const unobservedLayer = (areas: readonly Extract<Geometry, { type: 'Polygon' }>[]): VectorLayerSpec => ({
  name: 'unobserved',
  crs: 'EPSG:4326',
  fields: [{ name: 'areaM2', type: 'real', width: 0 }],
  features: areas.map((geometry) => ({ geometry, properties: { areaM2: rounded(geodesicAreaM2(geometry), 1) } })),
  geometryType: 'MultiPolygon',
});

async function writeManifest(
  dir: string,
  input: ExportPackageInput,
  losses: PackageResult['losses'],
  lang: Lang,
): Promise<void> {
  const { run } = input;
  const files: PackageManifestFile[] = [];
  // One file in memory at a time.
  for (const path of await folderPaths(dir)) {
    const data = await readFile(join(dir, path));
    files.push({ path, bytes: data.length, sha256: sha256(data) });
  }
  const manifest = {
    version: 1,
    notice: say(lang, 'notice.clueOnly'),
    ...(run.demo && { demo: say(lang, 'notice.demo') }),
    ...(isNonCommercial(run.modelLicence) && { licenceNotice: say(lang, 'notice.nonCommercial') }),
    profile: input.profile,
    run,
    leads: input.leads.length,
    disturbances: input.disturbances.length,
    decisions: input.decisions?.length ?? 0,
    textLosses: losses,
    files,
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeOutput(join(dir, MANIFEST_FILE), text);
  await writeOutput(join(dir, MANIFEST_HASH_FILE), `${sha256(text)}  ${MANIFEST_FILE}\n`);
}

async function temporaryFolder(out: string): Promise<string> {
  makeFolder(dirname(out));
  try {
    return await mkdtemp(join(dirname(out), `.${basename(out)}-`));
  } catch (error) {
    throw outputUnwritable(out, error);
  }
}

async function deliver(dir: string, out: string): Promise<number> {
  if (out.endsWith('.zip')) {
    const files = await folderFiles(dir);
    await writeOutput(out, writeZip([...files].map(([name, data]) => ({ name, data }))));
    return files.size;
  }
  const files = (await folderPaths(dir)).length;
  await rm(out, { recursive: true, force: true });
  await rename(dir, out).catch((error: unknown) => {
    throw outputUnwritable(out, error);
  });
  return files;
}
