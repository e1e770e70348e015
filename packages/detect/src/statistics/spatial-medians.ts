import { growWindow, type Window } from '@landscar/core';
import type { StackReader } from '@landscar/geodata';
import { CHANGE_HALO_PX, changeLayers } from '../features/change-layers.js';
import { indexPlanes } from '../features/diff-features.js';
import { readPair, releasePair, type PairWindow } from '../features/pair-window.js';
import type { PlanePool } from '../features/plane-pool.js';
import { brightnessPlanes } from '../features/wide-features.js';
import { WindowPlanes } from '../features/window-planes.js';
import { median, medianDistance, quantile } from './order.js';
import { piecesOf, pixelsOf } from './sample-scene.js';
import { STAT } from './scene-statistics.js';
import { StatisticsField } from './statistics-field.js';

export interface SpatialOptions {
  /** Also what `landscar-diff@2` needs. */
  readonly wide: boolean;
  /** One set for the pair: small scenes are taken whole. A cell is always sampled. */
  readonly dense: boolean;
  /** Pixels of a cell to look at, in shares of `CELL_PX`. */
  readonly sampleShare: number;
}

/** Scenes up to this many pixels are taken whole where `dense`. */
const DENSE_PX = 1_500_000;
/** Otherwise windows on a lattice with about this many pixels, of a whole scene and of a cell. */
const SCENE_PX = 300_000;
const CELL_PX = 100_000;
const WINDOW_PX = 256;
const SAMPLE_WINDOW_PX = 128;

/** Medians of the smoothed layers, which need neighbours, into `set`; the point statistics are there already. */
export async function spatialMedians(
  stack: StackReader,
  bandIndexes: readonly number[],
  squares: readonly Window[],
  set: Float64Array,
  { wide, dense, sampleShare }: SpatialOptions,
  pool: PlanePool,
): Promise<void> {
  const { grid } = stack.manifest;
  const field = oneSetField(stack, set);
  const windows = chosenWindows(squares, dense, sampleShare * CELL_PX);
  const capacity = pixelsOf(windows);
  const samples = Array.from({ length: wide ? 7 : 3 }, () => new Float32Array(capacity));
  const places = new Uint32Array(WINDOW_PX * WINDOW_PX);
  let count = 0;
  for (const inner of windows) {
    const window = growWindow(inner, CHANGE_HALO_PX, grid.width, grid.height);
    const pair = await readPair(stack, bandIndexes, window, pool);
    if (pair.observedCount === 0) {
      releasePair(pair, pool);
      continue;
    }
    const w = new WindowPlanes(pair, pool);
    const { bands, length1, length2, multi, absolute, vector } = changeLayers(w, field);
    const planes = [length2, multi, vector];
    if (wide) {
      const { indices, ndviChange, bareChange } = indexPlanes(w);
      const { brightness, texture } = brightnessPlanes(w, field);
      planes.push(...w.smoothAll([ndviChange, bareChange], 1), ...texture);
      w.give(...indices, ...brightness);
    }
    const found = observedPlaces(pair, inner, places);
    for (const [k, plane] of planes.entries()) takeAt(plane, places, found, samples[k]!, count);
    count += found;
    w.give(...bands, length1, absolute, ...planes);
    w.release();
    releasePair(pair, pool);
  }
  const [length, multi, vector, ndviChange, soilChange, textureBefore, textureAfter] = samples.map((s) =>
    s.subarray(0, count),
  );
  set[STAT.vectorMedian] = median(vector!);
  set[STAT.vectorQ90] = quantile(vector!, 0.9);
  medianAndDistance(length!, set, STAT.lengthMedian);
  medianAndDistance(multi!, set, STAT.multiMedian);
  if (!wide) return;
  medianAndDistance(ndviChange!, set, STAT.ndviChangeMedian);
  medianAndDistance(soilChange!, set, STAT.bareSoilChangeMedian);
  set[STAT.textureMedian] = median(textureBefore!);
  set[STAT.textureMedian + 1] = median(textureAfter!);
}

/** Positions in a window of the observed pixels of its inner part; answers how many. */
function observedPlaces({ window, observed }: PairWindow, inner: Window, places: Uint32Array): number {
  let found = 0;
  for (let y = 0; y < inner.height; y++) {
    const row = (inner.y - window.y + y) * window.width + (inner.x - window.x);
    for (let i = row; i < row + inner.width; i++) {
      places[found] = i;
      found += observed[i]!;
    }
  }
  return found;
}

function takeAt(plane: Float32Array, places: Uint32Array, count: number, out: Float32Array, from: number): void {
  for (let k = 0; k < count; k++) out[from + k] = plane[places[k]!]!;
}

/** Median at a position, median distance from it at the next. */
function medianAndDistance(values: Float32Array, set: Float64Array, at: number): void {
  const centre = median(values);
  set[at] = centre;
  set[at + 1] = medianDistance(values, centre);
}

function chosenWindows(squares: readonly Window[], dense: boolean, cellPx: number): Window[] {
  const pixels = pixelsOf(squares);
  const whole = dense && pixels <= DENSE_PX;
  const windows = squares.flatMap((square) => piecesOf(square, whole ? WINDOW_PX : SAMPLE_WINDOW_PX));
  const every = whole ? 1 : Math.max(1, Math.floor(pixels / (dense ? SCENE_PX : cellPx)));
  return windows.filter((_, i) => i % every === Math.floor(every / 2) || windows.length < 16);
}

function oneSetField(stack: StackReader, set: Float64Array): StatisticsField {
  const { grid, fingerprint } = stack.manifest;
  return new StatisticsField(
    {
      version: 1,
      stackFingerprint: fingerprint,
      features: 'partial',
      bands: [],
      mode: 'scene',
      cellSize: null,
      firstCellX: 0,
      firstCellY: 0,
      cellsAcross: 1,
      cellsDown: 1,
      pixelsUsed: [0],
      sets: [Array.from(set)],
    },
    grid,
  );
}
