import { Worker } from 'node:worker_threads';
import type { PhasePeak } from './phase-correlation.js';

export const BLOCK_PX = 128;

/** What crosses the border into the thread: a block of the still scene to keep, or one to compare with it. */
export interface BlockMessage {
  readonly block: number;
  readonly bands: readonly Uint16Array[];
  readonly saturatedFrom: number;
  readonly still: boolean;
}

/** And what comes back for one that was compared, in the order in which they were sent. */
export type BlockAnswer = PhasePeak | null;

/**
 * Phase correlation of blocks in a thread of its own, so that the main thread, which alone can read imagery, goes on
 * reading. The still side of the blocks stays there. Close it.
 */
export class BlockThread {
  // Beside the built file also where this one runs from its source.
  readonly #worker = new Worker(new URL('../../dist/coregister/block-worker.js', import.meta.url));
  readonly #waiting: { resolve: (answer: BlockAnswer) => void; reject: (error: unknown) => void }[] = [];
  #failure: Error | undefined;

  constructor() {
    this.#worker.on('message', (answer: BlockAnswer) => this.#waiting.shift()?.resolve(answer));
    this.#worker.on('error', (error) => {
      this.#failure = error as Error;
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    });
  }

  /** Keeps a block of the still scene. Its pixels are copied. */
  keep(block: number, bands: readonly Uint16Array[], saturatedFrom: number): void {
    this.#send({ block, bands, saturatedFrom, still: true });
  }

  /** How far a block lies off the kept one; null where either has too little data or texture. Its pixels are copied. */
  compare(block: number, bands: readonly Uint16Array[], saturatedFrom: number): Promise<BlockAnswer> {
    const answer = new Promise<BlockAnswer>((resolve, reject) => {
      if (this.#failure === undefined) this.#waiting.push({ resolve, reject });
      else reject(this.#failure);
    });
    this.#send({ block, bands, saturatedFrom, still: false });
    // A failure is met where the answer is awaited, which is after all are sent.
    answer.catch(() => undefined);
    return answer;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #send(message: BlockMessage): void {
    // Copies of their own: a view would drag all of its buffer along.
    const bands = message.bands.map((band) => band.slice());
    this.#worker.postMessage(
      { ...message, bands },
      bands.map((band) => band.buffer),
    );
  }
}
