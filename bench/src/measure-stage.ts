import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  beginEnd,
  detectWorkerUrl,
  planDetection,
  type AreaStatistics,
  type Detection,
  type DetectOptions,
  type DetectResult,
} from '@landscar/detect';
import { ENGINES, type Job } from '@landscar/jobs';

export interface StageTimes {
  readonly totalMs: number;
  /** Processor time of all threads. */
  readonly cpuMs: number;
  /** Statistics of the scene and the list of blocks; the blocks; what is left of raster and polygons then. */
  readonly planMs: number;
  readonly blocksMs: number;
  readonly finishMs: number;
  readonly modelPx: number;
  /** Largest resident memory of this process so far. */
  readonly peakBytes: number;
  readonly detection: Detection;
}

/** The whole detection stage from a cold start: statistics, reading, network, writing, polygons. */
export async function measureStage(
  stackDir: string,
  outDir: string,
  options: DetectOptions,
  workers: number,
): Promise<StageTimes> {
  await rm(outDir, { recursive: true, force: true });
  for (const name of readdirSync(stackDir)) if (name.startsWith('statistics-')) await rm(join(stackDir, name));
  const used = process.cpuUsage();
  const start = performance.now();
  const crew = ENGINES.pool({ handlerUrl: detectWorkerUrl, workers });
  const run = async <R>(jobs: readonly Job[], onEnded?: (id: string) => void): Promise<R[]> =>
    (await crew.run<Job, R>(jobs, ({ job }) => onEnded?.(job.id))).map((o) => {
      if (!o.ok) throw new Error(`${o.job.id}: ${JSON.stringify(o.error)}`);
      return o.result;
    });
  const plan = await planDetection(stackDir, outDir, options, (jobs) => run<AreaStatistics | undefined>(jobs));
  const planned = performance.now();
  const ending = beginEnd(plan);
  const results = await run<DetectResult>(plan.jobs, (id) => ending.blockEnded(id));
  await crew.close();
  const blocks = performance.now();
  const detection = await ending.finish();
  const end = performance.now();
  const { user, system } = process.cpuUsage(used);
  return {
    totalMs: end - start,
    cpuMs: (user + system) / 1000,
    planMs: planned - start,
    blocksMs: blocks - planned,
    finishMs: end - blocks,
    modelPx: results.reduce((sum, r) => sum + r.modelPx, 0),
    peakBytes: process.resourceUsage().maxRSS * 1024,
    detection,
  };
}
