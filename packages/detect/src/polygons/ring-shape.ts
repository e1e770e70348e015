import type { Polygon } from '@landscar/core';
import type { Grid } from '@landscar/core';

/** Width of the ribbon that a polygon would be (2 × area / outline length), px, and the share of its longest axis-parallel edge. */
export function ringShape(
  polygon: Polygon,
  pixelCount: number,
  grid: Grid,
): { widthPx: number; longestEdgeShare: number } {
  let lengthPx = 0;
  let longestPx = 0;
  for (const ring of polygon.coordinates) {
    for (let i = 1; i < ring.length; i++) {
      const dx = Math.abs(ring[i]![0] - ring[i - 1]![0]) / grid.pixelWidth;
      const dy = Math.abs(ring[i]![1] - ring[i - 1]![1]) / grid.pixelHeight;
      const length = Math.hypot(dx, dy);
      lengthPx += length;
      if (Math.min(dx, dy) < 1e-6) longestPx = Math.max(longestPx, length);
    }
  }
  return { widthPx: (2 * pixelCount) / lengthPx, longestEdgeShare: longestPx / lengthPx };
}
