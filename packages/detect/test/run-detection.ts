import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import detectBlock from '../src/detect-worker.js';
import { finishDetection, planDetection, type Detection, type DetectOptions } from '../src/index.js';

export const modelFolder = (id: string): string => fileURLToPath(new URL(`../../../models/${id}`, import.meta.url));

/** A whole detection in this thread; `order` rearranges the jobs. */
export async function runDetection(
  stackDir: string,
  outDir: string,
  options: Partial<DetectOptions> = {},
  order: <T>(jobs: T[]) => T[] = (jobs) => jobs,
): Promise<Detection> {
  await mkdir(outDir, { recursive: true });
  const plan = await planDetection(stackDir, outDir, { modelDir: modelFolder('baseline'), ...options });
  for (const job of order([...plan.jobs])) await detectBlock(job);
  return finishDetection(plan);
}
