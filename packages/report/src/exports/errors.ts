import { LandscarError } from '@landscar/core';

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const outputUnwritable = (path: string, cause: unknown): LandscarError =>
  new LandscarError(
    'REPORT_OUTPUT_UNWRITABLE',
    {
      what: 'An output cannot be written',
      where: path,
      found: text(cause),
      allowed: 'a folder that can be written to, on a disk with room',
      next: 'free space, check the permissions or choose another --out',
    },
    { cause, retryable: true },
  );

export const profileUnknown = (profile: string, known: readonly string[]): LandscarError =>
  new LandscarError('REPORT_PROFILE_UNKNOWN', {
    what: 'There is no such export profile',
    where: '--profile',
    found: `'${profile}'`,
    allowed: known.join(', '),
    next: 'name one of these, or add one to report/exports/profiles',
  });

export const packageUnreadable = (path: string, found: string, cause?: unknown): LandscarError =>
  new LandscarError(
    'REPORT_PACKAGE_UNREADABLE',
    {
      what: 'This is no delivery package',
      where: path,
      found,
      allowed: 'a folder or zip written by landscar export, with its manifest.json',
      next: 'check the path, or ask the sender for the package again',
    },
    { cause },
  );

export const historyBroken = (url: string, entry: number): LandscarError =>
  new LandscarError('REPORT_HISTORY_BROKEN', {
    what: 'The history of a register was changed',
    where: url.replace(/:[^:@/]*@/u, ':***@'),
    found: `the hash chain breaks at entry ${entry}`,
    allowed: 'a whole history: what rests on recorded decisions cannot be made from this one',
    next: 'restore the last backup with `landscar register restore`, and find out who changed the database',
  });

export const feedbackNone = (runs: readonly string[], silent: Readonly<Record<string, number>>): LandscarError =>
  new LandscarError('REPORT_FEEDBACK_NONE', {
    what: 'There are no decided leads to learn from',
    where: runs.join(', '),
    found: `decisions that say nothing of the ground: ${JSON.stringify(silent)}`,
    allowed: 'runs with leads that a person determined, or rejected for a reason of ground or image',
    next: 'name the runs whose leads were decided, or decide some first (`landscar leads set`, `leads import`)',
  });
