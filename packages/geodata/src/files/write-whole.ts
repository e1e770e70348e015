import { open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file whole, of one piece or several: under a temporary name beside it, synced, renamed. A reader sees the old
 * file or the new one.
 */
export async function writeWhole(file: string, data: string | Uint8Array | readonly Uint8Array[]): Promise<void> {
  const temporary = `${file}.tmp-${process.pid}`;
  try {
    const handle = await open(temporary, 'w');
    try {
      if (typeof data === 'string' || data instanceof Uint8Array) await handle.writeFile(data);
      else await handle.writev(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
