import { Migrator, sql, type Kysely, type Migration } from 'kysely';
import { registerFailed } from '../errors.js';
import { isPostgres, projectOfPatch } from './connect.js';
import { dropOutlineView, makeOutlineView } from './outline-view.js';
import type { RegisterTables } from './schema.js';

/** Every change of the tables, in order; one that was released is never edited. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001_register': {
    async up(db: Kysely<unknown>): Promise<void> {
      const s = db.schema;
      await s
        .createTable('meta')
        .addColumn('key', 'text', (c) => c.primaryKey())
        .addColumn('value', 'text', (c) => c.notNull())
        .execute();
      await s
        .createTable('runs')
        .addColumn('run_id', 'text', (c) => c.primaryKey())
        .addColumn('number', 'integer', (c) => c.notNull())
        .addColumn('period', 'text', (c) => c.notNull())
        .addColumn('date_before', 'text', (c) => c.notNull())
        .addColumn('date_after', 'text', (c) => c.notNull())
        .addColumn('fingerprint', 'text', (c) => c.notNull())
        .addColumn('digest', 'text', (c) => c.notNull())
        .execute();
      await s
        .createTable('events')
        .addColumn('event_id', 'text', (c) => c.primaryKey())
        .addColumn('county', 'text', (c) => c.notNull())
        .addColumn('first_period', 'text', (c) => c.notNull())
        .addColumn('last_period', 'text', (c) => c.notNull())
        .addColumn('last_run', 'text', (c) => c.notNull())
        .addColumn('status', 'text', (c) => c.notNull())
        .addColumn('change', 'text', (c) => c.notNull())
        .addColumn('geometry', 'text', (c) => c.notNull())
        .addColumn('area_m2', 'double precision', (c) => c.notNull())
        .addColumn('prior_area_m2', 'double precision')
        .addColumn('revision', 'integer', (c) => c.notNull())
        .execute();
      await s.createIndex('events_by_period').on('events').column('last_period').execute();
      await s
        .createTable('event_cells')
        .addColumn('cell', 'bigint', (c) => c.notNull())
        .addColumn('event_id', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('event_cells_key', ['cell', 'event_id'])
        .execute();
      await s.createIndex('event_cells_by_event').on('event_cells').column('event_id').execute();
      await s
        .createTable('patches')
        .addColumn('patch_no', 'text', (c) => c.primaryKey())
        .addColumn('event_id', 'text', (c) => c.notNull())
        .addColumn('run_id', 'text', (c) => c.notNull())
        .addColumn('county', 'text', (c) => c.notNull())
        .addColumn('period', 'text', (c) => c.notNull())
        .addColumn('serial', 'integer', (c) => c.notNull())
        .addColumn('lead', 'text', (c) => c.notNull())
        .addUniqueConstraint('patches_number', ['county', 'period', 'serial'])
        .execute();
      await s.createIndex('patches_by_event').on('patches').column('event_id').execute();
      await s.createIndex('patches_by_run').on('patches').column('run_id').execute();
      await s
        .createTable('lineage')
        .addColumn('parent_id', 'text', (c) => c.notNull())
        .addColumn('child_id', 'text', (c) => c.notNull())
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('run_id', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('lineage_key', ['parent_id', 'child_id', 'kind'])
        .execute();
      await s
        .createTable('issued')
        .addColumn('issued_no', 'text', (c) => c.primaryKey())
        .addColumn('batch', 'text', (c) => c.notNull())
        .addColumn('geometry', 'text', (c) => c.notNull())
        .addColumn('attributes', 'text', (c) => c.notNull())
        .execute();
      await s
        .createTable('history')
        .addColumn('seq', 'integer', (c) => c.primaryKey())
        .addColumn('event_id', 'text', (c) => c.notNull())
        .addColumn('at', 'text', (c) => c.notNull())
        .addColumn('who', 'text', (c) => c.notNull())
        .addColumn('action', 'text', (c) => c.notNull())
        .addColumn('detail', 'text', (c) => c.notNull())
        .addColumn('prev_hash', 'text', (c) => c.notNull())
        .addColumn('hash', 'text', (c) => c.notNull())
        .execute();
      await s.createIndex('history_by_event').on('history').column('event_id').execute();
    },
  },
  // The last number of a period and the leads to look at again are found without reading the whole register.
  '0002_indexes': {
    async up(db: Kysely<unknown>): Promise<void> {
      const s = db.schema;
      await s.createIndex('patches_by_period').on('patches').columns(['period', 'county', 'serial']).execute();
      await s.createIndex('events_by_status').on('events').columns(['status', 'last_period']).execute();
    },
  },
  '0003_clues': {
    async up(db: Kysely<unknown>): Promise<void> {
      const s = db.schema;
      await s
        .createTable('clues')
        .addColumn('sender', 'text', (c) => c.notNull())
        .addColumn('clue_id', 'text', (c) => c.notNull())
        .addColumn('version', 'integer', (c) => c.notNull())
        .addColumn('sha256', 'text', (c) => c.notNull())
        .addColumn('package_sha256', 'text', (c) => c.notNull())
        .addColumn('content', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('clues_key', ['sender', 'clue_id', 'version'])
        .execute();
      await s
        .createTable('clue_links')
        .addColumn('sender', 'text', (c) => c.notNull())
        .addColumn('clue_id', 'text', (c) => c.notNull())
        .addColumn('version', 'integer', (c) => c.notNull())
        .addColumn('event_id', 'text', (c) => c.notNull())
        .addColumn('shared_m2', 'double precision', (c) => c.notNull())
        .addPrimaryKeyConstraint('clue_links_key', ['sender', 'clue_id', 'version', 'event_id'])
        .execute();
      await s
        .createTable('clue_packages')
        .addColumn('sha256', 'text', (c) => c.notNull())
        .addColumn('direction', 'text', (c) => c.notNull())
        .addColumn('party', 'text', (c) => c.notNull())
        .addColumn('at', 'text', (c) => c.notNull())
        .addColumn('who', 'text', (c) => c.notNull())
        .addColumn('clues', 'integer', (c) => c.notNull())
        .addColumn('receipt', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('clue_packages_key', ['sha256', 'direction'])
        .execute();
    },
  },
  // A period that is run again keeps what the run before it said; ground that was not looked at waits for the next clear look.
  '0004_runs_apart': {
    async up(db: Kysely<unknown>): Promise<void> {
      const s = db.schema;
      await s
        .createTable('patches_apart')
        .addColumn('patch_no', 'text', (c) => c.notNull())
        .addColumn('event_id', 'text', (c) => c.notNull())
        .addColumn('run_id', 'text', (c) => c.notNull())
        .addColumn('county', 'text', (c) => c.notNull())
        .addColumn('period', 'text', (c) => c.notNull())
        .addColumn('serial', 'integer', (c) => c.notNull())
        .addColumn('lead', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('patches_apart_key', ['patch_no', 'run_id'])
        .execute();
      await sql`insert into patches_apart (patch_no, event_id, run_id, county, period, serial, lead)
        select patch_no, event_id, run_id, county, period, serial, lead from patches`.execute(db);
      await s.dropTable('patches').execute();
      await s.alterTable('patches_apart').renameTo('patches').execute();
      await s.createIndex('patches_by_event').on('patches').column('event_id').execute();
      await s.createIndex('patches_by_run').on('patches').column('run_id').execute();
      await s.createIndex('patches_by_period').on('patches').columns(['period', 'county', 'serial']).execute();
      await s
        .createTable('unobserved')
        .addColumn('event_id', 'text', (c) => c.primaryKey())
        .addColumn('cell', 'bigint', (c) => c.notNull())
        .addColumn('since', 'text', (c) => c.notNull())
        .execute();
      await s.createIndex('unobserved_by_cell').on('unobserved').column('cell').execute();
    },
  },
  // Ground that was not observed is carried from run to run (欠账区).
  '0005_owed_ground': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema
        .createTable('owed_ground')
        .addColumn('run_id', 'text', (c) => c.notNull())
        .addColumn('since', 'text', (c) => c.notNull())
        .addColumn('geometry', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('owed_ground_key', ['run_id', 'since'])
        .execute();
    },
  },
  // What earlier periods say of a project is found without reading the whole register.
  '0006_by_project': {
    async up(db: Kysely<unknown>): Promise<void> {
      await sql`create index patches_by_project on patches (${projectOfPatch(db)})`.execute(db);
    },
  },
};

/** Brings the tables of a register up to date. REPORT_REGISTER where it was written by a newer landscar. */
export async function migrate(db: Kysely<RegisterTables>, url: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) } });
  const postgres = isPostgres(url);
  if (postgres && (await migrator.getMigrations()).some((m) => m.executedAt === undefined)) await dropOutlineView(db);
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw registerFailed(url, error);
  if (postgres) await makeOutlineView(db);
  await db
    .insertInto('meta')
    .values({ key: 'lock', value: '0' })
    .onConflict((c) => c.column('key').doNothing())
    .execute();
}
