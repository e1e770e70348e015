import type { StackWarning } from '@landscar/core';

/** What a run tells while it goes on: one stream, several renderers (terminal, plain lines, JSON). */
export type RunEvent =
  | { readonly event: 'run.start'; readonly site: string; readonly out: string; readonly runId: string }
  | { readonly event: 'stage.start'; readonly stage: Stage }
  | {
      readonly event: 'stage.progress';
      readonly stage: Stage;
      readonly step: string;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly event: 'stage.end';
      readonly stage: Stage;
      readonly durationMs: number;
      readonly skipped: boolean;
      readonly counts: Readonly<Record<string, number>>;
    }
  /** What the focus alone gave can be read at `path`, while the rest is still looked at. */
  | { readonly event: 'preliminary'; readonly path: string; readonly counts: Readonly<Record<string, number>> }
  | ({ readonly event: 'warning'; readonly stage: Stage } & StackWarning)
  | { readonly event: 'run.end'; readonly runId: string; readonly durationMs: number; readonly partial: boolean };

export type Stage = 'ingest' | 'detect' | 'evaluate' | 'report' | 'export';

export type OnRunEvent = (event: RunEvent) => void;
