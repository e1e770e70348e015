import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { folderUnwritable } from '../errors.js';

/**
 * Makes a folder, with those above it that are missing, and proves that it can be written. Level by level: Node's recursive mkdir
 * never ends where a file system refuses a folder as if its parent were missing, as /proc does. GEODATA_FOLDER_UNWRITABLE.
 */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  for (let path = resolve(folder); !existsSync(path) && dirname(path) !== path; path = dirname(path))
    missing.unshift(path);
  try {
    for (const path of missing) makeOne(path);
    if (!statSync(folder).isDirectory()) throw new Error('a file, no folder');
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw folderUnwritable(folder, error);
  }
}

/** Another process may have made it in the meantime. */
function makeOne(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
