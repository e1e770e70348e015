import type { Window } from '@landscar/core';
import { NO_SHIFT, type AlignedReader, type ShiftField } from '../align/aligned-reader.js';
import { PhaseCorrelator, type Spectra } from './phase-correlation.js';
import type { BlockShift } from './robust-shift.js';

export const BLOCK_PX = 128;
const MAX_BLOCKS = 80;
/** Of a block's pixels, the share that must hold data on both dates. */
const MIN_VALID = 0.75;
/** Peaks lower than this many deviations are found between unrelated images too (measured on shuffled oscd blocks). */
const MIN_SNR = 7;

/** Places of the measuring blocks: half overlapping on small scenes, spread evenly over large ones. */
export function blockGrid(width: number, height: number): Window[] {
  const size = BLOCK_PX;
  if (width < size || height < size) return [];
  const [acrossAll, downAll] = [
    Math.floor((width - size) / (size / 2)) + 1,
    Math.floor((height - size) / (size / 2)) + 1,
  ];
  const shrink = Math.min(1, Math.sqrt(MAX_BLOCKS / (acrossAll * downAll)));
  const [across, down] = [Math.max(1, Math.floor(acrossAll * shrink)), Math.max(1, Math.floor(downAll * shrink))];
  const at = (i: number, count: number, length: number): number =>
    count === 1 ? Math.floor((length - size) / 2) : Math.round((i * (length - size)) / (count - 1));
  const windows: Window[] = [];
  for (let r = 0; r < down; r++)
    for (let c = 0; c < across; c++)
      windows.push({ x: at(c, across, width), y: at(r, down, height), width: size, height: size });
  return windows;
}

/** A block of the still scene as it is compared with: `image` is its first band, NaN where there is no data. */
interface StillBlock {
  readonly spectra: Spectra;
  readonly image: Float32Array | undefined;
}

/** The still side of all blocks, made once for every scene and round that is measured against it. Some 500 KiB a block. */
export class StillBlocks {
  readonly correlator = new PhaseCorrelator(BLOCK_PX);
  readonly #made = new Map<number, StillBlock>();

  constructor(
    readonly windows: readonly Window[],
    private readonly reader: AlignedReader,
    private readonly saturatedFrom: number,
  ) {}

  async at(i: number): Promise<StillBlock> {
    const known = this.#made.get(i);
    if (known !== undefined) return known;
    const { bands } = await this.reader.read(this.windows[i]!, NO_SHIFT);
    const image = bands.map((v) => toFloat(v, this.saturatedFrom));
    const made = { spectra: this.correlator.spectra(image), image: image[0] };
    this.#made.set(i, made);
    return made;
  }
}

/** Shifts of the moving scene onto the still one, block by block, on top of `shift`. Blocks without texture are left out. */
export async function measureBlocks(
  moving: AlignedReader,
  still: StillBlocks,
  shift: ShiftField,
  saturatedFrom: number,
): Promise<BlockShift[]> {
  const out: BlockShift[] = [];
  let spectra: Spectra = [];
  for (const [i, window] of still.windows.entries()) {
    const { bands } = await moving.read(window, shift);
    const image = bands.map((v) => toFloat(v, saturatedFrom));
    const other = await still.at(i);
    if (validShare(image[0], other.image) < MIN_VALID) continue;
    spectra = still.correlator.spectra(image, spectra);
    const peak = still.correlator.compare(spectra, other.spectra);
    if (peak === null || peak.snr < MIN_SNR) continue;
    out.push({ xPx: window.x + BLOCK_PX / 2, yPx: window.y + BLOCK_PX / 2, dx: peak.dx, dy: peak.dy, snr: peak.snr });
  }
  return out;
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
