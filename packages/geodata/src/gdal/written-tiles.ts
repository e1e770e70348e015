import { open } from 'node:fs/promises';
import type { Grid, Window } from '@landscar/core';
import { readTiffHeader } from '../stack/tiff-header.js';
import type { RasterArray } from './data-type.js';

/**
 * Remembers which tiles of a GeoTIFF got content: a sparse file may leave out empty tiles, so a hole alone proves nothing.
 * GDAL writes tiles when its cache is flushed, and through the binding a failure there is silent (seen with GDAL 3.6.2 and
 * a full disk: no exception, no lastError, a file with holes).
 */
export class WrittenTiles {
  readonly #filled = new Set<number>();

  constructor(
    private readonly grid: Grid,
    private readonly tilePx: number,
    private readonly noData: number | undefined,
  ) {}

  note(window: Window, bands: readonly RasterArray[]): void {
    const { tilePx } = this;
    const across = Math.ceil(this.grid.width / tilePx);
    const tileCount = across * Math.ceil(this.grid.height / tilePx);
    const xEnd = window.x + window.width;
    const yEnd = window.y + window.height;
    bands.forEach((band, b) => {
      for (let ty = Math.floor(window.y / tilePx); ty * tilePx < yEnd; ty++) {
        for (let tx = Math.floor(window.x / tilePx); tx * tilePx < xEnd; tx++) {
          const tile = b * tileCount + ty * across + tx;
          if (this.#filled.has(tile)) continue;
          const part = {
            x0: Math.max(window.x, tx * tilePx) - window.x,
            x1: Math.min(xEnd, (tx + 1) * tilePx) - window.x,
            y0: Math.max(window.y, ty * tilePx) - window.y,
            y1: Math.min(yEnd, (ty + 1) * tilePx) - window.y,
          };
          if (this.#hasContent(band, window.width, part)) this.#filled.add(tile);
        }
      }
    });
  }

  /** Throws where a tile that got content is not wholly in the file. Strips are not looked at. */
  async verify(file: string): Promise<void> {
    const handle = await open(file, 'r');
    try {
      const header = await readTiffHeader(handle);
      if ('reason' in header) return;
      const { size } = await handle.stat();
      for (const tile of this.#filled) {
        const offset = header.tileOffsets[tile] ?? 0;
        const bytes = header.tileByteCounts[tile] ?? 0;
        if (bytes === 0 || offset + bytes > size) {
          throw new Error(`tile ${tile} did not reach the disk: the disk is full, or a limit was met`);
        }
      }
    } finally {
      await handle.close();
    }
  }

  // A tile of nothing but zeros or no data is left out of a sparse file on purpose.
  #hasContent(band: RasterArray, stride: number, part: { x0: number; x1: number; y0: number; y1: number }): boolean {
    for (let y = part.y0; y < part.y1; y++) {
      if (isZero(band.subarray(y * stride + part.x0, y * stride + part.x1))) continue;
      for (let x = part.x0; x < part.x1; x++) {
        const value = band[y * stride + x]!;
        if (value !== 0 && value !== this.noData) return true;
      }
    }
    return false;
  }
}

const ZEROS = Buffer.alloc(4096);

/** Compares bytes natively: rows of masks are mostly zero. */
function isZero(row: RasterArray): boolean {
  for (let at = 0; at < row.byteLength; at += ZEROS.length) {
    const length = Math.min(ZEROS.length, row.byteLength - at);
    if (Buffer.from(row.buffer, row.byteOffset + at, length).compare(ZEROS, 0, length) !== 0) return false;
  }
  return true;
}
