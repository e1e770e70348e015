import type { DetectJob } from './detect-job.js';

/** Which blocks a result is made of, and what is still to be looked at for it. */
export interface PlannedBlocks {
  /** Blocks that are left out because they lie outside of the focus. */
  readonly outsideFocus: ReadonlySet<string>;
  /** Every block, in order. */
  readonly allJobs: readonly DetectJob[];
  /** Blocks of the result, in order: what an earlier run left outside of the focus is none of it. */
  readonly wantedJobs: readonly DetectJob[];
  /** Blocks whose scores make the quantiles: those with part of the imagery's sample, of the stack or of the sample beside it. */
  readonly scoredJobs: readonly DetectJob[];
  /** Blocks of the result, and those that are looked at for their scores alone. */
  readonly lookedJobs: readonly DetectJob[];
  /** Of them those that no earlier run wrote whole, in the order of the work: near corridors and sites first. */
  readonly jobs: readonly DetectJob[];
  readonly doneJobs: readonly DetectJob[];
}

export interface BlockChoice {
  readonly allJobs: readonly DetectJob[];
  readonly scoredJobs: readonly DetectJob[];
  readonly isNear: (job: DetectJob) => boolean;
  /** What is not near is left out. */
  readonly nearOnly: boolean;
}

/** Blocks are as in the raster, and within the order of the work so in each group. */
export async function plannedBlocks(
  { allJobs, scoredJobs, isNear, nearOnly }: BlockChoice,
  isDone: (job: DetectJob) => Promise<boolean>,
): Promise<PlannedBlocks> {
  const wantedJobs = nearOnly ? allJobs.filter(isNear) : allJobs;
  const wanted = new Set(wantedJobs);
  const lookedJobs = [...new Set([...wantedJobs, ...scoredJobs])];
  const done = await Promise.all(lookedJobs.map(isDone));
  const left = lookedJobs.filter((_, i) => done[i] !== true);
  return {
    outsideFocus: new Set(allJobs.flatMap((job) => (wanted.has(job) ? [] : [job.id]))),
    allJobs,
    wantedJobs,
    scoredJobs,
    lookedJobs,
    jobs: [...left.filter(isNear), ...left.filter((job) => !isNear(job))],
    doneJobs: lookedJobs.filter((_, i) => done[i] === true),
  };
}
