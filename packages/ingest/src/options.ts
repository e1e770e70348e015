import type { Areal, BandName, IsoDate } from '@landscar/core';

export interface SceneInput {
  readonly file: string;
  readonly date: IsoDate;
  /** Id of a sensor table, `sentinel-2-l2a`; any other name needs `bands`. */
  readonly sensor?: string;
  /** Names of all bands of the file, in its order. */
  readonly bands?: readonly BandName[];
  /** reflectance = digital number * scale + offset, where the file differs from its sensor's table. */
  readonly scale?: number;
  readonly offset?: number;
  /** What GDAL opens where that is not `file`: a virtual raster over the files of a product. */
  readonly source?: string;
  /** All files behind `source`, where they are more than `file` (a file or folder). */
  readonly files?: readonly string[];
  readonly sun?: { readonly azimuthDeg: number; readonly elevationDeg: number };
  /** Cloud cover as the product says it, 0..1. */
  readonly cloudRatio?: number;
}

/** Limits of a pair (issue 5 point 7; registration limits from the river-bank interpretation rules, domain 1.1). */
export interface PairGate {
  /** Refused above: coarser pixel side divided by finer. */
  readonly maxGsdRatio: number;
  /** Refused below: shared ground divided by the smaller scene, or by the area. */
  readonly minOverlapRatio: number;
  /** Refused at or below: pixels clear on both dates divided by pixels of the area. */
  readonly minClearRatio: number;
  /** Warned above: cloud and its shadow divided by observed pixels, each date. */
  readonly warnCloudRatio: number;
  /** Refused above: measured shift, after correction, pixels. */
  readonly maxShiftPx: number;
  /** Warned from: residual shift, pixels. */
  readonly warnShiftPx: number;
  /** Warned above; refused above `maxSeasonGapDays`. */
  readonly warnSeasonGapDays: number;
  readonly maxSeasonGapDays: number;
}

export const DEFAULT_GATE: PairGate = {
  maxGsdRatio: 2,
  minOverlapRatio: 0.01,
  minClearRatio: 0.001,
  warnCloudRatio: 0.1,
  maxShiftPx: 2,
  warnShiftPx: 1,
  warnSeasonGapDays: 45,
  maxSeasonGapDays: 183,
};

export type IngestStage = 'open' | 'register' | 'normalise' | 'align' | 'composite' | 'mask' | 'finish';

export interface IngestOptions {
  readonly before: readonly SceneInput[];
  readonly after: readonly SceneInput[];
  /** The stack folder; replaced whole when everything is done. */
  readonly out: string;
  /** Longitude and latitude. */
  readonly area?: Areal;
  readonly targetGrid?: { readonly crs: string; readonly pixelSize: number };
  readonly gate?: Partial<PairGate>;
  /** Elevation raster in metres; becomes slope.tif. */
  readonly dem?: string;
  /** Longitude and latitude: only blocks that touch it are read. */
  readonly onlyWithin?: Areal;
  /**
   * Which day a period's composite comes near: `yearly` takes the before scenes nearest to the after scenes' day of the
   * year; `periodic` (the default) the last good observation.
   */
  readonly compare?: 'yearly' | 'periodic';
  readonly signal?: AbortSignal;
  readonly onProgress?: (stage: IngestStage, done: number, total: number) => void;
}
