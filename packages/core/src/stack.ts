import type { IsoDate } from './dates.js';
import type { Grid } from './grid.js';

export const STACK_VERSION = 1;
/** Files of a stack folder. */
export const STACK_FILES = {
  manifest: 'stack.json',
  before: 'before.tif',
  after: 'after.tif',
  validity: 'validity.tif',
  slope: 'slope.tif',
  /** GeoJSON points in longitude and latitude: what each measuring block says is left of the shift, pixels. */
  residuals: 'residuals.geojson',
  /** Where a period has several scenes: which one each pixel is from, from 1; band 1 before, band 2 after; 0 none. */
  dates: 'dates.tif',
} as const;

/**
 * Folder of a stack that is part of larger imagery: a stack of its own on the grid of all of it, in which only the blocks of
 * `imagerySample` are laid out, and no ground is outside of what was asked for. Without it the stack is all there is.
 */
export const STACK_SAMPLE = 'sample';

/** Common band names (STAC eo extension). */
export type BandName =
  | 'coastal'
  | 'blue'
  | 'green'
  | 'red'
  | 'rededge1'
  | 'rededge2'
  | 'rededge3'
  | 'nir'
  | 'nir08'
  | 'cirrus'
  | 'swir16'
  | 'swir22'
  | (string & {});

/**
 * Why a pixel of a date cannot be believed. `validity.tif` band 1 is before, band 2 after, UInt8; 0 is a clear observation.
 * `outsideArea` is on both dates and means: nobody asked for it, so it is not unobserved either.
 */
export const VALIDITY_BITS = { noData: 1, cloud: 2, shadow: 4, saturated: 8, snow: 16, outsideArea: 32 } as const;
export type ValidityReason = keyof typeof VALIDITY_BITS;

export interface StackScene {
  readonly file: string;
  readonly date: IsoDate;
  readonly sensor: string;
  readonly sha256: string;
  /** In a composite: days to the wanted day, the measured move, and the fit on the period's leading scene. */
  readonly dayGap?: number;
  readonly shiftPx?: MeasuredShift | null;
  readonly fit?: readonly BandFit[] | null;
  /**
   * Files of the stack with this scene alone: `pixels`, the stack's bands on its grid at about 20 m a pixel (a power of two
   * of its pixels), UInt16, 0 no data, in its own radiometry (`fit` brings it to the leading scene's); `mask`, validity bits
   * of full pixels, 0 where the scene was a clear observation.
   */
  readonly look?: { readonly pixels: string; readonly mask: string };
}

/** The move that was measured: pixels by which the before date went onto the after date, x right, y down. */
export interface MeasuredShift {
  readonly dx: number;
  readonly dy: number;
  /** Length in pixels of what is left after the correction, over the good blocks. */
  readonly residualMedian: number | null;
  readonly residualP90: number | null;
  /** Good blocks; 0 with `established: false` means: not measured, never: no shift. */
  readonly blocks: number;
  readonly established: boolean;
}

/** Reflectance of the before date that looks like the after date: `gain * before + offset`. */
export interface BandFit {
  readonly band: BandName;
  readonly gain: number;
  readonly offset: number;
  /** Robust deviation of the residual, reflectance. */
  readonly sigma: number;
}

/** Relative normalisation on pseudo-invariant pixels of one cell of the fixed world grid. */
export interface NormalisationCell {
  /** Cell numbers, counted from the CRS origin east and north; absent for the whole pair. */
  readonly cellX: number | null;
  readonly cellY: number | null;
  readonly pixelsUsed: number;
  readonly bands: readonly BandFit[];
}

export interface StackManifest {
  readonly version: typeof STACK_VERSION;
  readonly grid: Grid;
  readonly bands: readonly BandName[];
  /** Which day composites come near; absent where every period has one scene. */
  readonly compare?: 'yearly' | 'periodic';
  /** reflectance = digital number * scale + offset; digital number 0 is no data. */
  readonly scale: number;
  readonly offset: number;
  readonly dateBefore: IsoDate;
  readonly dateAfter: IsoDate;
  readonly scenes: { readonly before: readonly StackScene[]; readonly after: readonly StackScene[] };
  readonly shiftPx: MeasuredShift;
  /** Shares 0..1 of the grid with a clear observation. */
  readonly validShare: { readonly before: number; readonly after: number; readonly both: number };
  readonly seasonGapDays: number;
  /** `cellSize` is in units of the CRS; the first cell (numbers null) is the whole pair. */
  readonly normalisation: {
    readonly cellSizeM: number | null;
    readonly cellSize?: number;
    readonly cells: readonly NormalisationCell[];
  };
  /** The area that was asked for, and the part of it that lies beyond the grid and so was never seen; null: all of the imagery. */
  readonly area?: { readonly requestedM2: number; readonly outsideGridM2: number } | null;
  /** Each test of the pair with its measured value and limit. */
  readonly gate?: readonly {
    readonly check: string;
    readonly measured: number;
    readonly limit: number;
    readonly verdict: 'ok' | 'warning' | 'refused';
  }[];
  /** Shares 0..1 of observed pixels under cloud or its shadow. */
  readonly cloudShare?: { readonly before: number; readonly after: number };
  readonly warnings: readonly StackWarning[];
  /** Median length of a pixel side on the ground, metres. */
  readonly pixelSizeM: number;
  /** Hash over everything the stack was made from: inputs, parameters, version of the code. */
  readonly fingerprint: string;
  /** sha256 of the pixel files, by file name. */
  readonly files: Readonly<Record<string, string>>;
}

export interface StackWarning {
  readonly code: string;
  /** In English, whole. */
  readonly message: string;
  /** What was measured, by name, for the sentence of `code` in other languages. */
  readonly values?: Readonly<Record<string, string | number>>;
}
