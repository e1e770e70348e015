import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openRegister } from '@landscar/report';
import { postgresBin, startPostgres } from './postgres-server.js';

/** `LANDSCAR_KILLS=200` is the full count; fewer by default, since each takes the start of a process. */
const KILLS = Number(process.env['LANDSCAR_KILLS'] ?? 10);
const LEADS = 60;
/** Milliseconds within which the moment of a kill is drawn; a write takes 20 to 60. */
const WITHIN_MS = 400;
const LONG_MS = 1_800_000;

it(
  `SQLite holds all or nothing of each write after ${KILLS} kills at random moments`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kill-'));
    try {
      const url = join(folder, 'register.sqlite');
      await killWriters('SQLite', url);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  LONG_MS,
);

const bin = postgresBin();
if (bin === null) console.log('NOT RUN: kills on PostgreSQL. No server here: apt-get install postgresql');
it.skipIf(bin === null)(
  `PostgreSQL holds all or nothing after ${KILLS} kills of the writer, every fifth of them of the server too`,
  async () => {
    const server = await startPostgres(bin ?? '');
    try {
      const url = await server.freshUrl();
      await killWriters('PostgreSQL', url, (kill) => (kill % 5 === 4 ? server.crash() : Promise.resolve()));
    } finally {
      await server.stop();
    }
  },
  LONG_MS,
);

/** Kills one writer after another, and looks at the register after each: every run whole or not there, the chain unbroken. */
async function killWriters(
  name: string,
  url: string,
  alsoKill: (kill: number) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  let [next, seed, within] = [1, 7, 0];
  for (let kill = 0; kill < KILLS; kill++) {
    seed = (seed * 48_271) % 2_147_483_647;
    within += (await killOneWriter(url, next, seed % WITHIN_MS, () => alsoKill(kill))) ? 1 : 0;
    const register = await openRegister(url);
    try {
      const runs = await register.db.selectFrom('runs').select('run_id').execute();
      const patches = await register.db
        .selectFrom('patches')
        .select((e) => ['run_id', e.fn.countAll<number>().as('n')])
        .groupBy('run_id')
        .execute();
      expect(patches.map((p) => [p.run_id, p.n]).sort()).toEqual(runs.map((r) => [r.run_id, LEADS]).sort());
      expect(await register.verify()).toEqual({ entries: runs.length * LEADS, brokenAt: null });
      next = runs.length + 1;
    } finally {
      await register.close();
    }
  }
  expect(next).toBeGreaterThan(1);
  console.log(
    `${name}: ${KILLS} kills, ${within} of them within a write, ${next - 1} runs written whole, none in part`,
  );
}

/** Answers whether the writer had begun a write that it had not ended. */
async function killOneWriter(
  url: string,
  first: number,
  afterMs: number,
  alsoKill: () => Promise<void>,
): Promise<boolean> {
  const writer = fileURLToPath(new URL('register-writer.mjs', import.meta.url));
  const child = fork(writer, [url, String(first), String(LEADS)], { stdio: 'ignore' });
  let writing = false;
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message) => {
      writing = message === 'begun';
      if (message === 'ready') resolve();
    });
    child.once('exit', (code) => reject(new Error(`writer ended with ${String(code)}`)));
  });
  child.removeAllListeners('exit');
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const gone = new Promise((resolve) => child.once('exit', resolve));
  await alsoKill();
  child.kill('SIGKILL');
  await gone;
  return writing;
}
