import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('..', import.meta.url));
let folder: string;

const run = (script: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) => {
  const { status, stdout, stderr } = spawnSync(path.join(bin, script), args, { encoding: 'utf8', env });
  return { status, stdout, stderr };
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'landscar-setup-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('bin/setup', () => {
  it('names an unknown option and the allowed ones', () => {
    expect(run('setup', ['--with-everything'])).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'bin/setup: unknown option --with-everything; allowed: --with-tfjs-node, --without-tfjs-node, --if-needed\n',
    });
  });

  it('stops at a Node that is too old, and says what to do', () => {
    const oldNode = path.join(folder, 'node');
    writeFileSync(oldNode, '#!/bin/sh\n[ "$1" = -p ] && echo 18.18.2 && exit 0\nexit 1\n');
    chmodSync(oldNode, 0o755);
    const { status, stdout, stderr } = run('setup', [], {
      ...process.env,
      PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}`,
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('Node 18.18.2 is too old: 20.19 or newer is needed');
    expect(stderr).toContain('What to do:\n  - Install Node 20.19 or newer');
  });
});

describe('test-summary.mjs', () => {
  const summarise = (report?: object) => {
    const file = path.join(folder, 'results.json');
    if (report !== undefined) writeFileSync(file, JSON.stringify(report));
    const { status, stdout } = spawnSync(process.execPath, [path.join(bin, 'checks/test-summary.mjs'), file], {
      encoding: 'utf8',
    });
    return { status, stdout };
  };
  const counts = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1 };
  const loaded = { status: 'passed', assertionResults: [{}] };
  const broken = { status: 'failed', assertionResults: [] };

  it('counts what passed, failed and was skipped', () => {
    expect(summarise({ ...counts, testResults: [loaded] })).toEqual({
      status: 0,
      stdout: '5 passed, 0 failed, 3 skipped\n',
    });
  });

  it('counts a file that could not be loaded as a failed test', () => {
    expect(summarise({ ...counts, testResults: [loaded, broken] })).toEqual({
      status: 1,
      stdout: '5 passed, 1 failed, 3 skipped\n',
    });
  });

  it('fails where no test ran', () => {
    expect(summarise({ ...counts, numPassedTests: 0, testResults: [] }).status).toBe(1);
  });

  it('counts a missing report as a failure', () => {
    expect(summarise()).toEqual({ status: 1, stdout: '0 passed, 1 failed, 0 skipped\n' });
  });
});
