import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  LEAD_CATEGORIES,
  STACK_FILES,
  geodesicAreaM2,
  type Areal,
  type Disturbance,
  type Grid,
  type Lead,
  type Position,
  type StackManifest,
} from '@landscar/core';
import { createTransform, writeRaster } from '@landscar/geodata';
import type { RunInfo } from '@landscar/report';

/** A small made-up run: hills on two dates, bright patches that appear, and one lead a patch. */
export interface SyntheticRun {
  readonly stackDir: string;
  readonly manifest: StackManifest;
  readonly leads: Lead[];
  readonly disturbances: Disturbance[];
  readonly run: RunInfo;
}

export const PROJECTED_GRID: Grid = {
  crs: 'EPSG:4547',
  originX: 430_000,
  originY: 3_950_000,
  pixelWidth: 10,
  pixelHeight: 10,
  width: 720,
  height: 560,
};

/** Pixels as at Rio: about 9.6 m × 10.4 m on the ground there; here they are stretched to show. */
export const DEGREE_GRID: Grid = {
  crs: 'EPSG:4326',
  originX: 112.6,
  originY: 35.7,
  pixelWidth: 0.0001,
  pixelHeight: 0.0001,
  width: 600,
  height: 500,
};

const BANDS = ['blue', 'green', 'red', 'nir', 'swir16', 'swir22'];
const VEGETATED = [500, 800, 650, 2900, 1900, 1100];
const BARE = [1500, 1950, 2450, 2900, 3400, 3000];

/** A seeded generator of numbers in 0..1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Patch {
  readonly x: number;
  readonly y: number;
  readonly rx: number;
  readonly ry: number;
}

export async function makeSyntheticRun(
  dir: string,
  options: { grid?: Grid; count?: number } = {},
): Promise<SyntheticRun> {
  const grid = options.grid ?? PROJECTED_GRID;
  const random = seeded(7);
  const patches: Patch[] = Array.from({ length: options.count ?? 9 }, () => ({
    x: 40 + random() * (grid.width - 80),
    y: 40 + random() * (grid.height - 80),
    rx: 5 + random() * 22,
    ry: 5 + random() * 14,
  }));
  const stackDir = join(dir, 'stack');
  const manifest = await writeStack(stackDir, grid, patches);
  const toLonLat = await createTransform(grid.crs, 'EPSG:4326');
  const leads = patches.map((patch, i) => leadOf(patch, i, grid, toLonLat));
  return { stackDir, manifest, leads, disturbances: leads.map(disturbanceOf), run: runOf(leads) };
}

async function writeStack(dir: string, grid: Grid, patches: readonly Patch[]): Promise<StackManifest> {
  await mkdir(dir, { recursive: true });
  const n = grid.width * grid.height;
  const dates = [0, 1].map(() => BANDS.map(() => new Uint16Array(n)));
  const validity = [new Uint8Array(n), new Uint8Array(n)];
  const noise = seeded(3);
  for (let y = 0; y < grid.height; y++) {
    for (let x = 0; x < grid.width; x++) {
      const i = y * grid.width + x;
      const light = 1 + 0.22 * Math.sin(x / 23 + Math.sin(y / 31) * 2) + 0.18 * Math.cos(y / 17 + x / 57);
      const field = Math.sin(x / 9) * Math.cos(y / 11) > 0.55 ? 0.6 : 0;
      const inside = patches.some((p) => ((x - p.x) / p.rx) ** 2 + ((y - p.y) / p.ry) ** 2 < 1);
      const cloud = (x - 90) ** 2 + (y - 80) ** 2 < 2000;
      for (const [d, date] of dates.entries()) {
        const share = inside && d === 1 ? 0.95 : field;
        for (const [b, plane] of date.entries()) {
          const ground = ((VEGETATED[b] ?? 0) * (1 - share) + (BARE[b] ?? 0) * share) * light * (d === 0 ? 1.06 : 1);
          plane[i] = cloud && d === 0 ? 7000 : Math.max(1, Math.round(ground * (0.95 + 0.1 * noise())));
          if (x + y < 60) plane[i] = 0;
        }
      }
      if (validity[0] !== undefined) validity[0][i] = (x + y < 60 ? 1 : 0) | (cloud ? 2 : 0);
    }
  }
  const common = { grid, compress: 'DEFLATE', tiled: true } as const;
  for (const [d, name] of [STACK_FILES.before, STACK_FILES.after].entries()) {
    await writeRaster(join(dir, name), { ...common, bands: dates[d] ?? [], dataType: 'UInt16', noData: 0 });
  }
  await writeRaster(join(dir, STACK_FILES.validity), { ...common, bands: validity, dataType: 'Byte' });
  const manifest: StackManifest = {
    version: 1,
    grid,
    bands: BANDS,
    scale: 0.0001,
    offset: 0,
    dateBefore: '2024-05-20',
    dateAfter: '2025-06-18',
    scenes: { before: [], after: [] },
    shiftPx: { dx: 0, dy: 0, residualMedian: 0.1, residualP90: 0.3, blocks: 12, established: true },
    validShare: { before: 0.98, after: 1, both: 0.98 },
    seasonGapDays: 29,
    normalisation: { cellSizeM: null, cells: [] },
    warnings: [],
    pixelSizeM: 10,
    fingerprint: 'f00dfeed'.repeat(8),
    files: {},
  };
  await writeFile(join(dir, STACK_FILES.manifest), JSON.stringify(manifest));
  return manifest;
}

function leadOf(patch: Patch, i: number, grid: Grid, toLonLat: (p: Position) => Position): Lead {
  const ring: Position[] = Array.from({ length: 24 }, (_, k) => {
    const a = (k / 24) * 2 * Math.PI;
    return [
      grid.originX + (patch.x + patch.rx * Math.cos(a)) * grid.pixelWidth,
      grid.originY - (patch.y - patch.ry * Math.sin(a)) * grid.pixelHeight,
    ];
  });
  ring.push(ring[0] ?? [0, 0]);
  const geometry: Areal = { type: 'Polygon', coordinates: [ring] };
  const geometryLonLat: Areal = { type: 'Polygon', coordinates: [ring.map(toLonLat)] };
  const category = LEAD_CATEGORIES[i % LEAD_CATEGORIES.length] ?? 'unlinked';
  const areaM2 = geodesicAreaM2(geometryLonLat);
  const project = { id: `zone37.shp#${i}`, name: `演示项目${i}号`, approvalNumber: `演示水保〔2023〕${i}号` };
  return {
    id: `e${String(i + 1).padStart(6, '0')}`,
    patchNo: `140525-202506-${String(i + 1).padStart(4, '0')}`,
    disturbanceId: `d${String(i + 1).padStart(6, '0')}`,
    parentDisturbanceId: null,
    geometry,
    geometryLonLat,
    centroidLonLat: toLonLat([grid.originX + patch.x * grid.pixelWidth, grid.originY - patch.y * grid.pixelHeight]),
    areaM2,
    outsideM2: category === 'suspectedBeyondExtent' ? areaM2 / 3 : 0,
    category,
    tags: i % 4 === 1 ? ['suspectedDumping'] : [],
    ruleSet: 'demo-2024',
    rule: 'demo',
    reasons: [{ key: 'demo.reason', values: { distanceM: 123.456, name: '演示' } }],
    confidence: { value: 0.91 - i * 0.02, lowered: [] },
    evidence: { value: 0.7, lowered: [{ key: 'demo.seasonGap', values: { days: 29 } }] },
    ruleCertainty: { value: 0.55, lowered: [] },
    priority: 1 + (i % 3),
    project: category === 'compliant' || category === 'suspectedBeyondExtent' ? project : null,
    nearbyProjects: i % 2 === 0 ? [{ id: 'list#1', name: '=演示附近项目', approvalNumber: null }] : [],
    focus: [{ kind: 'expressway', name: '演示高速', distanceM: 85.4, chainageM: 12_300, side: 'left' }],
    zones: i % 5 === 0 ? ['waterSource'] : [],
    county: i % 6 === 5 ? null : { code: '140525', name: '泽州县' },
    change: 'new',
    status: 'candidate',
    dateBefore: '2024-05-20',
    dateAfter: '2025-06-18',
    kind: i % 3 === 0 ? 'spoilGround' : 'otherDisturbance',
    kindConfidence: 0.6,
    ...(i % 2 === 0 && { looksLike: { kind: 'quarry' as const, confidence: 0.8127 } }),
    detection: {
      validShare: 1,
      ndviBefore: 0.62,
      ndviAfter: 0.11,
      bareSoilBefore: -0.1,
      bareSoilAfter: 0.24,
      changeZ: 8.1,
      slopeDeg: null,
      reasons: i % 3 === 1 ? ['farmSeason'] : [],
    },
  };
}

const disturbanceOf = (lead: Lead): Disturbance => ({
  id: lead.disturbanceId,
  geometry: lead.geometry,
  geometryLonLat: lead.geometryLonLat,
  areaM2: lead.areaM2,
  dateBefore: lead.dateBefore,
  dateAfter: lead.dateAfter,
  kind: lead.kind,
  kindConfidence: lead.kindConfidence,
  confidence: 0.8,
  meanProbability: 0.8,
  peakProbability: 0.97,
  evidence: lead.detection,
  ...(lead.looksLike !== undefined && { looksLike: lead.looksLike }),
});

const runOf = (leads: readonly Lead[]): RunInfo => ({
  id: 'r-1a2b3c4d',
  siteName: '演示场地',
  dateBefore: '2024-05-20',
  dateAfter: '2025-06-18',
  versions: { landscar: '0.1.0', gdal: '3.6.2' },
  modelId: 'baseline@1',
  modelLicence: 'CC-BY-NC-4.0',
  ruleSet: 'demo-2024',
  unobservedHa: 63.5,
  observedHa: 3968.5,
  counts: { leads: leads.length, disturbances: leads.length },
  warnings: [{ code: 'SEASON_GAP', message: '演示：两期季节相差 29 天' }],
  demo: true,
});
