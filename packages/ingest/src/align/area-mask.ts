import { polygonsOf, worldToPixel, type Areal, type Grid, type Window } from '@landscar/core';
import { projectAreal } from '@landscar/geodata';

/** Tells which pixels of a window have their centre inside an area: UInt8, row by row, 1 inside. */
export type AreaMask = (window: Window) => Uint8Array;

/** Prepares an area given in longitude and latitude for a grid. Even-odd rule, so holes and overlaps are no cases. */
export async function openAreaMask(area: Areal, grid: Grid): Promise<AreaMask> {
  const projected = await projectAreal(area, 'EPSG:4326', grid.crs);
  const edges: (readonly [number, number, number, number])[] = [];
  for (const rings of polygonsOf(projected)) {
    for (const ring of rings) {
      const px = ring.map(([x, y]) => worldToPixel(grid, x, y));
      px.slice(1).forEach(([x1, y1], i) => {
        const [x0, y0] = px[i] ?? [x1, y1];
        if (y0 !== y1) edges.push(y0 < y1 ? [x0, y0, x1, y1] : [x1, y1, x0, y0]);
      });
    }
  }
  edges.sort((a, b) => a[1] - b[1]);
  return (window) => fill(edges, window);
}

function fill(edges: readonly (readonly [number, number, number, number])[], w: Window): Uint8Array {
  const out = new Uint8Array(w.width * w.height);
  for (let row = 0; row < w.height; row++) {
    const y = w.y + row + 0.5;
    const crossings: number[] = [];
    for (const [x0, y0, x1, y1] of edges) {
      if (y0 > y) break;
      if (y < y1) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
    }
    crossings.sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil((crossings[i] ?? 0) - w.x - 0.5));
      const to = Math.min(w.width, Math.ceil((crossings[i + 1] ?? 0) - w.x - 0.5));
      if (to > from) out.fill(1, row * w.width + from, row * w.width + to);
    }
  }
  return out;
}
