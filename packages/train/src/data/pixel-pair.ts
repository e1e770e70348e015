import type { FeatureBand } from '@landscar/detect';
import type { Grid, StackManifest, Window } from '@landscar/core';
import { hashText, type StackReader } from '@landscar/geodata';

/** Two dates in memory: digital numbers UInt16 (height, width) a band, reflectance × 10 000, 0 is no data. */
export interface PixelPair {
  readonly name: string;
  readonly grid: Grid;
  readonly bands: readonly FeatureBand[];
  readonly before: readonly Uint16Array[];
  readonly after: readonly Uint16Array[];
  /** Bits of `VALIDITY_BITS`, 0 is clear; of both dates together. */
  readonly hidden: Uint8Array;
}

/** Lets the features of detect run on a pair in memory: training sees what inference sees. */
export function memoryStack(pair: PixelPair): StackReader {
  const { grid } = pair;
  const manifest: StackManifest = {
    version: 1,
    grid,
    bands: [...pair.bands],
    scale: 1e-4,
    offset: 0,
    dateBefore: '2000-01-01',
    dateAfter: '2001-01-01',
    scenes: { before: [], after: [] },
    shiftPx: { dx: 0, dy: 0, residualMedian: null, residualP90: null, blocks: 0, established: false },
    validShare: { before: 1, after: 1, both: 1 },
    seasonGapDays: 0,
    normalisation: { cellSizeM: null, cells: [] },
    warnings: [],
    pixelSizeM: 10,
    fingerprint: hashText(pair.name),
    files: {},
  };
  return {
    dir: pair.name,
    manifest,
    geoTags: [],
    openOverviews: () => Promise.resolve(undefined),
    readDate: (date, window) => Promise.resolve(pair[date].map((band) => cut(band, window, grid.width))),
    readValidity: (window) => {
      const hidden = cut(pair.hidden, window, grid.width);
      return Promise.resolve({ before: hidden, after: hidden });
    },
    close: () => Promise.resolve(),
  };
}

function cut<A extends Uint16Array | Uint8Array>(band: A, { x, y, width, height }: Window, stride: number): A {
  const out = band.slice(0, width * height) as A;
  for (let row = 0; row < height; row++) {
    const from = (y + row) * stride + x;
    out.set(band.subarray(from, from + width), row * width);
  }
  return out;
}
