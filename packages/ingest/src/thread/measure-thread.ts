import { Worker, type Transferable } from 'node:worker_threads';
import { fromEnvelope, type BandName, type ErrorEnvelope } from '@landscar/core';
import type { PhasePeak } from '../coregister/phase-correlation.js';
import type { PixelPairs, PseudoInvariantFit } from '../normalise/robust-fit.js';

interface BlockTask {
  readonly kind: 'keep' | 'compare';
  readonly block: number;
  readonly bands: readonly Uint16Array[];
  readonly saturatedFrom: number;
}

/** What crosses the border into the thread. */
export type MeasureTask =
  | BlockTask
  | { readonly kind: 'forget' }
  | { readonly kind: 'fit'; readonly names: readonly BandName[]; readonly pairs: PixelPairs }
  | { readonly kind: 'hash'; readonly path: string };

/** And back. Errors lose their class on the way, so they cross as envelopes. */
export type MeasureAnswer =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ErrorEnvelope };

/**
 * One thread for what needs no imagery library: blocks are compared (`BlockComparer`), radiometry is fitted and files are
 * hashed there, one task after the other, while the main thread, which alone can read imagery, goes on reading. Close it.
 */
export class MeasureThread {
  // The built file is beside this one, also where this one runs from its source.
  readonly #worker = new Worker(new URL('../../dist/thread/measure-worker.js', import.meta.url));
  readonly #waiting: { resolve: (answer: unknown) => void; reject: (error: unknown) => void }[] = [];
  #failure: Error | undefined;

  constructor() {
    this.#worker.on('message', (answer: MeasureAnswer) => {
      const waiting = this.#waiting.shift();
      if (answer.ok) waiting?.resolve(answer.value);
      else waiting?.reject(fromEnvelope(answer.error));
    });
    this.#worker.on('error', (error) => {
      this.#failure = error;
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    });
  }

  /** Keeps a block of the still scene. Its pixels are copied. */
  keepBlock(block: number, bands: readonly Uint16Array[], saturatedFrom: number): void {
    void this.#sendBlock({ kind: 'keep', block, bands, saturatedFrom });
  }

  /** Drops the blocks of the still scene. */
  forgetBlocks(): void {
    void this.#send({ kind: 'forget' }, []);
  }

  /** How far a block lies off the kept one; null where either has too little data or texture. Its pixels are copied. */
  compareBlock(block: number, bands: readonly Uint16Array[], saturatedFrom: number): Promise<PhasePeak | null> {
    return this.#sendBlock({ kind: 'compare', block, bands, saturatedFrom }) as Promise<PhasePeak | null>;
  }

  /** `fitPseudoInvariant`; the arrays of the pairs are given away. */
  fit(names: readonly BandName[], pairs: PixelPairs): Promise<PseudoInvariantFit> {
    const arrays = [...pairs.before, ...pairs.after].map((v) => v.buffer as ArrayBuffer);
    return this.#send({ kind: 'fit', names, pairs }, arrays) as Promise<PseudoInvariantFit>;
  }

  /** `hashPath`. */
  hash(path: string): Promise<string> {
    return this.#send({ kind: 'hash', path }, []) as Promise<string>;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #sendBlock(task: BlockTask): Promise<unknown> {
    // Copies of their own: a view would drag all of its buffer along.
    const bands = task.bands.map((band) => band.slice());
    return this.#send(
      { ...task, bands },
      bands.map((band) => band.buffer),
    );
  }

  #send(task: MeasureTask, given: readonly Transferable[]): Promise<unknown> {
    const answer = new Promise((resolve, reject) => {
      if (this.#failure === undefined) this.#waiting.push({ resolve, reject });
      else reject(this.#failure);
    });
    this.#worker.postMessage(task, given);
    // Met where it is awaited, which may be after many more are sent.
    answer.catch(() => undefined);
    return answer;
  }
}
