import type { Grid, Window } from '@landscar/core';
import type { Dataset } from 'gdal-async';
import type { RasterArray } from './data-type.js';
import { LAST_TILED_FACTOR, halve, overviewFactors, type OverviewKind } from './overview-pyramid.js';

/** Fills the empty overviews of a dataset from the blocks that are written to it. Holds 1/192 of the raster in memory. */
export class OverviewWriter {
  readonly #factors: readonly number[];
  /** Levels of the last block, to be filled again. */
  readonly #levels: RasterArray[] = [];
  readonly #gathered = new Map<string, { band: number; level: number; window: Window; pixels: RasterArray }>();

  constructor(
    private readonly dataset: Dataset,
    private readonly grid: Grid,
    private readonly kind: OverviewKind,
    private readonly noData: number | undefined,
  ) {
    this.#factors = overviewFactors(grid);
  }

  /** `band` from 0. */
  async add(band: number, window: Window, pixels: RasterArray): Promise<void> {
    let level = 0;
    for (const block of halve(pixels, window, this.#factors, this.kind, this.noData ?? NaN, this.#levels)) {
      const factor = this.#factors[level] ?? 1;
      if (factor <= LAST_TILED_FACTOR) await this.#write(band, level, block.window, block.pixels);
      else this.#gather(band, level, factor, block.window, block.pixels);
      level++;
    }
  }

  /** Writes the levels whose tiles are made of many blocks. */
  async finish(): Promise<void> {
    for (const { band, level, window, pixels } of this.#gathered.values())
      await this.#write(band, level, window, pixels);
  }

  #gather(band: number, level: number, factor: number, w: Window, pixels: RasterArray): void {
    const [width, height] = [Math.ceil(this.grid.width / factor), Math.ceil(this.grid.height / factor)];
    const key = `${band} ${level}`;
    let whole = this.#gathered.get(key);
    if (whole === undefined) {
      const empty = new (pixels.constructor as new (length: number) => RasterArray)(width * height);
      whole = { band, level, window: { x: 0, y: 0, width, height }, pixels: empty.fill(this.noData ?? 0) };
      this.#gathered.set(key, whole);
    }
    for (let y = 0; y < w.height; y++)
      whole.pixels.set(pixels.subarray(y * w.width, (y + 1) * w.width), (w.y + y) * width + w.x);
  }

  async #write(band: number, level: number, w: Window, pixels: RasterArray): Promise<void> {
    const overview = this.dataset.bands.get(band + 1).overviews.get(level);
    await overview.pixels.writeAsync(w.x, w.y, w.width, w.height, pixels);
  }
}
