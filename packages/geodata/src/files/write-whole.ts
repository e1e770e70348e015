import { open, rename, rm } from 'node:fs/promises';
import { writeFailed } from '../errors.js';

/** Writes a file whole: under a temporary name beside it, synced, renamed. A reader sees the old file or the new one. */
export async function writeWhole(file: string, data: string | Uint8Array): Promise<void> {
  const temporary = `${file}.tmp-${process.pid}`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeFailed(file, error);
  }
}
