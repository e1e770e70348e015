import type { OnnxGraph } from './onnx-graph.js';
import { resultMarginPx } from './unet.js';

/** Where a cut starts and ends (half open; what lies beyond the tensor is not there): names of lists of rows and columns. */
export interface Cut {
  readonly starts: string;
  readonly ends: string;
}

/** Name of the graph's second input. */
export const INNER_INPUT = 'inner';

/**
 * The halo of a window is there so that its inner part comes out right; its own answers are thrown away. On the way down a
 * U-Net needs all of it, on the way up only what the inner part still depends on: two 3 × 3 convolutions a level look two
 * pixels far, and doubling turns one pixel into two. So each level keeps a margin around the inner part and drops the
 * rest: a quarter of all work, where the halo is a fifth of the block.
 *
 * `inner` is [top, left, bottom, right] in pixels of the window, half open, multiples of the stride. Level 1 is full
 * resolution, `depth` the lowest.
 */
export class InnerWindow {
  /** Lists that the graph takes beside its pixels. */
  static readonly INPUT = { [INNER_INPUT]: 4 };
  private readonly starts: string;
  private readonly ends: string;
  private readonly zero: string;
  private readonly results = new Map<number, Cut>();
  private readonly skips = new Map<number, Cut>();

  constructor(
    private readonly graph: OnnxGraph,
    private readonly depth: number,
  ) {
    [this.starts, this.ends] = graph.split(INNER_INPUT, 2, 0);
    this.zero = graph.integers(0);
  }

  /** What the way up of a level takes from its way down: as much as the doubled result of the level below covers. */
  skip(level: number): Cut {
    const known = this.skips.get(level);
    if (known !== undefined) return known;
    const cut = this.around(level, 2 * resultMarginPx(level + 1));
    this.skips.set(level, cut);
    return cut;
  }

  /** What the level above needs of a level's result, in pixels of what that level has kept. */
  result(level: number): Cut {
    const known = this.results.get(level);
    if (known !== undefined) return known;
    const { starts, ends } = this.around(level, resultMarginPx(level));
    const cut = level === this.depth ? { starts, ends } : this.within({ starts, ends }, this.skip(level).starts);
    this.results.set(level, cut);
    return cut;
  }

  /** The inner part in pixels of a level, with a margin. */
  private around(level: number, marginPx: number): Cut {
    const { graph } = this;
    const size = graph.integers(2 ** (level - 1));
    const margin = graph.integers(marginPx);
    const first = graph.node('Sub', [graph.node('Div', [this.starts, size]), margin]);
    return {
      starts: graph.node('Max', [first, this.zero]),
      ends: graph.node('Add', [graph.node('Div', [this.ends, size]), margin]),
    };
  }

  private within({ starts, ends }: Cut, from: string): Cut {
    return { starts: this.graph.node('Sub', [starts, from]), ends: this.graph.node('Sub', [ends, from]) };
  }
}
