import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { siteLocked } from './errors.js';

interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** Kernel start tick of the owner: a process number alone is given away again. */
  readonly startTick: string | null;
}

/** Takes the lock file or throws `JOBS_SITE_LOCKED`; returns the release. A lock of a dead process on this host is taken over. */
export function lockSite(lockFile: string): () => void {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const descriptor = openSync(lockFile, 'wx');
      writeSync(descriptor, JSON.stringify(self()));
      closeSync(descriptor);
      return () => rmSync(lockFile, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = readOwner(lockFile);
      if (owner !== null && isAlive(owner)) throw siteLocked(lockFile, `process ${owner.pid} on ${owner.host}`);
      rmSync(lockFile, { force: true });
    }
  }
  throw siteLocked(lockFile, 'changed hands while it was being taken');
}

const self = (): LockOwner => ({ pid: process.pid, host: hostname(), startTick: startTickOf(process.pid) });

function readOwner(lockFile: string): LockOwner | null {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')) as LockOwner;
  } catch {
    return null; // written half by a process that was killed at that moment
  }
}

function isAlive(owner: LockOwner): boolean {
  if (owner.host !== hostname()) return true; // cannot be known from here: never steal across hosts
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return owner.startTick === null || owner.startTick === startTickOf(owner.pid);
}

/** Field 22 of /proc/PID/stat (proc(5)); null where there is no /proc. */
function startTickOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
