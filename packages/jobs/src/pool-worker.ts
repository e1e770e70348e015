import { workerData } from 'node:worker_threads';
import { toEnvelope } from '@landscar/core';
import type { Job, JobHandler, WorkerAnswer } from './engine.js';

/** Runs in each thread of the pool. Errors leave as envelopes: class and code would not survive the border. */
const { handlerUrl } = workerData as { handlerUrl: string };
const { default: handler } = (await import(handlerUrl)) as { default: JobHandler<Job, unknown> };

export default async function answer(job: Job): Promise<WorkerAnswer<unknown>> {
  try {
    return { ok: true, result: await handler(job) };
  } catch (error) {
    return { ok: false, error: toEnvelope(error) };
  }
}
