import { fromEnvelope, type DetectionSummary, type Disturbance, type LandscarError } from '@landscar/core';
import {
  detectWorkerUrl,
  finishDetection,
  planDetection,
  type DetectJob,
  type DetectOptions,
  type DetectResult,
} from '@landscar/detect';
import { ENGINES, type EngineName } from '@landscar/jobs';
import type { RunContext, StageOutcome } from '../run-context.js';

export interface Detection {
  readonly summary: DetectionSummary;
  readonly disturbances: readonly Disturbance[];
}

/** Stack to disturbances: windows in the pool, whose threads start while it is planned; then polygons once across all seams. */
export async function detectStage(
  stackDir: string,
  outDir: string,
  options: DetectOptions,
  context: RunContext,
  engine: EngineName = 'pool',
): Promise<StageOutcome<Detection>> {
  let total = 0;
  const planning = planDetection(stackDir, outDir, options);
  const jobs = planning.then((plan) => {
    total = plan.jobs.length;
    return plan.jobs;
  });
  const outcomes = await ENGINES[engine]<DetectJob, DetectResult>(jobs, {
    handlerUrl: detectWorkerUrl,
    workers: context.workers,
    signal: context.signal,
    onOutcome: (_outcome, done) =>
      context.onEvent({ event: 'stage.progress', stage: 'detect', step: 'windows', done, total }),
  });
  const plan = await planning;
  const failures: LandscarError[] = outcomes.flatMap((o) => (o.ok ? [] : [fromEnvelope(o.error)]));
  const detection = await finishDetection(
    plan,
    outcomes.flatMap((o) => (o.ok ? [o.result] : [])),
  );
  for (const warning of detection.summary.warnings) {
    context.onEvent({ event: 'warning', stage: 'detect', ...warning });
  }
  return {
    value: detection,
    skipped: total === 0,
    counts: { windows: total, failedWindows: failures.length, disturbances: detection.disturbances.length },
    failures,
  };
}
