import { readFile } from 'node:fs/promises';
import type { Window } from '@landscar/core';
import { gateRecordFile, type DetectJob, type GateRecord } from '../windows/detect-job.js';

/** What the gate did in a whole run; undefined where it was off. */
export interface GateSum {
  readonly skippedPx: number;
  readonly coldWindows: number;
  readonly sampled: readonly Window[];
}

/** Adds up the records of the blocks; a block that failed has none. */
export async function readGateRecords(jobs: readonly DetectJob[]): Promise<GateSum | undefined> {
  if (jobs[0]?.gate === undefined) return undefined;
  let [skippedPx, coldWindows] = [0, 0];
  const sampled: Window[] = [];
  for (const job of jobs) {
    const text = await readFile(gateRecordFile(job), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const record = JSON.parse(text) as GateRecord;
    skippedPx += record.skippedPx;
    coldWindows += record.coldWindows;
    sampled.push(...record.sampled);
  }
  return { skippedPx, coldWindows, sampled };
}
