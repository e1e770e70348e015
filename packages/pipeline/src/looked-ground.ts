import {
  VALIDITY_BITS,
  pixelToWorld,
  tileWindows,
  type Areal,
  type Grid,
  type Polygon,
  type Position,
  type Window,
} from '@landscar/core';
import { createTransform, differenceAreal, intersectAreal, openStack, unionAreal } from '@landscar/geodata';
import { rectanglesOf, type LookedGround } from '@landscar/report';
import { outlineOf } from './observed-ground.js';

/** Cells across the longer side of the stack. */
const CELLS = 800;
const READ_PX = 1024;

/**
 * What the stack shows of the ground that was asked for: cells of which both dates show most clearly, and those they do
 * not. `asked`, longitude and latitude: the area, or the focus in it; without it all of the stack. What lies beyond the
 * imagery is hidden; what was not asked for is neither.
 */
export async function lookedGround(stackDir: string, asked: Areal | undefined): Promise<LookedGround> {
  const stack = await openStack(stackDir);
  try {
    const { grid } = stack.manifest;
    const step = Math.max(1, Math.ceil(Math.max(grid.width, grid.height) / CELLS));
    const cells = new CellCounts(grid, step);
    // Pieces start on whole cells.
    for (const window of tileWindows(grid.width, grid.height, Math.max(1, Math.floor(READ_PX / step)) * step)) {
      const { before, after } = await stack.readValidity(window);
      cells.add(window, before, after);
    }
    const toLonLat = await createTransform(grid.crs, 'EPSG:4326');
    const ground = (mask: Uint8Array): Promise<Areal | null> =>
      unionAreal(rectanglesOf(mask, cells.across, cells.down).map((r) => polygonOf(r, step, grid, toLonLat)));
    const [seen, hidden] = [await ground(cells.mask(false)), await ground(cells.mask(true))];
    if (asked === undefined) return { seen, hidden };
    const beyond = await differenceAreal(asked, await outlineOf(grid));
    const inside = hidden === null ? null : await intersectAreal(hidden, asked);
    return {
      seen: seen === null ? null : await intersectAreal(seen, asked),
      hidden: await unionAreal([beyond, inside].filter((part) => part !== null)),
    };
  } finally {
    await stack.close();
  }
}

/** Pixels of each cell that were asked for, and those of them that a date hides. */
class CellCounts {
  readonly across: number;
  readonly down: number;
  readonly #asked: Uint32Array;
  readonly #hidden: Uint32Array;

  constructor(
    grid: Grid,
    private readonly step: number,
  ) {
    [this.across, this.down] = [Math.ceil(grid.width / step), Math.ceil(grid.height / step)];
    this.#asked = new Uint32Array(this.across * this.down);
    this.#hidden = new Uint32Array(this.across * this.down);
  }

  add(w: Window, before: Uint8Array, after: Uint8Array): void {
    for (let y = 0, i = 0; y < w.height; y++) {
      const row = Math.floor((w.y + y) / this.step) * this.across;
      for (let x = 0; x < w.width; x++, i++) {
        const bits = before[i]! | after[i]!;
        if ((bits & VALIDITY_BITS.outsideArea) !== 0) continue;
        const cell = row + Math.floor((w.x + x) / this.step);
        this.#asked[cell] = this.#asked[cell]! + 1;
        if (bits !== 0) this.#hidden[cell] = this.#hidden[cell]! + 1;
      }
    }
  }

  /** 1 where most of what was asked for is hidden, or, else, where it is not. */
  mask(hidden: boolean): Uint8Array {
    return Uint8Array.from(this.#asked, (n, i) => (n > 0 && this.#hidden[i]! * 2 >= n === hidden ? 1 : 0));
  }
}

function polygonOf(
  { x0, y0, x1, y1 }: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number },
  step: number,
  grid: Grid,
  toLonLat: (position: Position) => Position,
): Polygon {
  const corner = (x: number, y: number): Position =>
    toLonLat(pixelToWorld(grid, Math.min(x * step, grid.width), Math.min(y * step, grid.height)));
  return {
    type: 'Polygon',
    coordinates: [[corner(x0, y0), corner(x0, y1), corner(x1, y1), corner(x1, y0), corner(x0, y0)]],
  };
}
