import { STACK_FILES, type BandName, type Window } from '@landscar/core';
import type { ShiftField } from '../align/aligned-reader.js';
import type { TargetGrid } from '../align/target-grid.js';
import type { Scene } from '../scenes/scene.js';
import { alignScene } from './align-scene.js';
import { blocksOf } from './blocks.js';
import type { WorkFolder } from './work-folder.js';

export interface PairAlignmentInput {
  readonly before: Scene;
  readonly after: Scene;
  readonly names: readonly BandName[];
  readonly target: TargetGrid;
  readonly work: WorkFolder;
  readonly wanted: (block: Window) => boolean;
  readonly signal: AbortSignal | undefined;
  /** Called from `finish` on: before it other steps have the word. */
  readonly onBlock: (done: number, total: number) => void;
}

/**
 * Writes the two scenes of a pair side by side, each as soon as its place is known: while one is compressed by GDAL's
 * threads, JavaScript measures the other. Ends with `finish` or `drop`.
 */
export class PairAlignment {
  readonly #stop = new AbortController();
  readonly #running: Promise<void>[] = [];
  #done = 0;
  #finishing = false;

  constructor(private readonly input: PairAlignmentInput) {}

  start(side: 'before' | 'after', field: ShiftField): void {
    const running = this.#write(side, field);
    // Met again in `finish`.
    running.catch(() => this.#stop.abort());
    this.#running.push(running);
  }

  async finish(): Promise<void> {
    this.#finishing = true;
    const results = await Promise.allSettled(this.#running);
    for (const r of results) if (r.status === 'rejected') throw r.reason;
  }

  /** Stops what still runs; files that are not whole are gone. */
  async drop(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#running);
  }

  async #write(side: 'before' | 'after', field: ShiftField): Promise<void> {
    const { work, names, target, wanted, signal, onBlock } = this.input;
    const name = STACK_FILES[side];
    // A killed run has left whole files only: what is there is done.
    if ((await work.has(name)) && (await work.has(`mask-${name}`))) return;
    const { base, window } = target;
    const total = 2 * blocksOf(base, window).length;
    await alignScene({
      scene: this.input[side],
      names,
      base,
      window,
      field,
      wanted,
      pixelsFile: work.file(name),
      maskFile: work.file(`mask-${name}`),
      factor: 1,
      signal: signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal]),
      onBlock: () => {
        this.#done++;
        if (this.#finishing) onBlock(this.#done, total);
      },
    });
  }
}
