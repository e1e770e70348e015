import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = join(ROOT, 'bin/dist/main.js');

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line to its end. */
export function landscar(...args: readonly string[]): Answer {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', cwd: ROOT });
  return { code: status, stdout, stderr };
}

/** Runs the built command line and sends `signal` once its stderr shows `when`. */
export function landscarUntil(when: RegExp, signal: NodeJS.Signals, ...args: readonly string[]): Promise<Answer> {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr, sent] = ['', '', false];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
    if (!sent && when.test(stderr)) {
      sent = true;
      child.kill(signal);
    }
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

/** Files below a folder that must be the same in every run: all but the record, the log and what was not finished. */
export function comparableFiles(folder: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const visit = (path: string): void => {
    for (const name of readdirSync(path).sort()) {
      const file = join(path, name);
      if (statSync(file).isDirectory()) visit(file);
      else if (name !== 'run.json' && !name.endsWith('.log')) files.set(relative(folder, file), readFileSync(file));
    }
  };
  visit(folder);
  return files;
}

/** Names of the files that differ, or are in one folder only. */
export function differingFiles(a: string, b: string): string[] {
  const [filesA, filesB] = [comparableFiles(a), comparableFiles(b)];
  const names = new Set([...filesA.keys(), ...filesB.keys()]);
  return [...names].filter((name) => {
    const [x, y] = [filesA.get(name), filesB.get(name)];
    return x === undefined || y === undefined || !x.equals(y);
  });
}
