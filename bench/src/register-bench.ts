import { mkdtemp, rm, stat } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { geodesicAreaM2, NOTHING_MEASURED, type Areal, type Lead } from '@landscar/core';
import { openRegister, type Register } from '@landscar/report';

/**
 * Adding one period to registers of growing size (SQLite, or --url postgres://…, an empty database):
 *   node bench/dist/register-bench.js [--sizes 10000,100000,1000000] [--period 2000]
 * Half of the leads of the period lie on ground that the register knows. The time should follow the period, not the register.
 */
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,100000,1000000' },
    period: { type: 'string', default: '2000' },
    url: { type: 'string' },
  },
});
const sizes = values.sizes.split(',').map(Number);
const periodLeads = Number(values.period);
const CHUNK = 10_000;
const COLUMNS = 2_000;
const SCORE = { value: 0.9, lowered: [] };
const folder = await mkdtemp(join(tmpdir(), 'landscar-register-bench-'));

try {
  const file = join(folder, 'register.sqlite');
  const register = await openRegister(values.url ?? file);
  console.log(
    '| leads in the register | fill s | add a period s | CPU s | leads linked | again (no write) ms | MiB on disk |',
  );
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  let [held, month] = [0, 0];
  for (const size of sizes) {
    const filling = performance.now();
    while (held < size) {
      const count = Math.min(CHUNK, size - held);
      await addRun(register, (month += 1), held, count);
      held += count;
    }
    const filled = performance.now();
    const cpu = process.cpuUsage();
    // Half on the last ground of the register, half beyond it.
    const { unchanged } = await addRun(register, (month += 1), held - periodLeads / 2, periodLeads);
    const added = performance.now();
    const used = process.cpuUsage(cpu);
    await addRun(register, month, held - periodLeads / 2, periodLeads);
    const again = performance.now();
    held += periodLeads / 2;
    const disk = values.url === undefined ? ((await stat(file)).size / 2 ** 20).toFixed(0) : '–';
    console.log(
      `| ${size} | ${((filled - filling) / 1000).toFixed(1)} | ${((added - filled) / 1000).toFixed(2)} | ` +
        `${((used.user + used.system) / 1e6).toFixed(2)} | ${unchanged} | ${(again - added).toFixed(0)} | ${disk} |`,
    );
  }
  console.log(`\n${periodLeads} leads a period; load ${loadavg()[0]?.toFixed(1) ?? '?'} at the end`);
  await register.close();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function addRun(register: Register, month: number, from: number, count: number): Promise<{ unchanged: number }> {
  const date = new Date(Date.UTC(1990, month, 15)).toISOString().slice(0, 10);
  const leads = Array.from({ length: count }, (_, i) => lead(from + i, date));
  const run = {
    ...{ runId: `run-${month}`, fingerprint: 'f', dateBefore: '1989-01-01', dateAfter: date, leads },
    observed: boxOf(leads),
  };
  const { digest } = await register.recordRun(run);
  return { unchanged: digest.unchanged.length };
}

/** What the imagery of the period shows: the box of its leads. Events outside of it wait for a clear look. */
function boxOf(leads: readonly Lead[]): Areal {
  const ys = leads.map((l) => l.centroidLonLat[1]);
  const [minX, maxX] = [105, 105 + COLUMNS * 0.0022];
  const [minY, maxY] = [Math.min(...ys) - 0.001, Math.max(...ys) + 0.001];
  return {
    type: 'Polygon',
    coordinates: [
      [
        [minX, minY],
        [maxX, minY],
        [maxX, maxY],
        [minX, maxY],
        [minX, minY],
      ],
    ],
  };
}

/** Lead number `i` of a field of squares, 200 m apart, each on ground of its own. */
function lead(i: number, date: string): Lead {
  const [lon, lat, side] = [105 + (i % COLUMNS) * 0.0022, 30 + Math.floor(i / COLUMNS) * 0.0018, 0.001];
  const outline: Areal = {
    type: 'Polygon',
    coordinates: [
      [
        [lon, lat],
        [lon + side, lat],
        [lon + side, lat + side],
        [lon, lat + side],
        [lon, lat],
      ],
    ],
  };
  return {
    id: `d${i}/1`,
    patchNo: '',
    disturbanceId: `d${i}`,
    parentDisturbanceId: null,
    geometry: outline,
    geometryLonLat: outline,
    centroidLonLat: [lon + side / 2, lat + side / 2],
    areaM2: geodesicAreaM2(outline),
    outsideM2: 0,
    category: 'unlinked',
    tags: [],
    ruleSet: 'mwr-53-2023',
    rule: 'mwr-53-2023.unlinked',
    reasons: [],
    confidence: SCORE,
    evidence: SCORE,
    ruleCertainty: SCORE,
    priority: 50,
    project: null,
    nearbyProjects: [],
    focus: [],
    zones: [],
    county: { code: String(140_500 + (i % 50)), name: '演示县' },
    change: 'new',
    status: 'candidate',
    dateBefore: '1989-01-01',
    dateAfter: date,
    kind: 'unknown',
    kindConfidence: 0,
    detection: NOTHING_MEASURED,
  };
}
