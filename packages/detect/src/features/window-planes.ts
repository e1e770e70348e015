import type { PairWindow } from './pair-window.js';
import type { PlanePool } from './plane-pool.js';
import type { FormulaName } from './simd/formulas.js';
import type { BoxSize, Rectangle, Sigma } from './simd/plane-kernels.js';

/** Above 1 / this the boxes of a mask are exact: it has whole values only. */
const MASK_STEPS = 1;

/**
 * The planes of one window at work: vectorised formulas, smoothing and box means that leave hidden pixels out.
 * Far from hidden pixels these are the plain filters, to the bit.
 */
export class WindowPlanes {
  readonly width: number;
  readonly height: number;
  readonly before: readonly Float32Array[];
  readonly after: readonly Float32Array[];
  /** 1 where both dates saw the ground, else 0. */
  readonly mask: Float32Array;
  private readonly whole: Rectangle;
  private readonly allObserved: boolean;
  private readonly shares = new Map<string, Float32Array>();
  private readonly copies: Float32Array[] = [];

  constructor(
    readonly pair: PairWindow,
    private readonly pool: PlanePool,
  ) {
    const { width, height } = pair.window;
    [this.width, this.height] = [width, height];
    this.whole = { x0: 0, y0: 0, x1: width, y1: height };
    this.allObserved = pair.observedCount === pair.observed.length;
    this.mask = this.take();
    this.mask.set(pair.observed);
    this.before = pair.before.map((plane) => this.near(plane));
    this.after = pair.after.map((plane) => this.near(plane));
  }

  take(): Float32Array {
    return this.pool.take(this.pair.observed.length);
  }

  takeAll(count: number): Float32Array[] {
    return Array.from({ length: count }, () => this.take());
  }

  give(...planes: readonly Float32Array[]): void {
    this.pool.give(...planes);
  }

  /** Runs a formula over inputs and outputs; the whole window where no rectangle is given. */
  formula(
    name: FormulaName,
    planes: readonly Float32Array[],
    constants: readonly number[] = [],
    rectangle = this.whole,
  ): void {
    this.pool.kernels.formula(name, planes, constants, rectangle, this.width);
  }

  /** A new plane: hidden pixels, which are 0, are left out of the weights. */
  smooth(input: Float32Array, sigmaPx: Sigma): Float32Array {
    const output = this.plainSmooth(input, sigmaPx);
    if (!this.allObserved) {
      const key = `gauss${sigmaPx}`;
      const share = this.shares.get(key) ?? this.plainSmooth(this.mask, sigmaPx);
      this.shares.set(key, share);
      this.formula('unmask', [output, share, output]);
    }
    return output;
  }

  /** Smooths each plane in turn, which is given back. */
  smoothAll(planes: readonly Float32Array[], sigmaPx: Sigma): Float32Array[] {
    return planes.map((plane) => {
      const smoothed = this.smooth(plane, sigmaPx);
      this.give(plane);
      return smoothed;
    });
  }

  /** A new plane: means over boxes of whole steps. */
  boxMean(steps: Float32Array, size: BoxSize, perUnit: number): Float32Array {
    const output = this.take();
    const scratch = [this.take(), this.take()] as const;
    this.pool.kernels.box(size, perUnit, steps, output, scratch, this.width, this.height);
    this.give(...scratch);
    return output;
  }

  /** A new plane: means over what was seen of the boxes, in whole steps. */
  seenMean(plane: Float32Array, size: BoxSize, perUnit: number): Float32Array {
    const mean = this.maskedMean(plane, size, perUnit);
    if (!this.allObserved) this.formula('unmask', [mean, this.seenShare(size), mean]);
    return mean;
  }

  /** A new plane: how far a plane stands above its surroundings; hidden pixels count as their surroundings. */
  contrast(plane: Float32Array, size: BoxSize, perUnit: number): Float32Array {
    const out = this.maskedMean(plane, size, perUnit);
    this.formula('contrast', [plane, out, this.seenShare(size), this.mask, out]);
    return out;
  }

  /**
   * A new plane: the answer of a net over planes. Where `known` is given, pixels of which it is not over the floor may keep
   * what it says, or be worked out as the others: whoever asks does not use them.
   */
  dense(
    inputs: readonly Float32Array[],
    weights: Float32Array,
    { plane, floor }: { readonly plane: Float32Array; readonly floor: number } = {
      plane: inputs[0]!,
      floor: -Infinity,
    },
  ): Float32Array {
    const [own, table, output] = [this.pool.take(weights.length), this.take(), this.take()];
    own.set(weights);
    this.pool.kernels.dense(inputs, own, output, table, plane, floor);
    this.give(own, table);
    return output;
  }

  /** Share of the box around each pixel that was seen; the mask itself, which is 1, where all was. */
  seenShare(size: BoxSize): Float32Array {
    if (this.allObserved) return this.mask;
    const key = `box${size}`;
    const known = this.shares.get(key);
    if (known !== undefined) return known;
    const share = this.maskedMean(this.mask, size, MASK_STEPS);
    this.shares.set(key, share);
    return share;
  }

  /** Products of the brightness gradients of two planes, 0 where hidden. */
  sobel(first: Float32Array, second: Float32Array): [product: Float32Array, a: Float32Array, b: Float32Array] {
    const out = [this.take(), this.take(), this.take()] as [Float32Array, Float32Array, Float32Array];
    const scratch = [this.take(), this.take(), this.take()] as const;
    this.pool.kernels.sobel([first, second], this.mask, out, scratch, this.width, this.height);
    this.give(...scratch);
    return out;
  }

  /** Gives its own planes back. */
  release(): void {
    this.give(this.mask, ...this.shares.values(), ...this.copies);
    this.shares.clear();
  }

  /** Means over boxes of a plane in whole steps, hidden pixels as 0. */
  private maskedMean(plane: Float32Array, size: BoxSize, perUnit: number): Float32Array {
    const steps = this.take();
    this.formula('steps', [plane, this.mask, steps], [perUnit]);
    const mean = this.boxMean(steps, size, perUnit);
    this.give(steps);
    return mean;
  }

  private plainSmooth(input: Float32Array, sigmaPx: Sigma): Float32Array {
    const output = this.take();
    const scratch = [this.take(), this.take()] as const;
    this.pool.kernels.gaussian(sigmaPx, input, output, scratch, this.width, this.height);
    this.give(...scratch);
    return output;
  }

  private near(plane: Float32Array): Float32Array {
    if (this.pool.owns(plane)) return plane;
    const copy = this.take();
    copy.set(plane);
    this.copies.push(copy);
    return copy;
  }
}
