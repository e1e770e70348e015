import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { canonicalJson, LandscarError } from '@landscar/core';
import { makeFolder, writeFailed } from '@landscar/geodata';
import { sql } from 'kysely';
import { backupBroken, registerNotEmpty } from '../errors.js';
import { inWriteTransaction, type RegisterDb, type RegisterTransaction } from './connect.js';
import { verifyChain } from './history-chain.js';
import type { RegisterTables } from './schema.js';

const VERSION = 1;
/** Every table with the columns that order it: the same register gives the same backup. */
const TABLES: readonly { readonly name: keyof RegisterTables; readonly order: readonly string[] }[] = [
  { name: 'runs', order: ['run_id'] },
  { name: 'events', order: ['event_id'] },
  { name: 'event_cells', order: ['cell', 'event_id'] },
  { name: 'patches', order: ['patch_no', 'run_id'] },
  { name: 'unobserved', order: ['event_id'] },
  { name: 'owed_ground', order: ['run_id', 'since'] },
  { name: 'lineage', order: ['parent_id', 'child_id', 'kind'] },
  { name: 'issued', order: ['issued_no'] },
  { name: 'clues', order: ['sender', 'clue_id', 'version'] },
  { name: 'clue_links', order: ['sender', 'clue_id', 'version', 'event_id'] },
  { name: 'clue_packages', order: ['sha256', 'direction'] },
  { name: 'history', order: ['seq'] },
];
const PAGE = 2_000;

/**
 * Writes the whole register as gzipped JSON lines with a hash at the end: of one moment, readable by either database. The folder is made
 * where it is missing; GEODATA_FOLDER_UNWRITABLE, GEODATA_WRITE_FAILED.
 */
export async function backupRegister(db: RegisterDb, file: string): Promise<{ rows: number }> {
  makeFolder(dirname(file));
  const temporary = `${file}.tmp-${process.pid}`;
  let rows = 0;
  const lines = async function* (tx: RegisterTransaction): AsyncGenerator<string> {
    const hash = createHash('sha256');
    const line = (value: unknown): string => {
      const text = `${canonicalJson(value)}\n`;
      hash.update(text);
      return text;
    };
    yield line({ landscarRegister: VERSION });
    for (const { name, order } of TABLES) {
      for (let after: readonly unknown[] | null = null; ;) {
        const page = await pageOf(tx, name, order, after);
        for (const row of page) yield line({ table: name, row });
        rows += page.length;
        const last = page.at(-1);
        if (last === undefined || page.length < PAGE) break;
        after = order.map((column) => last[column]);
      }
    }
    yield `${canonicalJson({ sha256: hash.digest('hex') })}\n`;
  };
  try {
    const written = createWriteStream(temporary, { flush: true });
    await inWriteTransaction(db, (tx) => pipeline(Readable.from(lines(tx)), createGzip(), written)).catch(
      (error: unknown) => {
        // What failed may be the database, whose errors have their own names.
        throw error === written.errored ? writeFailed(file, error) : error;
      },
    );
    await rename(temporary, file).catch((error: unknown) => {
      throw writeFailed(file, error);
    });
  } finally {
    await rm(temporary, { force: true });
  }
  return { rows };
}

/** The rows after a key, in order of the key: the time of a page does not grow with the rows before it. */
function pageOf(
  tx: RegisterTransaction,
  table: keyof RegisterTables,
  order: readonly string[],
  after: readonly unknown[] | null,
): Promise<Record<string, unknown>[]> {
  const columns = sql.join(order.map((column) => sql.ref(column)));
  const start = after === null ? sql`` : sql`where (${columns}) > (${sql.join(after)})`;
  return sql<Record<string, unknown>>`select * from ${sql.table(table)} ${start} order by ${columns} limit ${PAGE}`
    .execute(tx)
    .then((found) => found.rows);
}

/** Fills an empty register from a backup, all or nothing; the hash of the file and the chain of the history are checked. */
export async function restoreRegister(db: RegisterDb, file: string): Promise<{ rows: number }> {
  if (!existsSync(file)) throw backupBroken(file, 'no such file');
  let rows = 0;
  await inWriteTransaction(db, async (tx) => {
    const used = await tx.selectFrom('history').select('seq').limit(1).executeTakeFirst();
    if (used !== undefined) throw registerNotEmpty(file);
    const hash = createHash('sha256');
    let sealed: string | null = null;
    let batch: { table: string; rows: unknown[] } = { table: '', rows: [] };
    const flush = async (): Promise<void> => {
      if (batch.rows.length > 0)
        await tx
          .insertInto(batch.table as 'meta')
          .values(batch.rows as never)
          .execute();
      batch = { table: '', rows: [] };
    };
    try {
      for await (const text of createInterface({
        input: createReadStream(file).pipe(createGunzip()),
        crlfDelay: Infinity,
      })) {
        const value = JSON.parse(text) as { landscarRegister?: number; table?: string; row?: unknown; sha256?: string };
        if (value.sha256 !== undefined) {
          sealed = value.sha256;
          break;
        }
        hash.update(`${text}\n`);
        const { table } = value;
        if (table === undefined) continue;
        if (!TABLES.some((t) => t.name === table)) throw backupBroken(file, `table ${table}`);
        if (table !== batch.table || batch.rows.length >= 500) await flush();
        batch.table = table;
        batch.rows.push(value.row);
        rows += 1;
      }
      await flush();
    } catch (error) {
      throw error instanceof LandscarError ? error : backupBroken(file, error);
    }
    if (sealed !== hash.digest('hex'))
      throw backupBroken(file, sealed === null ? 'no hash at the end: cut short' : 'the hash does not fit');
    const { brokenAt } = await verifyChain(tx);
    if (brokenAt !== null) throw backupBroken(file, `history broken at entry ${brokenAt}`);
  });
  return { rows };
}
