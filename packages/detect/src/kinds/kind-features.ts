import type { RegionSums } from '../evidence/region-sums.js';
import type { PixelRun } from '../polygons/component-scan.js';

/**
 * What tells kinds of ground apart: the spectrum of the second date and its change (logarithms of means), indices, size and
 * shape. `pixelM2` is the ground of a pixel. All finite; the pixels of a region without a clear one count as dark.
 */
export function kindFeatures(sums: RegionSums, runs: readonly PixelRun[], pixelM2: number): number[] {
  const n = Math.max(1, sums.observed);
  const features: number[] = [];
  for (let b = 0; b < sums.bands.length; b++) {
    const [before, after] = [Math.max(sums.before[b]! / n, 0.001), Math.max(sums.after[b]! / n, 0.001)];
    features.push(Math.log(after), Math.log(after / before));
  }
  const pixelPx = Math.max(sums.pixels, 1);
  const { elongation, fill, widthPx, roughness } = shapeOf(runs, pixelPx);
  return [
    ...features,
    sums.ndviBefore / n,
    sums.ndviAfter / n,
    ...(sums.bands.includes('swir16') ? [sums.bareSoilBefore / n, sums.bareSoilAfter / n] : []),
    Math.log1p(Math.min(30, sums.changeZ / n)),
    Math.log(pixelPx * pixelM2),
    elongation,
    fill,
    widthPx,
    roughness,
  ];
}

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
