import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileMissing } from '../errors.js';

/** sha256 of a file, hexadecimal; read in pieces. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/**
 * sha256 of a file, or of the names and contents of all files below a folder (a SAFE folder, a shapefile's folder).
 *
 * Fails with GEODATA_FILE_MISSING.
 */
export async function hashPath(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw fileMissing(path, 'input');
  if (!found.isDirectory()) return hashFile(path);
  const hash = createHash('sha256');
  for (const name of (await readdir(path)).sort()) hash.update(`${name}\0${await hashPath(join(path, name))}\n`);
  return hash.digest('hex');
}

/** sha256 of a text, hexadecimal. */
export const hashText = (text: string): string => createHash('sha256').update(text).digest('hex');
