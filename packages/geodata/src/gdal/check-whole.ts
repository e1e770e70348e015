import { open, statfs } from 'node:fs/promises';
import { readTiffHeader } from '../stack/tiff-header.js';

/** Below this much room left the disk counts as full: GDAL compresses in threads and does not tell a failed write. */
const LEAST_FREE_BYTES = 256 * 1024;

/**
 * Throws where a GeoTIFF that was just closed cannot be whole: no room left on the disk, or tiles beyond the end of the
 * file. Then syncs it, where it is to stay.
 */
export async function checkWhole(file: string, keep = true): Promise<void> {
  const disk = await statfs(file);
  const freeBytes = disk.bavail * disk.bsize;
  if (freeBytes < LEAST_FREE_BYTES)
    throw new Error(`no space left on the disk (${Math.round(freeBytes / 1024)} kB free)`);
  const handle = await open(file, 'r+');
  try {
    const { size } = await handle.stat();
    const layout = await readTiffHeader(handle);
    if (!('reason' in layout)) {
      for (const [i, offset] of layout.tileOffsets.entries()) {
        if (offset + (layout.tileByteCounts[i] ?? 0) > size)
          throw new Error(`tile ${i} lies beyond the end of the file: the disk was full or the write was cut off`);
      }
    }
    if (keep) await handle.sync();
  } finally {
    await handle.close();
  }
}
