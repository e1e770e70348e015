import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  geodesicAreaM2,
  LEAD_CATEGORIES,
  STACK_FILES,
  type Areal,
  type Disturbance,
  type Grid,
  type Lead,
  type Position,
  type StackManifest,
} from '@landscar/core';
import { createTransform, writeRaster } from '@landscar/geodata';
import type { RunInfo } from '@landscar/report';

const BANDS = ['blue', 'green', 'red', 'nir'];
/** Side of the square of ground that each lead has for itself, pixels of 10 m. */
const CELL_PX = 50;
const SCORE = { value: 0.8, lowered: [{ key: 'confidence.field', values: {} }] };

export const gridOf = (leads: number): Grid => {
  const side = Math.ceil(Math.sqrt(leads)) * CELL_PX;
  return {
    ...{ crs: 'EPSG:4547', originX: 430_000, originY: 3_950_000, pixelWidth: 10, pixelHeight: 10 },
    ...{ width: side, height: side },
  };
};

/** Writes a stack of noise over two dates, with a bright octagon where each lead lies. */
export async function writeMadeStack(dir: string, leads: number): Promise<void> {
  const grid = gridOf(leads);
  const { width, height } = grid;
  await mkdir(dir, { recursive: true });
  let state = 1;
  for (const [d, name] of [STACK_FILES.before, STACK_FILES.after].entries()) {
    const bands = BANDS.map((_band, b) => {
      const plane = new Uint16Array(width * height);
      for (let i = 0; i < plane.length; i++) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        const [x, y] = [(i % width) % CELL_PX, Math.floor(i / width) % CELL_PX];
        const bare = d === 1 && (x - 25) ** 2 + (y - 25) ** 2 < 144;
        plane[i] = (bare ? 1500 + 300 * b : 500 + 200 * b) + (state >>> 23);
      }
      return plane;
    });
    await writeRaster(join(dir, name), {
      grid,
      bands,
      dataType: 'UInt16',
      noData: 0,
      compress: 'DEFLATE',
      tiled: true,
    });
  }
  const clear = [new Uint8Array(width * height), new Uint8Array(width * height)];
  clear[0]?.fill(2, 0, width * 40);
  await writeRaster(join(dir, STACK_FILES.validity), {
    grid,
    bands: clear,
    dataType: 'Byte',
    compress: 'DEFLATE',
    tiled: true,
  });
  const manifest: StackManifest = {
    ...{ version: 1, grid, bands: BANDS, scale: 0.0001, offset: 0, dateBefore: '2024-05-20', dateAfter: '2025-06-18' },
    scenes: { before: [], after: [] },
    shiftPx: { dx: 0, dy: 0, residualMedian: 0.1, residualP90: 0.3, blocks: 12, established: true },
    ...{ validShare: { before: 0.98, after: 1, both: 0.98 }, seasonGapDays: 29 },
    normalisation: { cellSizeM: null, cells: [] },
    ...{ warnings: [], pixelSizeM: 10, fingerprint: 'f00dfeed'.repeat(8), files: {} },
  };
  await writeFile(join(dir, STACK_FILES.manifest), JSON.stringify(manifest));
}

/** One lead a cell: an outline of 64 corners, as those of the demo site have on average, with reasons, places and a project. */
export async function madeRun(count: number): Promise<{ leads: Lead[]; disturbances: Disturbance[]; run: RunInfo }> {
  const grid = gridOf(count);
  const columns = grid.width / CELL_PX;
  const toLonLat = await createTransform(grid.crs, 'EPSG:4326');
  const leads = Array.from({ length: count }, (_v, i) => leadOf(i, columns, grid, toLonLat));
  const disturbances = leads.map((lead): Disturbance => ({
    ...{ id: lead.disturbanceId, geometry: lead.geometry, geometryLonLat: lead.geometryLonLat, areaM2: lead.areaM2 },
    ...{ dateBefore: lead.dateBefore, dateAfter: lead.dateAfter, kind: lead.kind, kindConfidence: 0.6 },
    ...{ confidence: 0.8, meanProbability: 0.8, peakProbability: 0.97, evidence: lead.detection },
  }));
  const run: RunInfo = {
    ...{ id: 'r-bench', siteName: '演示场地', dateBefore: '2024-05-20', dateAfter: '2025-06-18', demo: true },
    ...{ versions: {}, modelId: 'baseline@1', modelLicence: 'Apache-2.0', ruleSet: 'mwr-53-2023', warnings: [] },
    ...{ unobservedHa: 60, observedHa: (grid.width * grid.height) / 100 - 60, counts: {} },
  };
  return { leads, disturbances, run };
}

function leadOf(i: number, columns: number, grid: Grid, toLonLat: (p: Position) => Position): Lead {
  const [x, y] = [(i % columns) * CELL_PX + 25, Math.floor(i / columns) * CELL_PX + 25];
  const ring = Array.from({ length: 64 }, (_v, k): Position => {
    const [angle, r] = [(k / 64) * 2 * Math.PI, 12 + (k % 2)];
    return [grid.originX + (x + r * Math.cos(angle)) * 10, grid.originY - (y + r * Math.sin(angle)) * 10];
  });
  const closed = [...ring, ring[0] ?? [0, 0]] as const;
  const geometry: Areal = { type: 'Polygon', coordinates: [closed] };
  const geometryLonLat: Areal = { type: 'Polygon', coordinates: [closed.map(toLonLat)] };
  const category = LEAD_CATEGORIES[i % LEAD_CATEGORIES.length] ?? 'unlinked';
  const number = String(i + 1);
  return {
    ...{ id: `ev-${number.padStart(16, '0')}`, patchNo: `140525-202506-${number.padStart(5, '0')}` },
    ...{ disturbanceId: `d${number}`, parentDisturbanceId: null, geometry, geometryLonLat },
    centroidLonLat: toLonLat([grid.originX + x * 10, grid.originY - y * 10]),
    ...{ areaM2: geodesicAreaM2(geometryLonLat), outsideM2: 0, category, tags: [] },
    ...{ ruleSet: 'mwr-53-2023', rule: 'mwr-53-2023.noApproval' },
    reasons: [{ key: 'demo.reason', values: { distanceM: 123.456, name: '演示用的一段说明文字，长短与真实依据相当' } }],
    ...{ confidence: SCORE, evidence: SCORE, ruleCertainty: SCORE, priority: 1 + (i % 9) },
    project:
      i % 3 === 0 ? { id: `p${i % 200}`, name: `演示项目${i % 200}号`, approvalNumber: '演示水保〔2023〕1号' } : null,
    nearbyProjects: [],
    focus: [{ kind: 'expressway', name: '演示高速', distanceM: 85.4, chainageM: 12_300, side: 'left' }],
    ...{ zones: [], county: { code: '140525', name: '泽州县' }, change: 'new', status: 'candidate' },
    ...{ dateBefore: '2024-05-20', dateAfter: '2025-06-18', kind: 'otherDisturbance', kindConfidence: 0.6 },
    detection: {
      ...{ validShare: 1, ndviBefore: 0.62, ndviAfter: 0.11, bareSoilBefore: -0.1, bareSoilAfter: 0.24 },
      ...{ changeZ: 8.1, slopeDeg: null, reasons: [] },
    },
  };
}
