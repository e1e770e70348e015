import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRegister } from '@landscar/report';

/** `LANDSCAR_KILLS=200` is the full count; fewer by default, since each takes the start of a process. */
const KILLS = Number(process.env['LANDSCAR_KILLS'] ?? 10);
const LEADS = 60;

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'kill-'))));
afterAll(() => rmSync(folder, { recursive: true }));

it(`holds all or nothing of each write after ${KILLS} kills at random moments`, async () => {
  const url = join(folder, 'register.sqlite');
  let [next, seed, cutShort] = [1, 7, 0];
  for (let kill = 0; kill < KILLS; kill++) {
    const child = fork(
      fileURLToPath(new URL('register-writer.mjs', import.meta.url)),
      [url, String(next), String(LEADS)],
      { stdio: 'ignore' },
    );
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => reject(new Error(`writer ended with ${String(code)}`)));
    });
    child.removeAllListeners('exit');
    seed = (seed * 48_271) % 2_147_483_647;
    await new Promise((resolve) => setTimeout(resolve, seed % 400));
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    const register = await openRegister(url);
    try {
      const runs = await register.db.selectFrom('runs').select('run_id').execute();
      const patches = await register.db
        .selectFrom('patches')
        .select((e) => ['run_id', e.fn.countAll<number>().as('n')])
        .groupBy('run_id')
        .execute();
      const check = await register.verify();
      expect(patches.map((p) => [p.run_id, p.n]).sort()).toEqual(runs.map((r) => [r.run_id, LEADS]).sort());
      expect(check).toEqual({ entries: runs.length * LEADS, brokenAt: null });
      if (runs.length + 1 === next) cutShort += 1;
      next = runs.length + 1;
    } finally {
      await register.close();
    }
  }
  expect(next).toBeGreaterThan(1);
  console.log(`${KILLS} kills, ${next - 1} runs written, ${cutShort} kills before the first write was whole`);
}, 1_200_000);
