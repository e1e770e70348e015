import {
  fromEnvelope,
  type DetectionSummary,
  type Disturbance,
  type LandscarError,
  type StackWarning,
} from '@landscar/core';
import {
  detectWorkerUrl,
  finishDetection,
  planDetection,
  type AreaStatistics,
  type DetectJob,
  type DetectOptions,
  type DetectResult,
  type StatisticsJob,
} from '@landscar/detect';
import { ENGINES, type EngineName } from '@landscar/jobs';
import type { RunContext, StageOutcome } from '../run-context.js';

export interface Detection {
  readonly summary: DetectionSummary;
  readonly disturbances: readonly Disturbance[];
}

/** One for each code: how many windows, and the first of them whole. */
function failureWarnings(failures: readonly LandscarError[]): StackWarning[] {
  return [...new Set(failures.map(({ code }) => code))].map((code) => {
    const all = failures.filter((failure) => failure.code === code);
    return { code, message: `${all.length} windows failed; the first: ${all[0]!.message}` };
  });
}

/** Stack to disturbances: statistics and windows in the pool, then polygons once across all seams. */
export async function detectStage(
  stackDir: string,
  outDir: string,
  options: DetectOptions,
  context: RunContext,
  engine: EngineName = 'pool',
): Promise<StageOutcome<Detection>> {
  const crew = ENGINES[engine]({ handlerUrl: detectWorkerUrl, workers: context.workers, signal: context.signal });
  const work = async () => {
    const plan = await planDetection(stackDir, outDir, options, async (jobs) => {
      const answers = await crew.run<StatisticsJob, AreaStatistics | undefined>(jobs);
      return answers.map((o) => {
        if (!o.ok) throw fromEnvelope(o.error);
        return o.result;
      });
    });
    const total = plan.jobs.length;
    const outcomes = await crew.run<DetectJob, DetectResult>(plan.jobs, (_outcome, done) =>
      context.onEvent({ event: 'stage.progress', stage: 'detect', step: 'windows', done, total }),
    );
    return { plan, outcomes };
  };
  // The threads' memory is free before polygons are made.
  const { plan, outcomes } = await work().finally(() => crew.close());
  const failures: LandscarError[] = outcomes.flatMap((o) => (o.ok ? [] : [fromEnvelope(o.error)]));
  for (const warning of failureWarnings(failures)) context.onEvent({ event: 'warning', stage: 'detect', ...warning });
  // Nothing was seen at all: the cause is the answer, not an empty map.
  if (failures.length > 0 && failures.length === plan.lookedJobs.length) throw failures[0]!;
  const results = outcomes.flatMap((o) => (o.ok ? [o.result] : []));
  const detection = await finishDetection(plan, results);
  for (const warning of detection.summary.warnings) {
    context.onEvent({ event: 'warning', stage: 'detect', ...warning });
  }
  const total = plan.jobs.length;
  return {
    value: detection,
    skipped: total === 0,
    counts: {
      windows: total,
      failedWindows: failures.length,
      unobservedWindows: results.filter(({ observedPx }) => observedPx === 0).length,
      disturbances: detection.disturbances.length,
    },
    failures,
  };
}
