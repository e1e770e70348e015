import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileMissing } from '../errors.js';

/** sha256 of a file, hexadecimal; read in pieces. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafeSlow(1 << 20);
  const handle = await open(file);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(piece, 0, piece.length);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
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
