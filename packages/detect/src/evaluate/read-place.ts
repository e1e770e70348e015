import type { Grid, LandscarError } from '@landscar/core';
import { isSameCrs, readRaster, type RasterArray, type RasterPixels } from '@landscar/geodata';
import {
  bandMissing,
  flagCodes,
  gridDiffers,
  labelCodes,
  nothingJudged,
  probabilityRange,
  scoreType,
} from './errors.js';
import type { EvaluationPair } from './evaluation-pair.js';
import { rowPixelAreasM2 } from './pixel-area.js';

export const TRUTH = { unchanged: 0, changed: 1, ignored: 2 } as const;
export const UNOBSERVED = 255;
/** Probabilities are compared in this many steps: level = round(probability * (LEVELS − 1)). */
export const LEVELS = 4096;
export const NO_LEVEL = 65_535;

/** A place in memory; every array is (height, width), row by row. */
export interface Place {
  readonly name: string;
  readonly pair: EvaluationPair;
  readonly grid: Grid;
  /** m² of a pixel in each row. */
  readonly rowAreaM2: Float64Array;
  /** `TRUTH` codes. */
  readonly truth: Uint8Array;
  /** 0, 1, or `UNOBSERVED`. */
  readonly flags: Uint8Array;
  /** 0..LEVELS − 1, `NO_LEVEL` where unobserved; undefined without probabilities. */
  readonly levels: Uint16Array | undefined;
  /** NaN where unobserved; undefined without scores. */
  readonly score: Float32Array | undefined;
}

/** Runs steps of a check; their named errors are put into `problems`, and such a step answers undefined. */
export const keepProblems =
  (problems: LandscarError[]) =>
  <T>(work: Promise<T>): Promise<T | undefined> =>
    work.catch((error: unknown) => {
      if (!isNamed(error)) throw error;
      problems.push(error);
      return undefined;
    });

/** Reads and checks a pair; gives every problem of it instead of the first. */
export async function readPlace(pair: EvaluationPair): Promise<Place | LandscarError[]> {
  const problems: LandscarError[] = [];
  const keep = keepProblems(problems);
  const flagged = await keep(readRaster(pair.flags));
  if (flagged === undefined) return problems;
  const { grid } = flagged;
  const flags = await keep(Promise.resolve().then(() => checkFlags(pair.flags, flagged.bands[0]!)));
  const truth = await keep(readTruth(pair, grid));
  const levels = pair.probability === undefined ? undefined : await keep(readLevels(pair.probability, grid));
  const score = pair.score === undefined ? undefined : await keep(readScore(pair.score, grid));
  if (problems.length > 0 || flags === undefined || truth === undefined) return problems;
  return { name: pair.name, pair, grid, rowAreaM2: await rowPixelAreasM2(grid), truth, flags, levels, score };
}

const isNamed = (error: unknown): error is LandscarError => error instanceof Error && error.name === 'LandscarError';

function checkFlags(file: string, band: RasterArray): Uint8Array {
  const counts = countCodes(band, (code) => code !== 0 && code !== 1 && code !== UNOBSERVED);
  if (counts.size > 0) throw flagCodes(file, describeCodes(counts));
  return Uint8Array.from(band);
}

/** `TRUTH` codes of a pair, from its label and what is to be ignored, which must lie on `grid`. */
export async function readTruth(pair: EvaluationPair, grid: Grid): Promise<Uint8Array> {
  const spec = typeof pair.label === 'string' ? { file: pair.label } : pair.label;
  const { unchanged = 0, changed = 1 } = spec;
  const band = await readOnGrid(spec.file, spec.band ?? 1, grid);
  const others = countCodes(band, (code) => code !== unchanged && code !== changed);
  if (others.size > 0) {
    const all = countCodes(band, () => true);
    throw labelCodes(spec.file, describeCodes(all), `${unchanged} unchanged, ${changed} changed, no other code`);
  }
  const truth = Uint8Array.from(band, (code) => (code === changed ? TRUTH.changed : TRUTH.unchanged));
  if (pair.ignore !== undefined) {
    const mask = typeof pair.ignore === 'string' ? { file: pair.ignore } : pair.ignore;
    const ignored = await readOnGrid(mask.file, mask.band ?? 1, grid);
    for (let i = 0; i < truth.length; i++) if (ignored[i] !== 0) truth[i] = TRUTH.ignored;
  }
  if (!truth.some((code) => code !== TRUTH.ignored)) throw nothingJudged(pair.name);
  return truth;
}

async function readLevels(file: string, grid: Grid): Promise<Uint16Array> {
  const { band, info } = await readBandOnGrid(file, 1, grid);
  const levels = new Uint16Array(band.length);
  if (info.dataType === 'Byte') {
    for (let i = 0; i < band.length; i++) {
      levels[i] = band[i] === UNOBSERVED ? NO_LEVEL : Math.round((band[i]! / 254) * (LEVELS - 1));
    }
    return levels;
  }
  if (!info.dataType.startsWith('Float')) throw probabilityRange(file, `pixels of type ${info.dataType}`);
  for (let i = 0; i < band.length; i++) {
    const value = band[i]!;
    const hidden = Number.isNaN(value) || value === info.noData;
    if (!hidden && !(value >= 0 && value <= 1)) throw probabilityRange(file, `value ${value} at pixel ${i}`);
    levels[i] = hidden ? NO_LEVEL : Math.round(value * (LEVELS - 1));
  }
  return levels;
}

async function readScore(file: string, grid: Grid): Promise<Float32Array> {
  const { band, info } = await readBandOnGrid(file, 1, grid);
  if (!info.dataType.startsWith('Float')) throw scoreType(file, `pixels of type ${info.dataType}`);
  return Float32Array.from(band, (value) => (value === info.noData ? NaN : value));
}

const readOnGrid = async (file: string, number: number, grid: Grid): Promise<RasterArray> =>
  (await readBandOnGrid(file, number, grid)).band;

async function readBandOnGrid(
  file: string,
  number: number,
  grid: Grid,
): Promise<{ band: RasterArray; info: RasterPixels['info'] }> {
  const raster = await readRaster(file);
  await checkGrid(file, raster.grid, grid);
  const band = raster.bands[number - 1];
  if (band === undefined) throw bandMissing(file, `${raster.bands.length} bands`, `band ${number}`);
  return { band, info: raster.info };
}

/** Corners may differ by this much of a pixel: rounding of the numbers in files. */
const SAME_PX = 0.01;

async function checkGrid(file: string, found: Grid, wanted: Grid): Promise<void> {
  const sameSize = found.width === wanted.width && found.height === wanted.height;
  const near = (a: number, b: number, px: number): boolean => Math.abs(a - b) <= SAME_PX * px;
  const sameCorners =
    near(found.originX, wanted.originX, wanted.pixelWidth) &&
    near(found.originY, wanted.originY, wanted.pixelHeight) &&
    near(found.pixelWidth * found.width, wanted.pixelWidth * wanted.width, wanted.pixelWidth) &&
    near(found.pixelHeight * found.height, wanted.pixelHeight * wanted.height, wanted.pixelHeight);
  if (sameSize && sameCorners && (await isSameCrs(found.crs, wanted.crs))) return;
  throw gridDiffers(file, describeGrid(found), describeGrid(wanted));
}

const describeGrid = (g: Grid): string =>
  `${g.width} × ${g.height} px of ${g.pixelWidth} × ${g.pixelHeight} from (${g.originX}, ${g.originY}) in ` +
  (g.crs.length > 40 ? `${g.crs.slice(0, 40)}…` : g.crs);

function countCodes(band: RasterArray, wanted: (code: number) => boolean): Map<number, number> {
  const counts = new Map<number, number>();
  for (const code of band) if (wanted(code)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

function describeCodes(counts: ReadonlyMap<number, number>): string {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const shown = sorted.slice(0, 8).map(([code, count]) => `${code} (${count} px)`);
  return `codes ${shown.join(', ')}${sorted.length > 8 ? ` and ${sorted.length - 8} more` : ''}`;
}
