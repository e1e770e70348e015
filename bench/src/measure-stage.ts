import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  detectWorkerUrl,
  finishDetection,
  planDetection,
  type Detection,
  type DetectJob,
  type DetectOptions,
  type DetectResult,
} from '@landscar/detect';
import { ENGINES } from '@landscar/jobs';

export interface StageTimes {
  readonly totalMs: number;
  /** Processor time of all threads. */
  readonly cpuMs: number;
  /** Statistics of the scene and the list of blocks; the blocks; raster and polygons. */
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
  const planning = planDetection(stackDir, outDir, options);
  let planned = start;
  const jobs = planning.then((plan) => {
    planned = performance.now();
    return plan.jobs;
  });
  const outcomes = await ENGINES.pool<DetectJob, DetectResult>(jobs, {
    handlerUrl: detectWorkerUrl,
    workers,
    signal: new AbortController().signal,
    onOutcome: () => undefined,
  });
  const results = outcomes.map((o) => {
    if (!o.ok) throw new Error(`block ${o.job.id}: ${JSON.stringify(o.error)}`);
    return o.result;
  });
  const blocks = performance.now();
  const detection = await finishDetection(await planning, results);
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
