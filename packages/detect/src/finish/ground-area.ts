import { geodesicAreaM2, pixelToWorld, type Grid, type Position } from '@landscar/core';

/** One pixel's area is taken as the same over squares of this many pixels. */
const PATCH_PX = 256;

/** Geodesic area of pixels by place, m². */
export class GroundArea {
  private readonly known = new Map<number, number>();

  constructor(
    private readonly grid: Grid,
    private readonly toLonLat: (position: Position) => Position,
  ) {}

  /** Areas of the pixels of a row that are not, and that are, of one value. */
  rowAreas(y: number, values: Uint8Array, hidden: number): { readonly seenM2: number; readonly hiddenM2: number } {
    let [seenM2, hiddenM2] = [0, 0];
    // Most rows have none: the search is native.
    const first = values.indexOf(hidden);
    for (let x0 = 0; x0 < values.length; x0 += PATCH_PX) {
      const end = Math.min(values.length, x0 + PATCH_PX);
      const count = first === -1 || first >= end ? 0 : countOf(values, hidden, x0, end);
      const pixelM2 = this.pixelM2(x0, y);
      seenM2 += (end - x0 - count) * pixelM2;
      hiddenM2 += count * pixelM2;
    }
    return { seenM2, hiddenM2 };
  }

  /** Area of one pixel there. */
  pixelM2(x: number, y: number): number {
    const [i, j] = [Math.floor(x / PATCH_PX), Math.floor(y / PATCH_PX)];
    const key = j * 1e6 + i;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const [x0, y0] = [i * PATCH_PX, j * PATCH_PX];
    const [x1, y1] = [Math.min(this.grid.width, x0 + PATCH_PX), Math.min(this.grid.height, y0 + PATCH_PX)];
    const ring = [
      [x0, y0],
      [x0, y1],
      [x1, y1],
      [x1, y0],
      [x0, y0],
    ].map(([u, v]) => this.toLonLat(pixelToWorld(this.grid, u!, v!)));
    const area = geodesicAreaM2({ type: 'Polygon', coordinates: [ring] }) / ((x1 - x0) * (y1 - y0));
    this.known.set(key, area);
    return area;
  }
}

function countOf(values: Uint8Array, wanted: number, from: number, to: number): number {
  let count = 0;
  for (let x = from; x < to; x++) if (values[x] === wanted) count++;
  return count;
}
