// Child of register-kill.test.ts: writes one run after another until it is killed.
import { loadOverlay } from '@landscar/geodata';
import { openRegister } from '@landscar/report';

const [url, first, size] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const score = { value: 0.9, lowered: [] };
const lead = (run, i) => {
  const [lon, lat, d] = [
    112 + (i % 20) * 0.002 + (run % 10) * 0.05,
    35 + Math.floor(i / 20) * 0.002 + Math.floor(run / 10) * 0.03,
    0.001,
  ];
  const geometryLonLat = {
    type: 'Polygon',
    coordinates: [
      [
        [lon, lat],
        [lon + d, lat],
        [lon + d, lat + d],
        [lon, lat + d],
        [lon, lat],
      ],
    ],
  };
  return {
    id: `d${i}/1`,
    patchNo: '',
    disturbanceId: `d${i}`,
    parentDisturbanceId: null,
    geometry: geometryLonLat,
    geometryLonLat,
    centroidLonLat: [lon, lat],
    areaM2: 10000,
    outsideM2: 0,
    category: 'unlinked',
    tags: [],
    ruleSet: 'r',
    rule: 'r',
    reasons: [],
    confidence: score,
    evidence: score,
    ruleCertainty: score,
    priority: 50,
    project: null,
    nearbyProjects: [],
    focus: [],
    zones: [],
    county: null,
    change: 'new',
    status: 'candidate',
    dateBefore: '2024-01-01',
    dateAfter: '2025-06-01',
    kind: 'unknown',
    kindConfidence: 0,
    detection: {},
  };
};
const register = await openRegister(url);
// Before the clock starts: the kill shall hit a write, not the loading of GDAL.
await loadOverlay();
process.send?.('ready');
for (let run = first; ; run++) {
  const leads = Array.from({ length: size }, (_, i) => lead(run, i));
  process.send?.('begun');
  await register.recordRun({
    runId: `run-${run}`,
    fingerprint: 'f',
    dateBefore: '2024-01-01',
    dateAfter: '2025-06-01',
    leads,
  });
  process.send?.('ended');
}
