import { TILE_PX, type BlockTiff } from '@landscar/geodata';

/** Feeds a tiled file from rows that come from north to south. Rows of tiles are packed in other threads meanwhile. */
export class TileRows<T extends Uint8Array | Float32Array> {
  private readonly rows: T;
  private readonly tiles: T[];
  private filled = 0;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly tiff: BlockTiff,
    private readonly width: number,
    newArray: (length: number) => T,
  ) {
    this.rows = newArray(width * TILE_PX);
    this.tiles = Array.from({ length: tiff.tilesAcross }, () => newArray(TILE_PX * TILE_PX));
  }

  /** The next row: `width` samples. */
  async pushRow(samples: Uint8Array | Float32Array): Promise<void> {
    this.rows.set(samples, this.filled * this.width);
    this.filled++;
    if (this.filled === TILE_PX) await this.flush();
  }

  /** After the last row. */
  async close(): Promise<void> {
    if (this.filled > 0) await this.flush();
    await this.writing;
    await this.tiff.finish();
  }

  private async flush(): Promise<void> {
    await this.writing;
    const tiles = this.tiles.map((tile, column) => {
      const x = column * TILE_PX;
      const count = Math.min(TILE_PX, this.width - x);
      for (let y = 0; y < this.filled; y++) {
        tile.set(this.rows.subarray(y * this.width + x, y * this.width + x + count), y * TILE_PX);
      }
      tile.fill(0, this.filled * TILE_PX);
      return this.tiff.writeTile(tile);
    });
    this.writing = Promise.all(tiles);
    // An error waits for whoever asks next.
    this.writing.catch(() => undefined);
    this.filled = 0;
  }
}
