import { Worker } from 'node:worker_threads';
import type { InnerPart } from '@landscar/detect';

export type Peer = 'ort' | 'ort-int8' | 'tfjs-wasm' | 'tfjs-node';

/** A window, halo included; without `inner` all of it is worked out. */
export interface LoopWindow {
  readonly height: number;
  readonly width: number;
  readonly inner?: InnerPart;
}

export interface LoopSpec {
  readonly peer: Peer;
  /** Model folder. */
  readonly dir: string;
  readonly channels: number;
  readonly windows: readonly LoopWindow[];
  readonly workers: number;
  /** Threads of the library in each worker. */
  readonly threads: number;
  /** Folder of tfjs-node. */
  readonly nodeFolder: string;
}

/** Time on the clock, and processor time of all threads: on a busy machine the second is the one to compare. */
export interface Times {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** A peer's loop over preloaded windows, shared out to worker threads; the slowest thread counts. */
export async function measureLoop(spec: LoopSpec): Promise<Times> {
  const workers = Array.from({ length: spec.workers }, (_, k) => {
    const windows = spec.windows.filter((_w, i) => i % spec.workers === k);
    return new Worker(new URL('../peers/loop-worker.mjs', import.meta.url), { workerData: { ...spec, windows } });
  });
  const next = (worker: Worker): Promise<unknown> =>
    new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  try {
    await Promise.all(workers.map(next));
    const used = process.cpuUsage();
    const start = performance.now();
    const answers = workers.map(next);
    for (const worker of workers) worker.postMessage('go');
    await Promise.all(answers);
    const { user, system } = process.cpuUsage(used);
    return { wallMs: performance.now() - start, cpuMs: (user + system) / 1000 };
  } finally {
    await Promise.all(workers.map((w) => w.terminate()));
  }
}
