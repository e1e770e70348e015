import { existsSync } from 'node:fs';
import type { StackManifest } from '@landscar/core';
import { ingestPair, type IngestOptions } from '@landscar/ingest';
import type { RunContext, StageOutcome } from '../run-context.js';

/** Scenes become the stack in `options.out`; a stack of the same fingerprint that is there is kept. */
export async function ingestStage(
  options: Omit<IngestOptions, 'signal' | 'onProgress'>,
  context: RunContext,
): Promise<StageOutcome<StackManifest>> {
  const wasThere = existsSync(options.out);
  let worked = false;
  const stack = await ingestPair({
    ...options,
    ...(context.signal && { signal: context.signal }),
    onProgress: (step, done, total) => {
      worked = true;
      context.onEvent({ event: 'stage.progress', stage: 'ingest', step, done, total });
    },
  });
  for (const warning of stack.warnings) context.onEvent({ event: 'warning', stage: 'ingest', ...warning });
  return {
    value: stack,
    skipped: wasThere && !worked,
    counts: { widthPx: stack.grid.width, heightPx: stack.grid.height, blocks: stack.shiftPx.blocks },
    failures: [],
  };
}
