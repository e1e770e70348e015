import { select } from '@landscar/core';
import { openRaster, type RasterInfo } from '@landscar/geodata';

export interface SceneSample {
  /** Lowest and highest digital number seen among pixels that hold data. */
  readonly min: number;
  readonly max: number;
  /** 1st and 99th percentile of all bands together. */
  readonly p01: number;
  readonly p99: number;
  /** Whether pixels that are 0 in every band were seen, and whether pixels with the declared no data were. */
  readonly hasZero: boolean;
  readonly hasDeclaredNoData: boolean;
  readonly pixels: number;
}

const SIDE = 128;
const STRIDE = 3;

/** Looks at nine small windows of a scene: enough to tell reflectance from a picture, at the cost of a few tiles. */
export async function sampleScene(source: string, info: RasterInfo, numbers: readonly number[]): Promise<SceneSample> {
  const raster = await openRaster(source);
  const values = new Float64Array(9 * Math.ceil(SIDE ** 2 / STRIDE) * numbers.length);
  let count = 0;
  let [hasZero, hasDeclaredNoData] = [false, false];
  try {
    for (const window of sampleWindows(info.grid.width, info.grid.height)) {
      const bands = await raster.read({ window, bands: numbers });
      for (let i = 0; i < window.width * window.height; i += STRIDE) {
        let [zero, declared] = [true, info.noData !== null];
        for (const b of bands) {
          if (b[i] !== 0) zero = false;
          if (b[i] !== info.noData) declared = false;
        }
        hasZero ||= zero;
        hasDeclaredNoData ||= declared;
        if (!zero && !declared) for (const b of bands) values[count++] = b[i]!;
      }
    }
  } finally {
    raster.close();
  }
  const seen = values.subarray(0, count);
  const at = (share: number): number => select(seen, Math.floor(share * (count - 1)));
  return { min: at(0), max: at(1), p01: at(0.01), p99: at(0.99), hasZero, hasDeclaredNoData, pixels: count };
}

function sampleWindows(width: number, height: number): { x: number; y: number; width: number; height: number }[] {
  const [w, h] = [Math.min(SIDE, width), Math.min(SIDE, height)];
  const places = [0, 0.5, 1];
  return places.flatMap((fy) =>
    places.map((fx) => ({ x: Math.floor(fx * (width - w)), y: Math.floor(fy * (height - h)), width: w, height: h })),
  );
}
