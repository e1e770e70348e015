/** A plane (height, width) moved by (dx, dy) px, x right and y down, between pixels linearly, edges repeated. */
export function shiftPlane(plane: Uint16Array, width: number, height: number, dx: number, dy: number): Uint16Array {
  const out = new Uint16Array(plane.length);
  const clamp = (v: number, most: number): number => Math.min(most, Math.max(0, v));
  for (let y = 0; y < height; y++) {
    const sy = clamp(y - dy, height - 1);
    const y0 = Math.floor(sy);
    const y1 = Math.min(height - 1, y0 + 1);
    const fy = sy - y0;
    for (let x = 0; x < width; x++) {
      const sx = clamp(x - dx, width - 1);
      const x0 = Math.floor(sx);
      const x1 = Math.min(width - 1, x0 + 1);
      const fx = sx - x0;
      const upper = plane[y0 * width + x0]! * (1 - fx) + plane[y0 * width + x1]! * fx;
      const lower = plane[y1 * width + x0]! * (1 - fx) + plane[y1 * width + x1]! * fx;
      out[y * width + x] = Math.round(upper * (1 - fy) + lower * fy);
    }
  }
  return out;
}
