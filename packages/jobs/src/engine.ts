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

export interface CrewOptions {
  /** Module with the handler as its default export. */
  readonly handlerUrl: URL;
  readonly workers: number;
  /** On abort nothing new is started, running jobs end, and `run` throws `JOBS_INTERRUPTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** Called in the order in which jobs end. */
export type OnOutcome<J extends Job, R> = (outcome: JobOutcome<J, R>, doneJobs: number) => void;

/** Workers who keep what they loaded from list to list. */
export interface Crew {
  /**
   * Runs every job at least once, in any order, at most `workers` in flight, and answers in the order of the jobs.
   * A job that fails becomes an outcome with `ok: false`; it never stops the others. One list at a time.
   */
  run<J extends Job, R>(jobs: readonly J[], onOutcome?: OnOutcome<J, R>): Promise<JobOutcome<J, R>[]>;
  close(): Promise<void>;
}

/**
 * Calls a crew together; it starts with the first job that it is given.
 * What is deliberately left out: priorities, scheduling in time, results larger than JSON.
 */
export type Engine = (options: CrewOptions) => Crew;

export type EngineName = 'inline' | 'pool';
