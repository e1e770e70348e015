import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { cluesConformance } from './clues-conformance.js';
import { lifecycleConformance } from './lifecycle-conformance.js';
import { registerConformance } from './register-conformance.js';

let folder = '';
let count = 0;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'register-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const freshUrl = (): Promise<string> => Promise.resolve(join(folder, `register-${(count += 1)}.sqlite`));
registerConformance('SQLite', freshUrl);
lifecycleConformance('SQLite', freshUrl);
cluesConformance('SQLite', freshUrl);
