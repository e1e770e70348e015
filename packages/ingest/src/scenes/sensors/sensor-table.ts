import type { BandName } from '@landscar/core';

export interface SensorBand {
  readonly name: BandName;
  /** Names in products and in band descriptions, upper case. */
  readonly aliases: readonly string[];
  /** Centre, nanometres. */
  readonly wavelengthNm: number;
  readonly gsdM: number;
}

/** What a sensor's product says about its pixels. Data only: adding a sensor is adding a table. */
export interface SensorTable {
  readonly id: string;
  readonly title: { readonly en: string; readonly zh: string };
  readonly reflectance: 'toa' | 'surface';
  /** reflectance = digital number * scale + offset. */
  readonly scale: number;
  readonly offset: number;
  /** Digital number of no data, in all bands. */
  readonly noData: number;
  /** From this digital number on the detector or the format was full; null where not marked. */
  readonly saturatedFrom: number | null;
  /** A later offset to the digital numbers, and from which processing baseline on. */
  readonly baselineOffset: { readonly since: string; readonly firstDate: string; readonly offset: number } | null;
  readonly bands: readonly SensorBand[];
}
