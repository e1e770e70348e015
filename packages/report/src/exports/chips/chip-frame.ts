import { bboxOf, polygonsOf, worldToPixel, type Areal, type Grid, type Window } from '@landscar/core';
import { groundScale } from './ground-scale.js';

/** Where a picture lies in the stack and how large it is drawn. */
export interface ChipFrame {
  readonly window: Window;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly widthM: number;
  readonly heightM: number;
}

export interface FrameOptions {
  /** Longer side of the picture, pixels. */
  readonly sizePx: number;
  /** Side of the square on the ground as a multiple of the geometry's longer side. */
  readonly factor: number;
  /** Least side in stack pixels: smaller pictures show no surroundings. */
  readonly minSidePx: number;
}

/** A square on the ground around a geometry, moved into the grid, or clipped where the grid is smaller. */
export function chipFrame(geometry: Areal, grid: Grid, pixelSizeM: number, options: FrameOptions): ChipFrame {
  const [minX, minY, maxX, maxY] = bboxOf(geometry);
  const [x0, y0] = worldToPixel(grid, minX, maxY);
  const [x1, y1] = worldToPixel(grid, maxX, minY);
  const scale = groundScale(grid, pixelSizeM, (y0 + y1) / 2);
  const sideM = Math.max(
    options.factor * Math.max((x1 - x0) * scale.pixelWidthM, (y1 - y0) * scale.pixelHeightM),
    options.minSidePx * Math.max(scale.pixelWidthM, scale.pixelHeightM),
  );
  const width = Math.min(grid.width, Math.max(1, Math.round(sideM / scale.pixelWidthM)));
  const height = Math.min(grid.height, Math.max(1, Math.round(sideM / scale.pixelHeightM)));
  const window = {
    x: clamp(Math.round((x0 + x1 - width) / 2), 0, grid.width - width),
    y: clamp(Math.round((y0 + y1 - height) / 2), 0, grid.height - height),
    width,
    height,
  };
  return sized(window, width * scale.pixelWidthM, height * scale.pixelHeightM, options.sizePx);
}

/** The whole grid. */
export function gridFrame(grid: Grid, pixelSizeM: number, sizePx: number): ChipFrame {
  const scale = groundScale(grid, pixelSizeM, grid.height / 2);
  const window = { x: 0, y: 0, width: grid.width, height: grid.height };
  return sized(window, grid.width * scale.pixelWidthM, grid.height * scale.pixelHeightM, sizePx);
}

/** SVG path data of a geometry in the pixels of a picture, one decimal; vertices nearer than `leastStepPx` to the one before are left out. */
export function outlinePath(geometry: Areal, grid: Grid, frame: ChipFrame, leastStepPx = 0): string {
  const sx = frame.widthPx / frame.window.width;
  const sy = frame.heightPx / frame.window.height;
  const ringPath = (ring: readonly (readonly [number, number])[]): string => {
    const points: string[] = [];
    let last: readonly [number, number] | undefined;
    for (const [x, y] of ring.slice(0, -1)) {
      const [column, row] = worldToPixel(grid, x, y);
      const [px, py] = [(column - frame.window.x) * sx, (row - frame.window.y) * sy];
      if (last !== undefined && Math.hypot(px - last[0], py - last[1]) < leastStepPx) continue;
      last = [px, py];
      points.push(`${px.toFixed(1)} ${py.toFixed(1)}`);
    }
    // Vertices that fall on the same tenth of a pixel add bytes and nothing to see.
    return `M${points.filter((p, i) => p !== points[i - 1]).join('L')}Z`;
  };
  return polygonsOf(geometry)
    .flatMap((rings) => rings.map(ringPath))
    .join('');
}

/** A round length (1, 2 or 5 times a power of ten, metres) of at most a third of the picture, and its pixels. */
export function scaleBar(frame: ChipFrame): { readonly lengthM: number; readonly lengthPx: number } {
  const most = frame.widthM / 3;
  const power = 10 ** Math.floor(Math.log10(most));
  const lengthM = (most >= 5 * power ? 5 : most >= 2 * power ? 2 : 1) * power;
  return { lengthM, lengthPx: (lengthM / frame.widthM) * frame.widthPx };
}

function sized(window: Window, widthM: number, heightM: number, sizePx: number): ChipFrame {
  const pxPerM = sizePx / Math.max(widthM, heightM);
  return {
    window,
    widthM,
    heightM,
    widthPx: Math.max(1, Math.round(widthM * pxPerM)),
    heightPx: Math.max(1, Math.round(heightM * pxPerM)),
  };
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));
