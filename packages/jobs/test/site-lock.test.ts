import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lockSite } from '@landscar/jobs';

const lockIn = () => join(mkdtempSync(join(tmpdir(), 'landscar-lock-')), '.landscar.lock');

it('refuses a second owner and lets a third in after release', () => {
  const file = lockIn();
  const release = lockSite(file);
  expect(() => lockSite(file)).toThrow(/one run per site/);
  release();
  expect(existsSync(file)).toBe(false);
  lockSite(file)();
});

it('takes over the lock of a dead process, of a reused process number, and of a half-written file', () => {
  for (const content of [
    JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), startTick: '1' }),
    JSON.stringify({ pid: process.pid, host: hostname(), startTick: '1' }),
    '{"pid":',
  ]) {
    const file = lockIn();
    writeFileSync(file, content);
    lockSite(file)();
    expect(existsSync(file)).toBe(false);
  }
});

it('never steals a lock of another host', () => {
  const file = lockIn();
  writeFileSync(file, JSON.stringify({ pid: 1, host: 'elsewhere', startTick: null }));
  expect(() => lockSite(file)).toThrow(/process 1 on elsewhere/);
});
