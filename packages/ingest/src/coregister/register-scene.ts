import type { BandName, Grid, MeasuredShift } from '@landscar/core';
import { NO_SHIFT, openAligned, type ShiftField } from '../align/aligned-reader.js';
import type { Scene } from '../scenes/scene.js';
import { MeasureThread } from '../thread/measure-thread.js';
import { StillBlocks, blockGrid, measureBlocks } from './measure-blocks.js';
import { median } from './median.js';
import { fitShift, fitSmooth, percentile, type BlockShift, type ShiftModel } from './robust-shift.js';

/** Shifts below this are left alone: resampling costs sharpness and the blocks do not measure finer. */
const SIGNIFICANT_PX = 0.08;
/** Fewer agreeing blocks do not establish a shift. */
const LEAST_BLOCKS = 4;
const FINE_BANDS: readonly BandName[] = ['red', 'nir', 'green', 'blue', 'nir08', 'swir16', 'swir22'];

export interface Registration {
  readonly shift: MeasuredShift;
  readonly field: ShiftField;
  readonly order: 0 | 1 | 2;
  /** Residual per block after the correction: the residual map. */
  readonly blocks: readonly BlockShift[];
}

/** Measures how scenes lie on a reference; what was made of the last reference is kept for the next scene. Close it. */
export class Registrar {
  #last: { readonly key: string; readonly still: StillBlocks } | null = null;

  constructor(
    private readonly base: Grid,
    private readonly thread: MeasureThread,
  ) {}

  /** Measures how a scene lies on the reference, corrects it if that helps, and measures again what is left. */
  async register(moving: Scene, reference: Scene): Promise<Registration> {
    const { base } = this;
    const shared = FINE_BANDS.filter((n) => moving.bands.has(n) && reference.bands.has(n));
    const names =
      shared.length > 0
        ? shared.slice(0, 2)
        : [...moving.bands.keys()].filter((n) => reference.bands.has(n)).slice(0, 2);
    const full = Math.min(moving.saturatedFrom, reference.saturatedFrom);
    const still = await this.#stillOf(reference, names, full);
    const reader = await openAligned(moving, names, base);
    try {
      const measure = (field: ShiftField): Promise<BlockShift[]> => measureBlocks(reader, still, field);
      const first = await measure(NO_SHIFT);
      const plain = fitShift(first, LEAST_BLOCKS);
      if (plain === null) return notEstablished(first);
      return await correct(plain, first, base, measure);
    } finally {
      reader.close();
    }
  }

  close(): void {
    this.#last?.still.close();
    this.#last = null;
  }

  async #stillOf(reference: Scene, names: readonly BandName[], full: number): Promise<StillBlocks> {
    const key = [reference.sha256, full, ...names].join(' ');
    if (this.#last?.key === key) return this.#last.still;
    this.close();
    const reader = await openAligned(reference, names, this.base);
    const still = new StillBlocks(blockGrid(this.base.width, this.base.height), reader, full, this.thread);
    this.#last = { key, still };
    return still;
  }
}

/** One scene on one reference, see `Registrar`. */
export async function registerScene(moving: Scene, reference: Scene, base: Grid): Promise<Registration> {
  const thread = new MeasureThread();
  const registrar = new Registrar(base, thread);
  try {
    return await registrar.register(moving, reference);
  } finally {
    registrar.close();
    await thread.close();
  }
}

async function correct(
  plain: ShiftModel,
  first: readonly BlockShift[],
  base: Grid,
  measure: (f: ShiftField) => Promise<BlockShift[]>,
): Promise<Registration> {
  const model = fitSmooth(plain, first, base.width, base.height);
  const untouched = residual(first, plain.inliers.length);
  const still: Registration = {
    shift: { dx: 0, dy: 0, ...untouched, established: true },
    field: NO_SHIFT,
    order: 0,
    blocks: first,
  };
  if (model.order === 0 && Math.hypot(model.dx, model.dy) < SIGNIFICANT_PX) return still;
  let { field, dx, dy } = model;
  let after = await measure(field);
  // Cubic resampling and the window bias the first estimate a little towards zero: what is left is added once.
  const rest = fitShift(after, LEAST_BLOCKS);
  if (rest !== null && Math.hypot(rest.dx, rest.dy) > 0.03) {
    const [old, addX, addY] = [field, rest.dx, rest.dy];
    const finer: ShiftField = (x, y) => {
      const [fx, fy] = old(x, y);
      return [fx + addX, fy + addY];
    };
    const again = await measure(finer);
    if (residual(again, 0).residualMedian < residual(after, 0).residualMedian)
      [field, after, dx, dy] = [finer, again, dx + addX, dy + addY];
  }
  const good = fitShift(after, LEAST_BLOCKS);
  const done = residual(good?.inliers ?? after, good?.inliers.length ?? 0);
  // A correction that leaves more than it found is no correction.
  if (good === null || done.residualMedian >= untouched.residualMedian) return still;
  return { shift: { dx, dy, ...done, established: true }, field, order: model.order, blocks: after };
}

function residual(
  blocks: readonly BlockShift[],
  good: number,
): { residualMedian: number; residualP90: number; blocks: number } {
  const lengths = blocks.map((b) => Math.hypot(b.dx, b.dy));
  return { residualMedian: median(lengths), residualP90: percentile(lengths, 0.9), blocks: good };
}

const notEstablished = (blocks: readonly BlockShift[]): Registration => ({
  shift: { dx: 0, dy: 0, residualMedian: null, residualP90: null, blocks: 0, established: false },
  field: NO_SHIFT,
  order: 0,
  blocks,
});
