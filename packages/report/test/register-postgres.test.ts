import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRegister, redrawLead } from '@landscar/report';
import { cluesConformance } from './clues-conformance.js';
import { lifecycleConformance } from './lifecycle-conformance.js';
import { hasPostgis, postgresBin, startPostgres, type PostgresServer } from './postgres-server.js';
import { leadAt, registerConformance, runOf } from './register-conformance.js';

const bin = postgresBin();
if (bin === null) {
  console.log('NOT RUN: the register on PostgreSQL. No server here: apt-get install postgresql');
  describe.skip('register on PostgreSQL (no server installed)', () => it('is not run', () => undefined));
} else {
  let server: PostgresServer | undefined;
  beforeAll(async () => (server = await startPostgres(bin)));
  afterAll(() => server?.stop());
  const freshUrl = (): Promise<string> => server?.freshUrl() ?? Promise.reject(new Error('no server'));
  registerConformance('PostgreSQL', freshUrl);
  lifecycleConformance('PostgreSQL', freshUrl);
  cluesConformance('PostgreSQL', freshUrl);

  const postgis = hasPostgis();
  if (!postgis) console.log('NOT RUN: outlines in PostGIS. Not here: apt-get install postgresql-postgis');
  it.skipIf(!postgis)('shows outlines to PostGIS, with the areas of the register, and follows it', async () => {
    const url = await freshUrl();
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('create extension postgis');
    const register = await openRegister(url);
    const { leads } = await register.recordRun(
      runOf('2025-06-01', [leadAt(112.499, 35.5, 0.002, 'a'), leadAt(112.6, 35.5, 0.003, 'b')]),
    );
    const hand = { who: '演示甲', at: '2025-07-01', why: '演示' };
    await redrawLead(register.db, leads[0]?.id ?? '', leadAt(112.499, 35.5, 0.001, 'a').geometryLonLat, hand);
    const { rows } = await client.query<{ category: string; ratio: number; valid: boolean; srid: number }>(
      `select category, st_area(outline::geography) / area_m2 as ratio, st_isvalid(outline) as valid, st_srid(outline) as srid
       from lead_outlines order by patch_no`,
    );
    await client.end();
    await register.close();
    expect(rows.map(({ category, valid, srid }) => [category, valid, srid])).toEqual(
      leads.map(() => ['suspectedNoApproval', true, 4326]),
    );
    for (const { ratio } of rows) expect(Math.abs(ratio - 1)).toBeLessThan(1e-6);
  });
}
