import { VALIDITY_BITS, geodesicAreaM2, tileWindows, type Areal, type Grid, type Window } from '@landscar/core';
import { differenceAreal, gridOutline, intersectAreal, maskAreal, openStack, unionAreal } from '@landscar/geodata';
import type { LookedGround } from '@landscar/report';

/** With the area of the pixels that were asked for and that both dates show. */
export interface SeenGround extends LookedGround {
  readonly seenM2: number;
}

/** Cells across the longer side of the stack. */
const CELLS = 800;
const READ_PX = 1024;

/**
 * What the stack shows of the ground that was asked for: cells of which both dates show most clearly, and those they do
 * not. `asked`, longitude and latitude: the area, or the focus in it; without it all of the stack. What lies beyond the
 * imagery is hidden; what was not asked for is neither.
 */
export async function lookedGround(stackDir: string, asked: Areal | undefined): Promise<SeenGround> {
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
    const seen = await maskAreal(cells.mask(false), grid, step);
    const hidden = await maskAreal(cells.mask(true), grid, step);
    const seenM2 = cells.seenPx * (await pixelAreaM2(grid));
    if (asked === undefined) return { seen, hidden, seenM2 };
    const beyond = await differenceAreal(asked, await gridOutline(grid));
    const inside = hidden === null ? null : await intersectAreal(hidden, asked);
    return {
      seen: seen === null ? null : await intersectAreal(seen, asked),
      hidden: await unionAreal([beyond, inside].filter((part) => part !== null)),
      seenM2,
    };
  } finally {
    await stack.close();
  }
}

/** Pixels of each cell that were asked for, and those of them that a date hides. */
class CellCounts {
  readonly #across: number;
  readonly #asked: Uint32Array;
  readonly #hidden: Uint32Array;

  constructor(
    grid: Grid,
    private readonly step: number,
  ) {
    this.#across = Math.ceil(grid.width / step);
    const count = this.#across * Math.ceil(grid.height / step);
    this.#asked = new Uint32Array(count);
    this.#hidden = new Uint32Array(count);
  }

  add(w: Window, before: Uint8Array, after: Uint8Array): void {
    for (let y = 0, i = 0; y < w.height; y++) {
      const row = Math.floor((w.y + y) / this.step) * this.#across;
      for (let x = 0; x < w.width; x++, i++) {
        const bits = before[i]! | after[i]!;
        if ((bits & VALIDITY_BITS.outsideArea) !== 0) continue;
        const cell = row + Math.floor((w.x + x) / this.step);
        this.#asked[cell] = this.#asked[cell]! + 1;
        if (bits !== 0) this.#hidden[cell] = this.#hidden[cell]! + 1;
      }
    }
  }

  get seenPx(): number {
    return this.#asked.reduce((sum, n, i) => sum + n - this.#hidden[i]!, 0);
  }

  /** 1 where most of what was asked for is hidden, or, else, where it is not. */
  mask(hidden: boolean): Uint8Array {
    return Uint8Array.from(this.#asked, (n, i) => (n > 0 && this.#hidden[i]! * 2 >= n === hidden ? 1 : 0));
  }
}

/** Of the grid's outline, shared out: pixels of one stack differ by less than its own accuracy. */
const pixelAreaM2 = async (grid: Grid): Promise<number> =>
  geodesicAreaM2(await gridOutline(grid)) / (grid.width * grid.height);
