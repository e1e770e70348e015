import type { BandName, IsoDate } from '@landscar/core';
import type { RasterInfo } from '@landscar/geodata';
import type { Sun } from '../mask/sun-position.js';
import type { QualityTable } from './sensors/quality-bands.js';

/** A scene that was opened once and found usable. */
export interface Scene {
  /** The file or folder as it was given. */
  readonly file: string;
  /** What GDAL opens: the file, or a virtual raster over the files of a product. */
  readonly source: string;
  readonly date: IsoDate;
  readonly sensor: string;
  readonly reflectance: 'toa' | 'surface' | 'unknown';
  readonly sha256: string;
  readonly info: RasterInfo;
  /** Band number in the source, from 1, by common name. */
  readonly bands: ReadonlyMap<BandName, number>;
  /** The product's own quality band and its number; null where there is none. */
  readonly quality: { readonly table: QualityTable; readonly band: number } | null;
  /** As the product says it; null: taken from date and place. */
  readonly sun: Sun | null;
  readonly sourceNoData: number;
  /** Stack digital number = gain * source digital number + bias; stack numbers are reflectance × 10 000. */
  readonly gain: number;
  readonly bias: number;
  /** From this stack number on a pixel is saturated. */
  readonly saturatedFrom: number;
  /** Metres, the longer side of a pixel on the ground at the middle of the scene. */
  readonly gsdM: number;
  /** Outline in longitude and latitude: [west, south, east, north]. */
  readonly lonLatBox: readonly [number, number, number, number];
}
