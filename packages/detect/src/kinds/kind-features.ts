import type { RegionSums } from '../evidence/region-sums.js';
import type { PixelRun } from '../polygons/component-scan.js';
import { STAT } from '../statistics/scene-statistics.js';

/**
 * What tells kinds of ground apart: the bands of both dates against the scene's own mean and deviation there (`scene`, as of
 * `StatisticsField.at`), so that haze and light say nothing; indices, how uneven the ground is, size and shape. `pixelM2` is
 * the ground of a pixel. All finite; a region without a clear pixel is as its scene is.
 */
export function kindFeatures(
  sums: RegionSums,
  runs: readonly PixelRun[],
  pixelM2: number,
  scene: Float64Array,
): number[] {
  const n = Math.max(1, sums.observed);
  const features: number[] = [];
  const standard = (mean: number, of: number, deviation: number): number =>
    sums.observed === 0 ? 0 : (mean - of) / Math.max(deviation, 0.002);
  for (let b = 0; b < sums.bands.length; b++) {
    features.push(
      standard(sums.before[b]! / n, scene[STAT.meanBefore + b]!, scene[STAT.deviationBefore + b]!),
      standard(sums.after[b]! / n, scene[STAT.meanAfter + b]!, scene[STAT.deviationAfter + b]!),
    );
  }
  const pixelPx = Math.max(sums.pixels, 1);
  const { elongation, fill, widthPx, roughness } = shapeOf(runs, pixelPx);
  return [
    ...features,
    sums.ndviBefore / n,
    sums.ndviAfter / n,
    ...(sums.bands.includes('swir16') ? [sums.bareSoilBefore / n, sums.bareSoilAfter / n] : []),
    unevenness(sums.before[2]! / n, sums.redSquaredBefore / n),
    unevenness(sums.after[2]! / n, sums.redSquaredAfter / n),
    Math.log1p(Math.min(30, sums.changeZ / n)),
    Math.log(pixelPx * pixelM2),
    elongation,
    fill,
    widthPx,
    roughness,
  ];
}

/** Logarithm of the coefficient of variation. */
const unevenness = (mean: number, meanSquare: number): number =>
  Math.log(Math.sqrt(Math.max(0, meanSquare - mean ** 2)) / Math.max(mean, 0.001) + 0.01);

/** Second moments and outline of the pixels: ratio of the axes (log), share of the ellipse of the same moments. */
function shapeOf(
  runs: readonly PixelRun[],
  pixels: number,
): { elongation: number; fill: number; widthPx: number; roughness: number } {
  let [sx, sy, sxx, syy, sxy, outline] = [0, 0, 0, 0, 0, 0];
  const covered = new Map<number, PixelRun[]>();
  for (const run of runs) {
    const count = run.x1 - run.x0;
    const middle = (run.x0 + run.x1 - 1) / 2;
    sx += count * middle;
    sy += count * run.y;
    sxx += count * middle * middle + (count * (count * count - 1)) / 12;
    syy += count * run.y * run.y;
    sxy += count * middle * run.y;
    outline += 2 + 2 * count;
    covered.set(run.y, [...(covered.get(run.y) ?? []), run]);
  }
  for (const run of runs) {
    for (const below of covered.get(run.y + 1) ?? []) {
      outline -= 2 * Math.max(0, Math.min(run.x1, below.x1) - Math.max(run.x0, below.x0));
    }
  }
  const [mx, my] = [sx / pixels, sy / pixels];
  // A pixel is a square, not a point: 1/12 on the diagonal.
  const [a, d, b] = [sxx / pixels - mx * mx + 1 / 12, syy / pixels - my * my + 1 / 12, sxy / pixels - mx * my];
  const root = Math.hypot((a - d) / 2, b);
  const [long, short] = [(a + d) / 2 + root, Math.max(1 / 12, (a + d) / 2 - root)];
  return {
    elongation: Math.log(long / short) / 2,
    fill: pixels / (4 * Math.PI * Math.sqrt(long * short)),
    widthPx: Math.log((2 * pixels) / outline),
    roughness: Math.log(outline / (4 * Math.sqrt(pixels))),
  };
}
