/** A run of pixels of one row: `x0` to before `x1`. */
export interface PixelRun {
  readonly y: number;
  readonly x0: number;
  readonly x1: number;
}

/** A 4-connected object: its runs row by row, and what its codes say. */
export interface Component {
  readonly runs: readonly PixelRun[];
  readonly pixelCount: number;
  readonly maxCode: number;
  readonly codeSum: number;
}

interface OpenComponent {
  parent: OpenComponent | undefined;
  runs: PixelRun[];
  pixelCount: number;
  maxCode: number;
  codeSum: number;
  lastRow: number;
}

/**
 * 4-connected objects of pixels from `growCode` up, over rows that come one after the other (union-find over runs).
 * An object leaves as soon as a row no longer touches it: memory holds open objects only, whatever the area.
 */
export class ComponentScan {
  private above: { x0: number; x1: number; owner: OpenComponent }[] = [];

  constructor(
    private readonly width: number,
    private readonly growCode: number,
    /** Codes over this are no probability (unobserved). */
    private readonly maxCode: number,
    private readonly onComponent: (component: Component) => void,
  ) {}

  /** Takes the row `y`: codes from `offset` in `codes`. Rows come in order. */
  pushRow(y: number, codes: Uint8Array, offset: number): void {
    const here: { x0: number; x1: number; owner: OpenComponent }[] = [];
    let next = 0;
    for (let x = 0; x < this.width; x++) {
      if (!this.isInside(codes[offset + x]!)) continue;
      const x0 = x;
      let highest = 0;
      let sum = 0;
      while (x < this.width && this.isInside(codes[offset + x]!)) {
        const code = codes[offset + x]!;
        if (code > highest) highest = code;
        sum += code;
        x++;
      }
      const own: OpenComponent = {
        parent: undefined,
        runs: [{ y, x0, x1: x }],
        pixelCount: x - x0,
        maxCode: highest,
        codeSum: sum,
        lastRow: y,
      };
      let owner = own;
      while (next < this.above.length && this.above[next]!.x1 <= x0) next++;
      for (let k = next; k < this.above.length && this.above[k]!.x0 < x; k++)
        owner = unite(owner, this.above[k]!.owner);
      here.push({ x0, x1: x, owner });
    }
    this.release(y);
    this.above = here;
  }

  /** After the last row. */
  finish(): void {
    this.release(Infinity);
    this.above = [];
  }

  private isInside(code: number): boolean {
    return code >= this.growCode && code <= this.maxCode;
  }

  private release(y: number): void {
    for (const { owner } of this.above) {
      const root = find(owner);
      if (root.lastRow >= y || root.runs.length === 0) continue;
      const { runs, pixelCount, maxCode, codeSum } = root;
      runs.sort((a, b) => a.y - b.y || a.x0 - b.x0);
      this.onComponent({ runs, pixelCount, maxCode, codeSum });
      root.runs = [];
    }
  }
}

function find(component: OpenComponent): OpenComponent {
  let root = component;
  while (root.parent !== undefined) root = root.parent;
  let at = component;
  while (at.parent !== undefined) {
    const next = at.parent;
    at.parent = root;
    at = next;
  }
  return root;
}

function unite(a: OpenComponent, b: OpenComponent): OpenComponent {
  let [big, small] = [find(a), find(b)];
  if (big === small) return big;
  if (big.runs.length < small.runs.length) [big, small] = [small, big];
  small.parent = big;
  for (const run of small.runs) big.runs.push(run);
  small.runs = [];
  big.pixelCount += small.pixelCount;
  big.maxCode = Math.max(big.maxCode, small.maxCode);
  big.codeSum += small.codeSum;
  big.lastRow = Math.max(big.lastRow, small.lastRow);
  return big;
}
