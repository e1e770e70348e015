import { toEnvelope } from '@landscar/core';
import type { CrewOptions, Engine, Job, JobHandler, JobOutcome, OnOutcome } from './engine.js';
import { interrupted } from './errors.js';

/** All jobs in this thread, one after the other: for debugging and as the measure of the others. */
export const inlineEngine: Engine = ({ handlerUrl, signal }: CrewOptions) => ({
  run: async <J extends Job, R>(jobs: readonly J[], onOutcome?: OnOutcome<J, R>) => {
    const { default: handler } = (await import(handlerUrl.href)) as { default: JobHandler<J, R> };
    const outcomes: JobOutcome<J, R>[] = [];
    for (const job of jobs) {
      if (signal?.aborted) throw interrupted(outcomes.length, jobs.length);
      const outcome = await answer(handler, job);
      outcomes.push(outcome);
      onOutcome?.(outcome, outcomes.length);
    }
    return outcomes;
  },
  close: () => Promise.resolve(),
});

async function answer<J extends Job, R>(handler: JobHandler<J, R>, job: J): Promise<JobOutcome<J, R>> {
  try {
    return { job, ok: true, result: await handler(job) };
  } catch (error) {
    return { job, ok: false, error: toEnvelope(error) };
  }
}
