import { existsSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { canonicalJson } from '@landscar/core';
import { hashPath, hashText } from '@landscar/geodata';
import type { IngestOptions } from '@landscar/ingest';
import { sitePath, type Site } from './config/read-site.js';
import { LANDSCAR_VERSION } from './version.js';

export interface InputHash {
  /** As written in the site file. */
  readonly path: string;
  readonly sha256: string;
}

/** sha256 of every file that the site names, in order; a path that is not there is left to the stage that reads it. */
export async function hashInputs(site: Site, scenes: Pick<IngestOptions, 'before' | 'after'>): Promise<InputHash[]> {
  const { config } = site;
  const area = typeof config.area === 'object' ? config.area.file : config.area;
  const paths = [
    ...[...scenes.before, ...scenes.after].flatMap((s) => s.files ?? [s.file]),
    ...(area === undefined ? [] : [area]),
    ...(config.counties === undefined ? [] : [config.counties.file]),
    ...config.focus.map((f) => f.file),
    ...config.zones.map((z) => z.file),
    ...config.footprints.map((f) => f.file),
    ...(config.dem === undefined ? [] : [config.dem]),
  ];
  const inputs: InputHash[] = [];
  for (const path of [...new Set(paths)].sort()) {
    const absolute = sitePath(site, path);
    for (const file of withSidecars(absolute)) {
      if (existsSync(file)) {
        inputs.push({ path: join(relative(site.folder, file)), sha256: await hashPath(file) });
      }
    }
  }
  return inputs;
}

/** A shapefile is several files: all of them decide what is read. */
function withSidecars(file: string): string[] {
  if (!file.toLowerCase().endsWith('.shp')) return [file];
  const stem = file.slice(0, -4);
  return ['.shp', '.dbf', '.shx', '.prj', '.cpg'].map((extension) => stem + extension);
}

/** The same inputs, settings and version give the same id: `20250620-1a2b3c4d5e`. */
export function runFingerprint(site: Site, inputs: readonly InputHash[], modelHash: string): string {
  // Where the register lies, and whether something is shown early, changes nothing in what is found.
  const { register: _register, preliminary: _preliminary, ...config } = site.config;
  return hashText(canonicalJson({ version: LANDSCAR_VERSION, site: basename(site.folder), config, inputs, modelHash }));
}

export const runIdOf = (dateAfter: string, fingerprint: string): string =>
  `${dateAfter.replaceAll('-', '')}-${fingerprint.slice(0, 10)}`;
