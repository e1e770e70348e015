import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { writeFailed } from '../errors.js';

/** What can be made again cheaply need not wait for the disk: after a power cut it may be there and not be whole. */
export interface WriteWholeOptions {
  readonly sync?: boolean;
}

/**
 * Writes a file whole: under a temporary name beside it, synced, renamed. A reader sees the old file or the new one. A list is
 * written one part after the other. Throws `GEODATA_WRITE_FAILED`.
 */
export async function writeWhole(
  file: string,
  data: string | Uint8Array | readonly Uint8Array[],
  { sync = true }: WriteWholeOptions = {},
): Promise<void> {
  const temporary = `${file}.tmp-${process.pid}`;
  try {
    const handle = await open(temporary, 'w');
    try {
      if (typeof data === 'string' || data instanceof Uint8Array) await handle.writeFile(data);
      else await writeParts(handle, data);
      if (sync) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeFailed(file, error);
  }
}

async function writeParts(handle: FileHandle, parts: readonly Uint8Array[]): Promise<void> {
  const { bytesWritten } = await handle.writev(parts);
  const length = parts.reduce((total, { byteLength }) => total + byteLength, 0);
  if (bytesWritten !== length) throw new Error(`${bytesWritten} of ${length} bytes were written`);
}
