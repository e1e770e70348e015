import { afterAll, beforeAll, describe, it } from 'vitest';
import { cluesConformance } from './clues-conformance.js';
import { lifecycleConformance } from './lifecycle-conformance.js';
import { postgresBin, startPostgres, type PostgresServer } from './postgres-server.js';
import { registerConformance } from './register-conformance.js';

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
}
