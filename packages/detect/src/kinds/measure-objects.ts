import type { StackReader } from '@landscar/geodata';
import { RegionMeter } from '../evidence/region-sums.js';
import { FEATURE_BANDS, type FeatureBand } from '../features/feature-bands.js';
import { computeStatistics, statisticsHere } from '../statistics/compute-statistics.js';
import { StatisticsField } from '../statistics/statistics-field.js';
import type { PixelRun } from '../polygons/component-scan.js';
import { kindFeatures } from './kind-features.js';

/** Features of objects given by row-major pixel positions, as a detection would measure them; for training. */
export async function measureObjects(
  stack: StackReader,
  objects: readonly (readonly number[])[],
  bands: readonly FeatureBand[] = FEATURE_BANDS,
): Promise<number[][]> {
  const { grid, pixelSizeM } = stack.manifest;
  const choice = { features: 'landscar-diff@2', bands } as const;
  const field = new StatisticsField(await computeStatistics(stack, 'scene', choice, statisticsHere(stack)), grid);
  const runs = objects.map((pixels) => runsOf(pixels, grid.width));
  const sums = await new RegionMeter(stack, field, bands).sum(runs);
  return sums.map((one, i) => kindFeatures(one, runs[i]!, pixelSizeM ** 2, field.at(runs[i]![0]!.x0, runs[i]![0]!.y)));
}

function runsOf(pixels: readonly number[], width: number): PixelRun[] {
  const runs: PixelRun[] = [];
  for (const pixel of pixels) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const last = runs.at(-1);
    if (last?.y === y && last.x1 === x) runs[runs.length - 1] = { ...last, x1: x + 1 };
    else runs.push({ y, x0: x, x1: x + 1 });
  }
  return runs;
}
