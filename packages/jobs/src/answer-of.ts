import { LandscarError, toEnvelope } from '@landscar/core';
import type { Job, JobHandler, WorkerAnswer } from './engine.js';
import { outOfMemory } from './errors.js';

/**
 * How allocations that fail say so: V8's arrays and buffers, WebAssembly, and the C++ of ONNX Runtime and TensorFlow
 * (std::bad_alloc, "Failed to allocate memory for requested buffer", RESOURCE_EXHAUSTED, OOM).
 */
const ALLOCATION =
  /allocation failed|could not allocate|failed to allocate|bad_alloc|out of memory|resource_exhausted|\boom\b|cannot allocate/i;

/** Runs one job; whatever it throws becomes an envelope, since class and code do not survive the border of a thread. */
export async function answerOf<J extends Job, R>(handler: JobHandler<J, R>, job: J): Promise<WorkerAnswer<R>> {
  try {
    return { ok: true, result: await handler(job) };
  } catch (error) {
    const lacked = error instanceof Error && !(error instanceof LandscarError) && ALLOCATION.test(error.message);
    return { ok: false, error: toEnvelope(lacked ? outOfMemory(job.id, error) : error) };
  }
}
