import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'bin/tests/**/*.test.ts', 'fixtures/test/**/*.test.ts'],
    // gdal-async does not load in worker threads ("Module did not self-register"): every test file is a process.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
