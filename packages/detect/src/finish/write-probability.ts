import { join } from 'node:path';
import { DETECTION_FILES, createBlockTiff, type RawTag } from '@landscar/geodata';
import { decisionOf } from '../decision/decision.js';
import { DecisionTables } from '../decision/decision-table.js';
import { UNOBSERVED } from '../decision/probability-code.js';
import { planeValueOf } from '../decision/plane-code.js';
import { scoreOf, UNOBSERVED_CODE } from '../decision/score-code.js';
import { sampledWeight, type GateSum } from '../gate/gate-records.js';
import type { DetectionPlan } from '../plan-detection.js';
import type { ScanRow } from '../polygons/component-scan.js';
import { blockRows } from './block-rows.js';
import { QUANTILE_PATCH_PX, QuantileField } from './quantile-field.js';
import { TileRows } from './tile-rows.js';

/** What the passes over the blocks counted. */
export interface ProbabilityCounts {
  readonly missingBlocks: readonly string[];
  readonly missingPx: number;
}

/**
 * Two passes over the blocks: the score quantiles of the scene, then `probability.tif` (and `score.tif` on request).
 * Every row goes to `onRow` too: probability codes, and ranks where an object can be. Memory holds one row of blocks.
 */
export async function writeProbability(
  plan: DetectionPlan,
  gate: GateSum | undefined,
  geoTags: readonly RawTag[],
  onRow: (y: number, codes: Uint8Array, row: ScanRow) => void,
): Promise<ProbabilityCounts> {
  const { width } = plan.stack.grid;
  const decision = decisionOf(plan.model.manifest.decision);
  const quantiles = new QuantileField(plan.statistics, plan.stack.grid);
  const missingBlocks: string[] = [];
  let missingPx = 0;
  for await (const rows of blockRows(plan.allJobs, width, decision.planes.length)) {
    if (gate === undefined) quantiles.add(rows);
    else quantiles.add(rows, gate.sampled, sampledWeight(gate));
    for (const { id, block } of rows.missing) {
      if (plan.outsideFocus.has(id)) continue;
      missingBlocks.push(id);
      missingPx += block.width * block.height;
    }
  }
  quantiles.close(decision.quantile);
  const spec = { width, height: plan.stack.grid.height, bandCount: 1, geoTags } as const;
  const probability = await createBlockTiff(join(plan.outDir, DETECTION_FILES.probability), {
    ...spec,
    sampleType: 'uint8',
    noData: UNOBSERVED,
  });
  const score = plan.writeScore
    ? await createBlockTiff(join(plan.outDir, DETECTION_FILES.score), { ...spec, sampleType: 'float32', noData: NaN })
    : undefined;
  try {
    const probabilityRows = new TileRows(probability, width, (length) => new Uint8Array(length));
    const scoreRows = score && new TileRows(score, width, (length) => new Float32Array(length));
    const out = new Uint8Array(width);
    const line = (): Float32Array => new Float32Array(width);
    const row = {
      inside: false,
      ranks: line(),
      scores: line(),
      planes: decision.planes.map(line),
      probabilities: line(),
    };
    const tables = new DecisionTables(decision);
    for await (const { y, height, codes, planes } of blockRows(plan.allJobs, width, decision.planes.length)) {
      for (let k = 0; k < height; k++) {
        const bars = quantiles.rowPatches(y + k);
        const { ranks, scores, probabilities } = row;
        row.inside = false;
        for (let patch = 0; patch < bars.length; patch++) {
          const table = tables.of(bars[patch]!, quantiles.isSingle);
          const end = Math.min(width, (patch + 1) * QUANTILE_PATCH_PX);
          for (let x = patch * QUANTILE_PATCH_PX; x < end; x++) {
            const code = codes[k * width + x]!;
            if (code === UNOBSERVED_CODE) {
              out[x] = UNOBSERVED;
              scores[x] = ranks[x] = NaN;
              continue;
            }
            out[x] = table.probabilityCode(code);
            scores[x] = scoreOf(code);
            ranks[x] = NaN;
            if (!table.isInside(code)) continue;
            const rank = table.rank(code);
            ranks[x] = rank;
            row.inside = true;
            probabilities[x] = table.probability(code, rank);
            for (let p = 0; p < planes.length; p++) row.planes[p]![x] = planeValueOf(planes[p]![k * width + x]!);
          }
        }
        await probabilityRows.pushRow(out, 0);
        await scoreRows?.pushRow(scores, 0);
        onRow(y + k, out, row);
      }
    }
    await probabilityRows.close();
    await scoreRows?.close();
  } catch (error) {
    await probability.abort();
    await score?.abort();
    throw error;
  }
  return { missingBlocks, missingPx };
}
