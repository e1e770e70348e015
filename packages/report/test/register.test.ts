import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { registerConformance } from './register-conformance.js';

let folder = '';
let count = 0;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'register-'))));
afterAll(() => rmSync(folder, { recursive: true }));

registerConformance('SQLite', () => Promise.resolve(join(folder, `register-${(count += 1)}.sqlite`)));
