import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DetectionSummary, ErrorEnvelope, StackManifest, StackWarning } from '@landscar/core';
import { hashFile } from '@landscar/geodata';
import type { RunInfo } from '@landscar/report';
import type { SiteConfig } from './config/schema.js';
import type { InputHash } from './run-id.js';

/** The run's record; with the logs the only place with times. */
export const RUN_FILE = 'run.json';

export interface RunRecord {
  readonly runId: string;
  readonly fingerprint: string;
  readonly version: string;
  readonly node: string;
  readonly site: string;
  /** File or address of the register that the run was entered in. */
  readonly register: string;
  readonly config: SiteConfig;
  readonly inputs: readonly InputHash[];
  readonly model: DetectionSummary['model'];
  readonly ruleSet: string;
  readonly stack: Pick<StackManifest, 'fingerprint' | 'grid' | 'shiftPx' | 'validShare' | 'seasonGapDays'>;
  /** Hectares of the area without a clear observation on both dates. */
  readonly unobservedHa: number;
  readonly observedHa: number;
  /** Ground that no run has seen since a date, and what this run saw of it. */
  readonly owed?: RunInfo['owed'];
  readonly leads: number;
  readonly counts: Readonly<Record<string, number>>;
  /** Events new, grown, finished … against the period before: how many of each. */
  readonly digest: Readonly<Record<string, number>>;
  /** What was left out, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly warnings: readonly StackWarning[];
  readonly failures: readonly ErrorEnvelope[];
  /** What the outputs say about the run. */
  readonly info: RunInfo;
  /** sha256 of every file that the run wrote for people. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly finishedAt: string;
  readonly durationsMs: Readonly<Record<string, number>>;
}

/** The finished run in `out`, where it was made from the same things, wholly, entered in the same register, and unchanged since. */
export async function intactRun(out: string, fingerprint: string, register: string): Promise<RunRecord | null> {
  const file = join(out, RUN_FILE);
  if (!existsSync(file)) return null;
  let record: RunRecord;
  try {
    record = JSON.parse(await readFile(file, 'utf8')) as RunRecord;
  } catch {
    return null; // not ours, or cut off: the run is done again
  }
  if (record.fingerprint !== fingerprint || record.failures.length > 0) return null;
  if (record.register !== register || (!register.includes('://') && !existsSync(register))) return null;
  for (const [name, sha256] of Object.entries(record.outputs)) {
    const path = join(out, name);
    if (!existsSync(path) || (await hashFile(path)) !== sha256) return null;
  }
  return record;
}

/** sha256 by file name, in order. */
export async function outputHashes(out: string, names: readonly string[]): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const name of [...names].sort()) hashes[name] = await hashFile(join(out, name));
  return hashes;
}
