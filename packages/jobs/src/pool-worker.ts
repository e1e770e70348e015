import { workerData } from 'node:worker_threads';
import { answerOf } from './answer-of.js';
import type { Job, JobHandler, WorkerAnswer } from './engine.js';

/** Runs in each thread of the pool. */
const { handlerUrl } = workerData as { handlerUrl: string };
const { default: handler } = (await import(handlerUrl)) as { default: JobHandler<Job, unknown> };

export default (job: Job): Promise<WorkerAnswer<unknown>> => answerOf(handler, job);
