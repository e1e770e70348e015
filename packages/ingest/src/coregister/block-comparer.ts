import { PhaseCorrelator, type PhasePeak, type Spectra } from './phase-correlation.js';

export const BLOCK_PX = 128;
/** Of a block's pixels, the share that must hold data on both dates. */
const MIN_VALID = 0.75;

/** A block of the still scene as it is compared with: `image` is its first band, NaN where there is no data. */
interface StillBlock {
  readonly spectra: Spectra;
  readonly image: Float32Array | undefined;
}

/** Keeps the blocks of a still scene, some 500 KiB each, and compares others with them. Bands: UInt16, 0 no data. */
export class BlockComparer {
  readonly #correlator = new PhaseCorrelator(BLOCK_PX);
  readonly #stills = new Map<number, StillBlock>();
  #spectra: Spectra = [];

  keep(block: number, bands: readonly Uint16Array[], saturatedFrom: number): void {
    const image = bands.map((v) => toFloat(v, saturatedFrom));
    this.#stills.set(block, { spectra: this.#correlator.spectra(image), image: image[0] });
  }

  forget(): void {
    this.#stills.clear();
  }

  /** How far a block lies off the kept one; null where either has too little data or texture. */
  compare(block: number, bands: readonly Uint16Array[], saturatedFrom: number): PhasePeak | null {
    const image = bands.map((v) => toFloat(v, saturatedFrom));
    const still = this.#stills.get(block);
    if (still === undefined || validShare(image[0], still.image) < MIN_VALID) return null;
    this.#spectra = this.#correlator.spectra(image, this.#spectra);
    return this.#correlator.compare(this.#spectra, still.spectra);
  }
}

function toFloat(band: Uint16Array, saturatedFrom: number): Float32Array {
  const out = new Float32Array(band.length);
  for (let i = 0; i < band.length; i++) {
    const v = band[i]!;
    out[i] = v === 0 || v >= saturatedFrom ? NaN : v;
  }
  return out;
}

function validShare(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a === undefined || b === undefined) return 0;
  let count = 0;
  for (let i = 0; i < a.length; i++) if (!Number.isNaN(a[i]) && !Number.isNaN(b[i])) count++;
  return count / a.length;
}
