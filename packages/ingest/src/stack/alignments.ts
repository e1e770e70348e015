import type { BandName } from '@landscar/core';
import { BlockRoom, type ShiftField } from '../align/aligned-reader.js';
import type { TargetGrid } from '../align/target-grid.js';
import type { Scene } from '../scenes/scene.js';
import { alignScene, type AlignJob } from './align-scene.js';
import { blocksOf } from './blocks.js';

/** A scene to be written on the stack's grid, and where. */
export interface SceneToAlign extends Pick<AlignJob, 'pixelsFile' | 'maskFile' | 'factor'> {
  readonly scene: Scene;
  readonly field: ShiftField;
  /** A killed run has left whole files only: what is there is done. */
  readonly isDone: () => Promise<boolean>;
}

export interface AlignmentsInput extends Pick<AlignJob, 'wanted' | 'signal'> {
  readonly names: readonly BandName[];
  readonly target: TargetGrid;
  /** How many scenes will be started. */
  readonly sceneCount: number;
  /** Called from `finish` on: before it other steps have the word. */
  readonly onBlock: (done: number, total: number) => void;
}

/** Scenes that are written at the same time: each holds a block of all bands, some 60 MiB. */
const LANES = 2;

/**
 * Writes scenes, each from when its place is known on, two side by side: while one is compressed by GDAL's threads,
 * JavaScript looks at another, or measures the next. Ends with `finish` or `drop`.
 */
export class Alignments {
  readonly #stop = new AbortController();
  readonly #running: Promise<void>[] = [];
  readonly #rooms = Array.from({ length: LANES }, () => new BlockRoom());
  #done = 0;
  #finishing = false;

  constructor(private readonly input: AlignmentsInput) {}

  start(one: SceneToAlign): void {
    const before = this.#running.at(-LANES) ?? Promise.resolve();
    const room = this.#rooms[this.#running.length % LANES]!;
    const running = before.then(() => this.#write(one, room));
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

  async #write({ isDone, ...one }: SceneToAlign, room: BlockRoom): Promise<void> {
    if (await isDone()) return;
    const { names, target, wanted, signal, onBlock, sceneCount } = this.input;
    const { base, window } = target;
    const total = sceneCount * blocksOf(base, window).length;
    await alignScene({
      ...one,
      room,
      names,
      base,
      window,
      wanted,
      signal: signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal]),
      onBlock: () => {
        this.#done++;
        if (this.#finishing) onBlock(this.#done, total);
      },
    });
  }
}
