import { bboxOf, pixelToWorld, polygonsOf, worldToPixel, type Areal, type Grid, type Window } from '@landscar/core';
import { bufferAreal, createTransform, isGeographicCrs, openStack, type StackReader } from '@landscar/geodata';
import type { RectifiedGround, RectifiedLead } from '@landscar/report';

/** Width of the ring whose green says what the season is like. */
const RING_M = 100;

/** What the after date of a stack shows where leads were rectified. Leads outside of its grid are left out. */
export async function rectifiedGround(stackDir: string, leads: readonly RectifiedLead[]): Promise<RectifiedGround[]> {
  if (leads.length === 0) return [];
  const stack = await openStack(stackDir);
  try {
    const { grid, bands } = stack.manifest;
    const needed = ['blue', 'red', 'nir', 'swir16'].map((name) => bands.indexOf(name));
    if (needed.includes(-1)) return [];
    const toGrid = await createTransform('EPSG:4326', grid.crs);
    const unitsAMetre = (await isGeographicCrs(grid.crs)) ? 1 / 111_320 : 1;
    const grounds: RectifiedGround[] = [];
    for (const { eventId, outlineLonLat } of leads) {
      const outline = toGrid.geometry(outlineLonLat);
      const around = (await bufferAreal(outline, RING_M * unitsAMetre)) ?? outline;
      const window = windowOf(around, grid);
      if (window === null) continue;
      const sums = await sumsOf(stack, window, outline, around, needed);
      const { own, ring } = sums;
      if (own.clear === 0 || ring.clear === 0) continue;
      grounds.push({
        eventId,
        validShare: round(own.clear / own.pixels),
        ndvi: round(own.ndvi / own.clear),
        bareSoil: round(own.bareSoil / own.clear),
        ndviAround: round(ring.ndvi / ring.clear),
      });
    }
    return grounds;
  } finally {
    await stack.close();
  }
}

interface Sums {
  pixels: number;
  clear: number;
  ndvi: number;
  bareSoil: number;
}

async function sumsOf(
  stack: StackReader,
  window: Window,
  outline: Areal,
  around: Areal,
  needed: readonly number[],
): Promise<{ own: Sums; ring: Sums }> {
  const { grid, scale, offset } = stack.manifest;
  const pixels = await stack.readDate('after', window);
  const { after: validity } = await stack.readValidity(window);
  const [blue, red, nir, swir] = needed.map((i) => pixels[i]);
  const empty = (): Sums => ({ pixels: 0, clear: 0, ndvi: 0, bareSoil: 0 });
  const sums = { own: empty(), ring: empty() };
  for (let y = 0; y < window.height; y++) {
    for (let x = 0; x < window.width; x++) {
      const centre = pixelToWorld(grid, window.x + x + 0.5, window.y + y + 0.5);
      const inside = contains(outline, centre);
      if (!inside && !contains(around, centre)) continue;
      const into = inside ? sums.own : sums.ring;
      into.pixels += 1;
      const i = y * window.width + x;
      if (validity[i] !== 0) continue;
      const [b, r, n, s] = [blue, red, nir, swir].map((band) => (band?.[i] ?? 0) * scale + offset);
      if (b === undefined || r === undefined || n === undefined || s === undefined) continue;
      into.clear += 1;
      into.ndvi += ratio(n - r, n + r);
      // Bare soil index: (SWIR + red − NIR − blue) / their sum (Rikimaru et al. 2002), as detect's evidence has it.
      into.bareSoil += ratio(s + r - (n + b), s + r + n + b);
    }
  }
  return sums;
}

function windowOf(areal: Areal, grid: Grid): Window | null {
  const [minX, minY, maxX, maxY] = bboxOf(areal);
  const [left, top] = worldToPixel(grid, minX, maxY);
  const [right, bottom] = worldToPixel(grid, maxX, minY);
  const [x, y] = [Math.max(0, Math.floor(left)), Math.max(0, Math.floor(top))];
  const width = Math.min(grid.width, Math.ceil(right)) - x;
  const height = Math.min(grid.height, Math.ceil(bottom)) - y;
  return width <= 0 || height <= 0 ? null : { x, y, width, height };
}

/** Even-odd rule over all rings. */
function contains(areal: Areal, [px, py]: readonly [number, number]): boolean {
  let inside = false;
  for (const ring of polygonsOf(areal).flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1], ring[i]];
      if (a === undefined || b === undefined || a[1] > py === b[1] > py) continue;
      if (px < ((b[0] - a[0]) * (py - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
    }
  }
  return inside;
}

const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);
const round = (value: number): number => Math.round(value * 1e4) / 1e4;
