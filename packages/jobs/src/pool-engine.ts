import { toEnvelope } from '@landscar/core';
import { Piscina } from 'piscina';
import type { CrewOptions, Engine, Job, JobOutcome, OnOutcome, WorkerAnswer } from './engine.js';
import { interrupted, workerDied } from './errors.js';

type Pool = Piscina<Job, WorkerAnswer<unknown>>;

/** Worker threads on this machine (piscina). The code that runs there is in `pool-worker.ts`. */
export const poolEngine: Engine = (options: CrewOptions) => {
  const threads = Math.max(1, options.workers);
  let pool: Pool | undefined;
  return {
    run: async <J extends Job, R>(jobs: readonly J[], onOutcome?: OnOutcome<J, R>) => {
      if (jobs.length === 0) return [];
      pool ??= new Piscina({
        filename: new URL('./pool-worker.js', import.meta.url).href,
        workerData: { handlerUrl: options.handlerUrl.href },
        minThreads: Math.min(threads, jobs.length),
        maxThreads: threads,
        // Threads keep their loaded model until the crew is sent home.
        idleTimeout: Infinity,
      });
      return feed(pool, jobs, threads, options.signal, onOutcome);
    },
    close: async () => pool?.destroy(),
  };
};

/** Jobs that a thread takes at once from the head of the list. */
const LONGEST_RUN = 8;

/** Keeps one job per thread in flight, so that an interrupt waits only for those. */
async function feed<J extends Job, R>(
  pool: Pool,
  jobs: readonly J[],
  lanes: number,
  signal: AbortSignal | undefined,
  onOutcome: OnOutcome<J, R> | undefined,
): Promise<JobOutcome<J, R>[]> {
  const outcomes: (JobOutcome<J, R> | undefined)[] = jobs.map(() => undefined);
  let next = 0;
  let doneJobs = 0;
  const lane = async (): Promise<void> => {
    while (next < jobs.length) {
      // Neighbours in the list go to one thread, which still has what it read for the last; towards the end one by one.
      const end = next + Math.max(1, Math.min(LONGEST_RUN, Math.floor((jobs.length - next) / (2 * lanes))));
      for (let index = next, last = (next = end); index < last; index++) {
        const job = jobs[index];
        if (job === undefined || signal?.aborted) return;
        const outcome = await answer<J, R>(pool, job);
        outcomes[index] = outcome;
        doneJobs += 1;
        onOutcome?.(outcome, doneJobs);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (signal?.aborted && doneJobs < jobs.length) throw interrupted(doneJobs, jobs.length);
  return outcomes.filter((outcome) => outcome !== undefined);
}

/** A thread that dies (out of memory, native crash) rejects here: the job gets one more try in a fresh thread. */
async function answer<J extends Job, R>(pool: Pool, job: J): Promise<JobOutcome<J, R>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return { job, ...((await pool.run(job)) as WorkerAnswer<R>) };
    } catch (error) {
      if (attempt === 2) return { job, ok: false, error: toEnvelope(workerDied(job.id, error)) };
    }
  }
}
