import { setTimeout as sleep } from 'node:timers/promises';

/** Squares; throws, or ends its whole thread, where the job says so. */
export default async function square(job) {
  await sleep(job.value % 3);
  if (job.fail === 'error') throw new Error(`cannot square ${job.value}`);
  // More than any machine has: V8 says so as it does when memory is short.
  if (job.fail === 'memory') new ArrayBuffer(2 ** 52);
  if (job.fail === 'exit') process.exit(3);
  return job.value ** 2;
}
