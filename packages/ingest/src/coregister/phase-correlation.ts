import { Fft2d } from './fft-2d.js';
import { PATCH_PX } from './patch-kernel.js';
import { Patch } from './patch.js';

export interface PhasePeak {
  /** Pixels by which `a` has to move to lie on `b`, x right, y down. */
  readonly dx: number;
  readonly dy: number;
  /** Peak height in standard deviations of the correlation surface. */
  readonly snr: number;
}

/** Images of one place and date, one a band, square; NaN is no data. */
export type SquareBands = readonly Float32Array[];

/** Fourier transforms of the gradients of an image: interleaved re, im, one array a band. */
export type Spectra = readonly Float64Array[];

/**
 * Sub-pixel phase correlation on gradient images. The gradient, as a complex number with its length compressed,
 * is blind to brightness and half blind to season (Fitch et al., "Orientation correlation", BMVC 2002); the peak of the
 * whitened, low-passed cross spectrum is refined by a matrix DFT around it (Guizar-Sicairos et al., Opt. Lett. 33, 2008).
 */
export class PhaseCorrelator {
  readonly #fft: Fft2d;
  readonly #window: Float64Array;
  readonly #lowPass: Float64Array;
  readonly #patch: Patch;
  readonly #cross: Float64Array;
  readonly #surface: Float64Array;

  /** `size`: side of the square, a power of two. Shifts up to a quarter of it are found. */
  constructor(readonly size: number) {
    this.#fft = new Fft2d(size);
    this.#cross = new Float64Array(size * size * 2);
    this.#surface = new Float64Array(size * size * 2);
    this.#window = Float64Array.from(
      { length: size },
      (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / size),
    );
    // Frequencies near Nyquist hold resampling noise and aliasing rather than ground.
    this.#lowPass = Float64Array.from({ length: size }, (_, i) => {
      const f = Math.min(i, size - i) / size;
      return Math.exp(-((f / 0.22) ** 2));
    });
    // Of the others the low pass leaves next to nothing.
    this.#patch = new Patch(
      size,
      [...this.#lowPass.keys()].filter((k) => (this.#lowPass[k] ?? 0) > 0.015),
    );
  }

  /** How far `a` lies off `b`; null where neither has texture. Bands that only one of them has are left out. */
  measure(a: SquareBands, b: SquareBands): PhasePeak | null {
    return this.compare(this.spectra(a), this.spectra(b));
  }

  /** What `compare` needs of an image: kept, it is made once for many comparisons. `into`: arrays that may be overwritten. */
  spectra(image: SquareBands, into: Spectra = []): Spectra {
    return image.map((band, k) => this.#spectrum(band, into[k] ?? new Float64Array(this.size * this.size * 2)));
  }

  compare(a: Spectra, b: Spectra): PhasePeak | null {
    const cross = this.#cross.fill(0);
    for (const [k, fa] of a.entries()) {
      const fb = b[k];
      if (fb === undefined) continue;
      for (let i = 0; i < cross.length; i += 2) {
        const [ar, ai, br, bi] = [fa[i]!, fa[i + 1]!, fb[i]!, fb[i + 1]!];
        cross[i] = cross[i]! + ar * br + ai * bi;
        cross[i + 1] = cross[i + 1]! + ar * bi - ai * br;
      }
    }
    this.#whiten(cross);
    const surface = this.#surface;
    surface.set(cross);
    this.#fft.inverse(surface);
    const coarse = this.#peak(surface);
    if (coarse === null) return null;
    const [dx, dy] = this.#refine(cross, coarse.x, coarse.y);
    return { dx, dy, snr: coarse.snr };
  }

  #spectrum(image: Float32Array, data: Float64Array): Float64Array {
    const n = this.size;
    data.fill(0);
    for (let y = 1; y < n - 1; y++) {
      for (let x = 1; x < n - 1; x++) {
        const i = y * n + x;
        const gx = image[i + 1]! - image[i - 1]!;
        const gy = image[i + n]! - image[i - n]!;
        const length = Math.sqrt(gx * gx + gy * gy);
        if (!(length > 0)) continue;
        const weight = (this.#window[x]! * this.#window[y]!) / Math.sqrt(length);
        data[2 * i] = gx * weight;
        data[2 * i + 1] = gy * weight;
      }
    }
    this.#fft.forward(data);
    return data;
  }

  #whiten(cross: Float64Array): void {
    const n = this.size;
    for (let y = 0; y < n; y++) {
      for (let x = 0; x < n; x++) {
        const i = (y * n + x) * 2;
        const [re, im] = [cross[i]!, cross[i + 1]!];
        const length = Math.sqrt(re * re + im * im);
        const weight = length > 0 ? (this.#lowPass[x]! * this.#lowPass[y]!) / length : 0;
        cross[i] = re * weight;
        cross[i + 1] = im * weight;
      }
    }
  }

  #peak(surface: Float64Array): { x: number; y: number; snr: number } | null {
    const n = this.size;
    const reach = n / 4;
    let [best, bestX, bestY, squares] = [-Infinity, 0, 0, 0];
    for (let y = 0; y < n; y++) {
      const sy = y < n / 2 ? y : y - n;
      for (let x = 0; x < n; x++) {
        const value = surface[(y * n + x) * 2]!;
        squares += value * value;
        const sx = x < n / 2 ? x : x - n;
        if (value > best && Math.abs(sx) <= reach && Math.abs(sy) <= reach) [best, bestX, bestY] = [value, sx, sy];
      }
    }
    const deviation = Math.sqrt(squares / (n * n));
    return deviation > 0 && best > 0 ? { x: bestX, y: bestY, snr: best / deviation } : null;
  }

  /** Climbs the interpolated surface from the whole-pixel peak: a grid of ±0.75 px, then finer, then a parabola. */
  #refine(cross: Float64Array, x0: number, y0: number): [number, number] {
    let [x, y] = [x0, y0];
    for (const step of [0.25, 0.08]) {
      const side = PATCH_PX;
      const values = this.#patch.around(cross, x, y, step);
      let top = 0;
      for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[top] ?? 0)) top = i;
      const [cx, cy] = [top % side, Math.floor(top / side)];
      const at = (px: number, py: number): number => values[py * side + px] ?? -Infinity;
      const inside = cx > 0 && cy > 0 && cx < side - 1 && cy < side - 1;
      x += (cx - 3 + (inside ? parabola(at(cx - 1, cy), at(cx, cy), at(cx + 1, cy)) : 0)) * step;
      y += (cy - 3 + (inside ? parabola(at(cx, cy - 1), at(cx, cy), at(cx, cy + 1)) : 0)) * step;
    }
    return [x, y];
  }
}

function parabola(left: number, middle: number, right: number): number {
  const bend = left - 2 * middle + right;
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (left - right)) / bend)) : 0;
}
