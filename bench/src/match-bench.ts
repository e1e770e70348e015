import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { geodesicAreaM2, NOTHING_MEASURED, type Areal, type Disturbance, type Position } from '@landscar/core';
import { judge, openMatcher, type Footprint } from '@landscar/report';

/**
 * Matching of patches with approved footprints, five patches a footprint, 20 vertices each on average, at a constant density:
 *   node bench/dist/match-bench.js [--patches 10000,100000,1000000] [--judge]
 * With `--judge` the whole judging: matching, rules, scores, priority; no focus layers, zones or slopes.
 * Half of the patches lie on a footprint, half anywhere. Every size runs in a process of its own, whose memory is counted.
 */
const M_A_DEGREE_LON = 90_700;
const M_A_DEGREE_LAT = 110_950;

/** What judging is told of the two images. */
const PAIR = {
  grid: { crs: 'EPSG:4490', originX: 110, originY: 40, pixelWidth: 1e-4, pixelHeight: 1e-4, width: 10, height: 10 },
  shiftPx: { dx: 0, dy: 0, residualMedian: 0.2, residualP90: 0.5, blocks: 20, established: true },
  pixelSizeM: 10,
  seasonGapDays: 8,
  dateBefore: '2024-06-12',
  dateAfter: '2025-06-20',
};

const { values } = parseArgs({
  options: {
    patches: { type: 'string', default: '10000,100000,1000000' },
    one: { type: 'string' },
    judge: { type: 'boolean' },
  },
});

if (values.one === undefined) {
  console.log(
    '| patches | footprints | index s | matching s | total s | CPU s | µs a patch | ÷ log2 n | with a project | peak MiB |',
  );
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const size of values.patches.split(',')) {
    const self = fileURLToPath(import.meta.url);
    const answer = execFileSync(
      process.execPath,
      [self, '--one', size, ...(values.judge === true ? ['--judge'] : [])],
      { encoding: 'utf8' },
    );
    process.stdout.write(answer);
  }
  console.log(`\nload ${loadavg()[0]?.toFixed(1) ?? '?'} at the end`);
} else await measure(Number(values.one));

async function measure(patches: number): Promise<void> {
  const random = generator(20_261_124 + patches);
  const count = Math.max(1, Math.round(patches / 5));
  // 78 ha of ground a footprint, as 200 000 of them in a province of 156 000 km²; about 6 ha of it approved.
  const sideM = Math.sqrt(count * 780_000);
  const place = (): Position => [random() * sideM, random() * sideM];
  const footprints = Array.from({ length: count }, (_, i) => footprint(star(place(), 60, 240, random), i));
  const centres = footprints.map(({ geometryLonLat: g }) =>
    g?.type === 'Polygon' ? g.coordinates[0]?.[0] : undefined,
  );
  if (values.judge === true)
    return judgeAll(patches, footprints, () => {
      const on = random() < 0.5 ? centres[Math.floor(random() * count)] : undefined;
      return on === undefined ? star(place(), 30, 120, random) : starAt(on, 30, 120, random);
    });
  const cpu = process.cpuUsage();
  const start = performance.now();
  const match = await openMatcher(footprints, { date: '2025-06-20', residualM: 5, minOverlapM2: 100 });
  const indexed = performance.now();
  let [withProject, makingMs] = [0, 0];
  for (let i = 0; i < patches; i++) {
    // What GDAL held is given back between turns of the event loop only.
    if (i % 5_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    const making = performance.now();
    const on = i % 2 === 0 ? centres[Math.floor(random() * count)] : undefined;
    const patch = on === undefined ? star(place(), 30, 120, random) : starAt(on, 30, 120, random);
    makingMs += performance.now() - making;
    if (match(patch)[0]?.projectId !== null) withProject += 1;
  }
  const end = performance.now();
  const matchingMs = end - indexed - makingMs;
  const totalMs = indexed - start + matchingMs;
  // All threads, making the patches included: what a busy machine cannot falsify.
  const used = process.cpuUsage(cpu);
  const cpuS = (used.user + used.system) / 1e6;
  const usEach = (totalMs * 1000) / patches;
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  if (process.env['LANDSCAR_BENCH_MEMORY'] !== undefined) console.error(process.memoryUsage());
  console.log(
    `| ${patches} | ${count} | ${((indexed - start) / 1000).toFixed(2)} | ${(matchingMs / 1000).toFixed(1)} | ` +
      `${(totalMs / 1000).toFixed(1)} | ${cpuS.toFixed(1)} | ${usEach.toFixed(1)} | ${(usEach / Math.log2(patches)).toFixed(2)} | ` +
      `${((100 * withProject) / patches).toFixed(0)} % | ${peakMiB.toFixed(0)} |`,
  );
}

/** In the columns of the table; the index is part of the total. */
async function judgeAll(patches: number, footprints: readonly Footprint[], make: () => Areal): Promise<void> {
  const disturbances = Array.from({ length: patches }, (_, i) => disturbance(make(), i));
  const cpu = process.cpuUsage();
  const start = performance.now();
  const { leads } = await judge({ disturbances, footprints, stack: PAIR });
  const totalMs = performance.now() - start;
  const used = process.cpuUsage(cpu);
  const usEach = (totalMs * 1000) / patches;
  const withProject = leads.filter((l) => l.project !== null).length / leads.length;
  console.log(
    `| ${patches} | ${footprints.length} | – | – | ${(totalMs / 1000).toFixed(1)} | ${((used.user + used.system) / 1e6).toFixed(1)} | ` +
      `${usEach.toFixed(1)} | ${(usEach / Math.log2(patches)).toFixed(2)} | ${(100 * withProject).toFixed(0)} % | ` +
      `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} |`,
  );
}

function disturbance(outline: Areal, i: number): Disturbance {
  return {
    id: `d${i}`,
    geometry: outline,
    geometryLonLat: outline,
    areaM2: geodesicAreaM2(outline),
    dateBefore: PAIR.dateBefore,
    dateAfter: PAIR.dateAfter,
    kind: 'otherDisturbance',
    kindConfidence: 0.9,
    confidence: 0.9,
    meanProbability: 0.9,
    peakProbability: 0.9,
    evidence: NOTHING_MEASURED,
  };
}

function star([x, y]: Position, minM: number, maxM: number, random: () => number): Areal {
  return starAt([110 + x / M_A_DEGREE_LON, 34 + y / M_A_DEGREE_LAT], minM, maxM, random);
}

/** 12 to 28 vertices around a middle, never crossing itself. */
function starAt([lon, lat]: Position, minM: number, maxM: number, random: () => number): Areal {
  const vertices = 12 + Math.floor(random() * 17);
  const ring = Array.from({ length: vertices }, (_, i): Position => {
    const angle = (2 * Math.PI * i) / vertices;
    const r = minM + (maxM - minM) * random();
    return [lon + (r * Math.cos(angle)) / M_A_DEGREE_LON, lat + (r * Math.sin(angle)) / M_A_DEGREE_LAT];
  });
  return { type: 'Polygon', coordinates: [[...ring, ring[0] ?? [lon, lat]]] };
}

function footprint(geometryLonLat: Areal, i: number): Footprint {
  const id = `P${i}`;
  return {
    id,
    project: { id, name: id, approvalNumber: null },
    kind: 'extent',
    geometryLonLat,
    position: null,
    areaM2: geodesicAreaM2(geometryLonLat),
    statedAreaM2: null,
    accuracyM: 5,
    rightOfWayM: null,
    part: null,
    developer: null,
    projectType: null,
    authority: null,
    approvalDate: null,
    startDate: null,
    validFrom: null,
    validTo: null,
    countyText: null,
    marks: [],
  };
}

/** Mulberry32: the same patches in every run. */
function generator(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
