import { LandscarError } from '@landscar/core';

export const workerDied = (jobId: string, cause: unknown): LandscarError =>
  new LandscarError(
    'JOBS_WORKER_DIED',
    {
      what: 'A worker ended before its job was done, twice',
      where: `job ${jobId}`,
      found: cause instanceof Error ? cause.message : String(cause),
      allowed: 'a worker lives until its job is answered',
      next: 'run again with fewer --workers if memory is short; what is done is kept',
    },
    { cause, retryable: true },
  );

export const outOfMemory = (jobId: string, cause: Error): LandscarError =>
  new LandscarError(
    'JOBS_OUT_OF_MEMORY',
    {
      what: 'Memory ran out in a worker',
      where: `job ${jobId}`,
      found: cause.message,
      allowed: 'memory for the arrays of one job a worker',
      next: 'run again with fewer --workers or more memory; what is done is kept',
    },
    { cause, retryable: true },
  );

export const siteLocked = (lockFile: string, owner: string): LandscarError =>
  new LandscarError(
    'JOBS_SITE_LOCKED',
    {
      what: 'Another run works on this site or in this folder',
      where: lockFile,
      found: `owner: ${owner}`,
      allowed: 'one run per site or output folder at a time',
      next: 'wait until it ends; a lock whose owner is dead is removed by itself',
    },
    { retryable: true },
  );

export const interrupted = (doneJobs: number, allJobs: number): LandscarError =>
  new LandscarError(
    'JOBS_INTERRUPTED',
    {
      what: 'The run was interrupted',
      where: 'jobs',
      found: `${doneJobs} of ${allJobs} jobs done`,
      allowed: 'all jobs done',
      next: 'run the same command again: what is done is skipped',
    },
    { retryable: true },
  );
