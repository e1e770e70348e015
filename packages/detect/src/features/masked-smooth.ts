import { gaussian, gaussianKernel } from './gaussian.js';
import type { PlanePool } from './plane-pool.js';

/**
 * Gaussian smoothing that leaves hidden pixels out: values there are 0 beforehand, and the sum is divided by the share
 * of weights that fell on observed ground. Far from hidden pixels this is the plain filter, to the bit.
 */
export class MaskedSmooth {
  private readonly shares = new Map<number, Float32Array>();
  private readonly kernels = new Map<number, Float64Array>();

  constructor(
    private readonly pool: PlanePool,
    private readonly width: number,
    private readonly height: number,
    private readonly observed: Uint8Array,
    private readonly allObserved: boolean,
  ) {}

  /** Smooths into `output`, which may be `input`. */
  run(input: Float32Array, output: Float32Array, sigmaPx: number): void {
    const scratch = this.pool.take(input.length);
    gaussian(input, output, scratch, this.width, this.height, this.kernel(sigmaPx));
    this.pool.give(scratch);
    if (this.allObserved) return;
    const share = this.share(sigmaPx);
    for (let i = 0; i < output.length; i++) {
      const s = share[i]!;
      if (s < NEARLY_ALL) output[i] = s > NEARLY_NONE ? output[i]! / s : 0;
    }
  }

  /** Gives its planes back. */
  release(): void {
    this.pool.give(...this.shares.values());
    this.shares.clear();
  }

  private kernel(sigmaPx: number): Float64Array {
    const kernel = this.kernels.get(sigmaPx) ?? gaussianKernel(sigmaPx);
    this.kernels.set(sigmaPx, kernel);
    return kernel;
  }

  private share(sigmaPx: number): Float32Array {
    const known = this.shares.get(sigmaPx);
    if (known !== undefined) return known;
    const share = this.pool.take(this.observed.length);
    const scratch = this.pool.take(this.observed.length);
    for (let i = 0; i < share.length; i++) share[i] = this.observed[i]!;
    gaussian(share, share, scratch, this.width, this.height, this.kernel(sigmaPx));
    this.pool.give(scratch);
    this.shares.set(sigmaPx, share);
    return share;
  }
}

/** Above this the missing share is rounding of the kernel's sum. */
const NEARLY_ALL = 1 - 1e-5;
const NEARLY_NONE = 1e-4;
