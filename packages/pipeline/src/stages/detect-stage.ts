import {
  fromEnvelope,
  type DetectionSummary,
  type Disturbance,
  type LandscarError,
  type StackWarning,
} from '@landscar/core';
import {
  detectWorkerUrl,
  beginEnd,
  finishDetection,
  planDetection,
  type AreaStatistics,
  type DetectJob,
  type DetectOptions,
  type DetectResult,
  type DetectionEnd,
  type DetectionPlan,
  type StatisticsJob,
} from '@landscar/detect';
import { ENGINES, type Crew, type EngineName } from '@landscar/jobs';
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

export interface DetectStageExtras {
  readonly engine?: EngineName;
  /** Told what the focus alone gives, once its blocks are looked at; `options.preliminaryDir` asks for it. */
  readonly onPreliminary?: (detection: Detection) => Promise<void>;
}

/** Stack to disturbances: statistics and windows in the pool, and behind them polygons once across all seams. */
export async function detectStage(
  stackDir: string,
  outDir: string,
  options: DetectOptions,
  context: RunContext,
  extras: DetectStageExtras = {},
): Promise<StageOutcome<Detection>> {
  const begun: { end?: DetectionEnd } = {};
  const beginEndOf = (plan: DetectionPlan): DetectionEnd => (begun.end = beginEnd(plan));
  try {
    return await detectAll(stackDir, outDir, options, context, extras, beginEndOf);
  } catch (error) {
    await begun.end?.abandon();
    throw error;
  }
}

async function detectAll(
  stackDir: string,
  outDir: string,
  options: DetectOptions,
  context: RunContext,
  { engine = 'pool', onPreliminary }: DetectStageExtras,
  beginEndOf: (plan: DetectionPlan) => DetectionEnd,
): Promise<StageOutcome<Detection>> {
  // The threads' memory is free before preliminary polygons are made, and the last.
  const withCrew = <T>(work: (crew: Crew) => Promise<T>): Promise<T> => {
    const crew = ENGINES[engine]({ handlerUrl: detectWorkerUrl, workers: context.workers, signal: context.signal });
    return work(crew).finally(() => crew.close());
  };
  const look = (crew: Crew, jobs: readonly DetectJob[], end: DetectionEnd, doneBefore: number, total: number) =>
    crew.run<DetectJob, DetectResult>(jobs, ({ job }, done) => {
      end.blockEnded(job.id);
      context.onEvent({ event: 'stage.progress', stage: 'detect', step: 'windows', done: doneBefore + done, total });
    });
  const { plan, end, first } = await withCrew(async (crew) => {
    const plan = await planDetection(stackDir, outDir, options, async (jobs) => {
      const answers = await crew.run<StatisticsJob, AreaStatistics | undefined>(jobs);
      return answers.map((o) => {
        if (!o.ok) throw fromEnvelope(o.error);
        return o.result;
      });
    });
    const end = beginEndOf(plan);
    return { plan, end, first: await look(crew, (plan.preliminary ?? plan).jobs, end, 0, plan.jobs.length) };
  });
  const outcomes = [...first];
  if (plan.preliminary !== undefined) {
    // Where every window failed, that is told at the end.
    if (plan.preliminary.doneJobs.length > 0 || first.some((o) => o.ok))
      await onPreliminary?.(await finishDetection(plan.preliminary));
    const looked = new Set(plan.preliminary.jobs);
    const rest = plan.jobs.filter((job) => !looked.has(job));
    outcomes.push(...(await withCrew((crew) => look(crew, rest, end, first.length, plan.jobs.length))));
  }
  const failures: LandscarError[] = outcomes.flatMap((o) => (o.ok ? [] : [fromEnvelope(o.error)]));
  for (const warning of failureWarnings(failures)) context.onEvent({ event: 'warning', stage: 'detect', ...warning });
  // Nothing was seen at all: the cause is the answer, not an empty map.
  if (failures.length > 0 && failures.length === plan.lookedJobs.length) throw failures[0]!;
  const detection = await end.finish();
  for (const warning of detection.summary.warnings) {
    context.onEvent({ event: 'warning', stage: 'detect', ...warning });
  }
  const total = plan.jobs.length;
  const unobserved = outcomes.filter((o) => o.ok && o.result.observedPx === 0);
  return {
    value: detection,
    skipped: total === 0,
    counts: {
      windows: total,
      failedWindows: failures.length,
      unobservedWindows: unobserved.length,
      disturbances: detection.disturbances.length,
    },
    failures,
  };
}
