import { parentPort } from 'node:worker_threads';
import { BLOCK_PX, type BlockMessage, type BlockAnswer } from './block-thread.js';
import { PhaseCorrelator, type Spectra } from './phase-correlation.js';

/** Of a block's pixels, the share that must hold data on both dates. */
const MIN_VALID = 0.75;

/** A block of the still scene as it is compared with: `image` is its first band, NaN where there is no data. */
interface StillBlock {
  readonly spectra: Spectra;
  readonly image: Float32Array | undefined;
}

const correlator = new PhaseCorrelator(BLOCK_PX);
/** Some 500 KiB a block. */
const stills = new Map<number, StillBlock>();
let spectra: Spectra = [];

parentPort?.on('message', ({ block, bands, saturatedFrom, still }: BlockMessage) => {
  const image = bands.map((v) => toFloat(v, saturatedFrom));
  if (still) {
    stills.set(block, { spectra: correlator.spectra(image), image: image[0] });
    return;
  }
  const other = stills.get(block);
  let peak: BlockAnswer = null;
  if (validShare(image[0], other?.image) >= MIN_VALID) {
    spectra = correlator.spectra(image, spectra);
    peak = correlator.compare(spectra, other?.spectra ?? []);
  }
  parentPort?.postMessage(peak);
});

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
