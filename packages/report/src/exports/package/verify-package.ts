import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { packageUnreadable } from '../errors.js';
import { readZip } from '../zip.js';

export const MANIFEST_FILE = 'manifest.json';
/** Hash of the manifest itself: without it a changed manifest could not be told. */
export const MANIFEST_HASH_FILE = 'manifest.sha256';

export interface PackageManifestFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What is wrong with a package; empty lists are a package without a changed byte. */
export interface PackageCheck {
  readonly ok: boolean;
  readonly files: number;
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

export const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');

/** Compares every byte of a delivered folder or zip with its manifest. REPORT_PACKAGE_UNREADABLE where it is none. */
export async function verifyPackage(path: string): Promise<PackageCheck> {
  const files = await packageFiles(path);
  const manifest = files.get(MANIFEST_FILE);
  const stated = files.get(MANIFEST_HASH_FILE);
  if (manifest === undefined) throw packageUnreadable(path, `no ${MANIFEST_FILE}`);
  let listed: readonly PackageManifestFile[];
  try {
    listed = (JSON.parse(Buffer.from(manifest).toString('utf8')) as { files: PackageManifestFile[] }).files;
  } catch (error) {
    throw packageUnreadable(path, `${MANIFEST_FILE} is not JSON`, error);
  }
  const changed = listed
    .filter((f) => files.has(f.path) && sha256(files.get(f.path) ?? '') !== f.sha256)
    .map((f) => f.path);
  const missing = listed.filter((f) => !files.has(f.path)).map((f) => f.path);
  const names = new Set([...listed.map((f) => f.path), MANIFEST_FILE, MANIFEST_HASH_FILE]);
  const extra = [...files.keys()].filter((name) => !names.has(name));
  if (stated === undefined) missing.push(MANIFEST_HASH_FILE);
  else if (Buffer.from(stated).toString('utf8') !== `${sha256(manifest)}  ${MANIFEST_FILE}\n`)
    changed.push(MANIFEST_FILE);
  const ok = changed.length + missing.length + extra.length === 0;
  return { ok, files: files.size, changed, missing, extra };
}

async function packageFiles(path: string): Promise<Map<string, Uint8Array>> {
  try {
    if ((await stat(path)).isDirectory()) return await folderFiles(path);
    return new Map(readZip(await readFile(path)).map(({ name, data }) => [name, data]));
  } catch (error) {
    throw packageUnreadable(path, error instanceof Error ? error.message : String(error), error);
  }
}

/** Paths of the files below a folder, with slashes, sorted. */
export async function folderPaths(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((e) => e.isFile()).map((e) => relative(dir, join(e.parentPath, e.name)));
  return paths.sort().map((name) => name.split(sep).join('/'));
}

/** Files below a folder by their path with slashes, sorted. */
export async function folderFiles(dir: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const name of await folderPaths(dir)) files.set(name, await readFile(join(dir, name)));
  return files;
}
