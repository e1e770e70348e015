import type { Window } from '@landscar/core';
import { NO_SHIFT, type AlignedReader, type ShiftField } from '../align/aligned-reader.js';
import type { MeasureThread } from '../thread/measure-thread.js';
import { BLOCK_PX } from './block-comparer.js';
import type { PhasePeak } from './phase-correlation.js';
import type { BlockShift } from './robust-shift.js';

const MAX_BLOCKS = 80;
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

/** The still side of all blocks: read once for every scene and round that is measured against it. One at a time; close it. */
export class StillBlocks {
  readonly #kept = new Set<number>();

  constructor(
    readonly windows: readonly Window[],
    private readonly reader: AlignedReader,
    private readonly saturatedFrom: number,
    private readonly thread: MeasureThread,
  ) {}

  /** Block `i` has to be there before others are compared with it. */
  async prepare(i: number): Promise<void> {
    if (this.#kept.has(i)) return;
    const { bands } = await this.reader.read(this.windows[i]!, NO_SHIFT);
    this.thread.keepBlock(i, bands, this.saturatedFrom);
    this.#kept.add(i);
  }

  /** How far block `i`, read from a moving scene, lies off the still one. */
  compare(i: number, bands: readonly Uint16Array[]): Promise<PhasePeak | null> {
    return this.thread.compareBlock(i, bands, this.saturatedFrom);
  }

  close(): void {
    this.reader.close();
    this.thread.forgetBlocks();
  }
}

/** Shifts of the moving scene onto the still one, block by block, on top of `shift`. Blocks without texture are left out. */
export async function measureBlocks(
  moving: AlignedReader,
  still: StillBlocks,
  shift: ShiftField,
): Promise<BlockShift[]> {
  const peaks: Promise<PhasePeak | null>[] = [];
  for (const [i, window] of still.windows.entries()) {
    await still.prepare(i);
    const { bands } = await moving.read(window, shift);
    peaks.push(still.compare(i, bands));
  }
  return (await Promise.all(peaks)).flatMap((peak, i) => {
    if (peak === null || peak.snr < MIN_SNR) return [];
    const { x, y } = still.windows[i]!;
    return [{ xPx: x + BLOCK_PX / 2, yPx: y + BLOCK_PX / 2, dx: peak.dx, dy: peak.dy, snr: peak.snr }];
  });
}
