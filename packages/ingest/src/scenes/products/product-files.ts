import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openZip } from './zip-entries.js';

/** The files of a product, a folder or a zip, by their path inside; `/` between parts whatever the system. */
export interface ProductFiles {
  readonly names: readonly string[];
  text(name: string): Promise<string>;
  /** What GDAL opens. */
  gdalPath(name: string): string;
}

export async function openProductFiles(path: string): Promise<ProductFiles> {
  if (path.toLowerCase().endsWith('.zip')) {
    const zip = await openZip(path);
    return {
      names: zip.names,
      text: (name) => zip.text(name),
      gdalPath: (name) => `/vsizip/{${resolve(path)}}/${name}`,
    };
  }
  const found = await readdir(path, { recursive: true, withFileTypes: true });
  const names = found
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name).slice(path.length).replaceAll('\\', '/').replace(/^\/+/u, ''))
    .sort();
  return {
    names,
    text: (name) => readFile(join(path, name), 'utf8'),
    gdalPath: (name) => resolve(path, name),
  };
}
