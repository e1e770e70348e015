import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { differingFiles, landscar, ROOT } from './command-line.js';

const data = join(ROOT, '../shared/data/oscd/rio');
const here = existsSync(data);
if (!here) console.warn(`skipped: the real pair of Rio is not here (${data})`);

describe.skipIf(!here)('the real pair of Rio', () => {
  const folder = mkdtempSync(join(tmpdir(), 'landscar-rio-'));
  const scan = (name: string) =>
    landscar(
      'scan',
      join(ROOT, 'fixtures/sites/rio'),
      '--out',
      join(folder, name),
      '--register',
      join(folder, `${name}.sqlite`),
      '--quiet',
    );

  it('gives leads, geodesic areas, and the hectares of the area that the imagery does not show', () => {
    expect(scan('a').code).toBe(0);
    const run = JSON.parse(readFileSync(join(folder, 'a/run.json'), 'utf8')) as {
      unobservedHa: number;
      observedHa: number;
      leads: number;
    };
    expect(run.leads).toBeGreaterThan(5);
    // 426 × 353 pixels of 9.6 m × 10.4 m; most of the neighbourhoods lie outside.
    expect(run.observedHa).toBeGreaterThan(1400);
    expect(run.observedHa).toBeLessThan(1530);
    expect(run.unobservedHa).toBeGreaterThan(5000);
  });

  it('two runs are equal byte for byte', () => {
    expect(scan('b').code).toBe(0);
    expect(differingFiles(join(folder, 'a'), join(folder, 'b'))).toEqual([]);
  });
});
