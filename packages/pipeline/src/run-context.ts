import type { LandscarError } from '@landscar/core';
import type { OnRunEvent, Stage } from './run-events.js';

/** What every stage of a run is given besides its data. */
export interface RunContext {
  readonly workers: number;
  readonly signal: AbortSignal | undefined;
  readonly onEvent: OnRunEvent;
}

/** What a stage answers besides its data. */
export interface StageOutcome<T> {
  readonly value: T;
  readonly counts: Readonly<Record<string, number>>;
  readonly skipped: boolean;
  /** Failures that did not stop the run; any of them makes it partial (exit code 4). */
  readonly failures: readonly LandscarError[];
}

/** Runs a stage between its start and end events; one clock. */
export async function runStage<T>(
  stage: Stage,
  context: RunContext,
  work: () => Promise<StageOutcome<T>>,
): Promise<StageOutcome<T> & { readonly durationMs: number }> {
  const startMs = performance.now();
  context.onEvent({ event: 'stage.start', stage });
  const outcome = await work();
  const durationMs = Math.round(performance.now() - startMs);
  context.onEvent({ event: 'stage.end', stage, durationMs, skipped: outcome.skipped, counts: outcome.counts });
  return { ...outcome, durationMs };
}
