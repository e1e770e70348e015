import type { ErrorEnvelope } from '@landscar/core';

/** A job is small JSON: it names windows, files and hashes, never pixels. */
export interface Job {
  readonly id: string;
}

export type JobOutcome<J extends Job, R> =
  | { readonly job: J; readonly ok: true; readonly result: R }
  | { readonly job: J; readonly ok: false; readonly error: ErrorEnvelope };

/** What crosses the border from a worker. */
export type WorkerAnswer<R> =
  { readonly ok: true; readonly result: R } | { readonly ok: false; readonly error: ErrorEnvelope };

/** The default export of a handler module. It must be idempotent: a job can be run twice. */
export type JobHandler<J extends Job, R> = (job: J) => Promise<R>;

export interface RunJobsOptions<J extends Job, R> {
  /** Module with the handler as its default export. */
  readonly handlerUrl: URL;
  readonly workers: number;
  /** On abort nothing new is started, running jobs end, and the call throws `JOBS_INTERRUPTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Called in the order in which jobs end. */
  readonly onOutcome?: (outcome: JobOutcome<J, R>, doneJobs: number) => void;
}

/** A list, or one that is still being made: threads start meanwhile. */
export type JobList<J extends Job> = readonly J[] | Promise<readonly J[]>;

/**
 * Runs every job at least once, in any order, at most `workers` in flight, and answers in the order of the jobs.
 * A job that fails becomes an outcome with `ok: false`; it never stops the others.
 * What is deliberately left out: priorities, scheduling in time, results larger than JSON.
 */
export type Engine = <J extends Job, R>(jobs: JobList<J>, options: RunJobsOptions<J, R>) => Promise<JobOutcome<J, R>[]>;

export type EngineName = 'inline' | 'pool';
