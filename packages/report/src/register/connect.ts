import {
  Kysely,
  PostgresAdapter,
  PostgresDialect,
  sql,
  SqliteDialect,
  type RawBuilder,
  type Transaction,
} from 'kysely';
import { registerFailed } from '../errors.js';
import type { RegisterTables } from './schema.js';

export type RegisterDb = Kysely<RegisterTables>;
export type RegisterTransaction = Transaction<RegisterTables>;

/** A connection to a register: the path of a SQLite file, or postgres://user@host/database. */
export async function connect(url: string): Promise<RegisterDb> {
  try {
    return isPostgres(url) ? await connectPostgres(url) : await connectSqlite(url);
  } catch (error) {
    throw registerFailed(url, error);
  }
}

export const isPostgres = (url: string): boolean => /^postgres(ql)?:\/\//u.test(url);

async function connectSqlite(path: string): Promise<RegisterDb> {
  const { default: Database } = await import('better-sqlite3');
  const database = new Database(path.replace(/^sqlite:/u, ''));
  // A cut of the power must not cost a decision: every commit reaches the disk before it is answered.
  database.pragma('synchronous = FULL');
  database.pragma('busy_timeout = 10000');
  return new Kysely({ dialect: new SqliteDialect({ database }) });
}

async function connectPostgres(url: string): Promise<RegisterDb> {
  const { default: pg } = await import('pg');
  // int8 as number: cells and sequence numbers stay far below 2^53.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  // A connection that is lost while idle must not end the process: the next question takes a new one, or fails by name.
  pool.on('error', () => undefined);
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}

/**
 * Runs `work` in one transaction that waits for other writers first: the row of the lock is written before anything is read,
 * which takes the write lock in SQLite and the row lock in PostgreSQL. One code for both.
 */
export function inWriteTransaction<T>(db: RegisterDb, work: (tx: RegisterTransaction) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await waitForWriters(tx);
    return work(tx);
  });
}

/** The same, but whatever `work` wrote is taken back. */
export async function inTrialTransaction<T>(db: RegisterDb, work: (tx: RegisterTransaction) => Promise<T>): Promise<T> {
  const tx = await db.startTransaction().execute();
  try {
    await waitForWriters(tx);
    return await work(tx);
  } finally {
    await tx.rollback().execute();
  }
}

const waitForWriters = (tx: RegisterTransaction): Promise<unknown> =>
  tx.updateTable('meta').set({ value: '0' }).where('key', '=', 'lock').execute();

/** The project id in the JSON of a patch, in the words of either database; `patches_by_project` is an index of just this. */
export const projectOfPatch = (db: Pick<Kysely<unknown>, 'getExecutor'>): RawBuilder<string> =>
  db.getExecutor().adapter instanceof PostgresAdapter
    ? sql<string>`((lead::json) #>> '{project,id}')`
    : sql<string>`json_extract(lead, '$.project.id')`;

const ROWS_A_STATEMENT = 500;

/** Slices a long list so that no statement has more values than the databases allow. */
export function* slices<T>(list: readonly T[], size = ROWS_A_STATEMENT): Generator<readonly T[]> {
  for (let i = 0; i < list.length; i += size) yield list.slice(i, i + size);
}
