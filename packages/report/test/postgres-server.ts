import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

export interface PostgresServer {
  /** An address of a new, empty database. */
  readonly freshUrl: () => Promise<string>;
  /** Kills the server as a cut of the power would, and starts it again on the same data. */
  readonly crash: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const ROOT = '/usr/lib/postgresql';
/** Not every PATH has the folder of administrators' programs. */
const RUNUSER = ['/usr/sbin/runuser', '/sbin/runuser'].find((file) => existsSync(file)) ?? 'runuser';

/** Folder of Debian's server programs, or null where there are none. */
export function postgresBin(): string | null {
  if (!existsSync(ROOT)) return null;
  const versions = readdirSync(ROOT).sort((a, b) => Number(b) - Number(a));
  const found = versions.map((v) => join(ROOT, v, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
  return found ?? null;
}

/** Whether that server can be given PostGIS. */
export const hasPostgis = (): boolean =>
  existsSync('/usr/share/postgresql') &&
  readdirSync('/usr/share/postgresql').some((v) =>
    existsSync(join('/usr/share/postgresql', v, 'extension/postgis.control')),
  );

/** A server of its own on a free loopback port, in a folder that is gone afterwards. PostgreSQL refuses to run as root: then as user postgres. */
export async function startPostgres(bin: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'landscar-pg-'));
  chmodSync(folder, 0o777);
  const data = join(folder, 'data');
  const asUser = (program: string, args: readonly string[]): [string, string[]] =>
    userInfo().uid === 0
      ? [RUNUSER, ['-u', 'postgres', '--', join(bin, program), ...args]]
      : [join(bin, program), [...args]];
  execFileSync(
    ...asUser('initdb', [
      '-D',
      data,
      '-U',
      'landscar',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ]),
    { stdio: 'ignore', cwd: '/tmp' },
  );
  const port = await freePort();
  const start = (): ChildProcess =>
    spawn(...asUser('postgres', ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder]), {
      stdio: 'ignore',
      cwd: '/tmp',
    });
  let server = start();
  const base = `postgres://landscar@127.0.0.1:${port}`;
  const { default: pg } = await import('pg');
  const admin = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: `${base}/postgres` });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  const answer = async (): Promise<void> => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await admin('select 1');
      } catch (error) {
        if (attempt > 600) throw error;
        // It does not start while processes of a killed one are still ending.
        if (server.exitCode !== null) server = start();
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
  await answer();
  let count = 0;
  return {
    freshUrl: async () => {
      const name = `register_${(count += 1)}`;
      await admin(`create database ${name}`);
      return `${base}/${name}`;
    },
    crash: async () => {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      const [pid] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
      process.kill(Number(pid), 'SIGKILL');
      await gone;
      server = start();
      await answer();
    },
    stop: async () => {
      execFileSync(...asUser('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']), { stdio: 'ignore', cwd: '/tmp' });
      if (server.exitCode === null) await new Promise((resolve) => server.once('exit', resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
