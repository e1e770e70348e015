import { answerOf } from './answer-of.js';
import type { CrewOptions, Engine, Job, JobHandler, JobOutcome, OnOutcome } from './engine.js';
import { interrupted } from './errors.js';

/** All jobs in this thread, one after the other: for debugging and as the measure of the others. */
export const inlineEngine: Engine = ({ handlerUrl, signal }: CrewOptions) => ({
  run: async <J extends Job, R>(jobs: readonly J[], onOutcome?: OnOutcome<J, R>) => {
    const { default: handler } = (await import(handlerUrl.href)) as { default: JobHandler<J, R> };
    const outcomes: JobOutcome<J, R>[] = [];
    for (const job of jobs) {
      if (signal?.aborted) throw interrupted(outcomes.length, jobs.length);
      const outcome: JobOutcome<J, R> = { job, ...(await answerOf(handler, job)) };
      outcomes.push(outcome);
      onOutcome?.(outcome, outcomes.length);
    }
    return outcomes;
  },
  close: () => Promise.resolve(),
});
