/** A rectangle of whole pixels; x to the right, y down; half open. */
export interface Window {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Grown by `haloPx` on every side and clipped to 0..width, 0..height. */
export function growWindow(window: Window, haloPx: number, width: number, height: number): Window {
  const x0 = Math.max(0, window.x - haloPx);
  const y0 = Math.max(0, window.y - haloPx);
  const x1 = Math.min(width, window.x + window.width + haloPx);
  const y1 = Math.min(height, window.y + window.height + haloPx);
  return { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
}

/** All windows of at most `sizePx` that cover a raster once, row by row; the last ones are smaller, never shifted. */
export function tileWindows(width: number, height: number, sizePx: number): Window[] {
  const windows: Window[] = [];
  for (let y = 0; y < height; y += sizePx) {
    for (let x = 0; x < width; x += sizePx) {
      windows.push({ x, y, width: Math.min(sizePx, width - x), height: Math.min(sizePx, height - y) });
    }
  }
  return windows;
}

export function windowsIntersect(a: Window, b: Window): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** What two windows share; undefined where that is nothing. */
export function intersectWindows(a: Window, b: Window): Window | undefined {
  if (!windowsIntersect(a, b)) return undefined;
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  return {
    x,
    y,
    width: Math.min(a.x + a.width, b.x + b.width) - x,
    height: Math.min(a.y + a.height, b.y + b.height) - y,
  };
}
