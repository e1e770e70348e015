import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DETECTION_FILES, createBlockTiff, type BlockTiff, type RawTag } from '@landscar/geodata';
import { decisionOf } from '../decision/decision.js';
import { UNOBSERVED } from '../decision/probability-code.js';
import { scoreOf, UNOBSERVED_CODE } from '../decision/score-code.js';
import type { DetectionPlan } from '../plan-detection.js';
import type { ScoredRun } from '../polygons/component-scan.js';
import { readScores } from '../windows/block-file.js';
import type { EndedBlocks } from '../windows/ended-blocks.js';
import { blockRows } from './block-rows.js';
import { RowDecider } from './decide-rows.js';
import { QuantileField } from './quantile-field.js';
import { TileRows } from './tile-rows.js';

/** What a row comes to: probability codes, and the runs of pixels that can belong to an object. */
export type OnRow = (y: number, probabilities: Uint8Array, runs: readonly ScoredRun[]) => void;

export interface ProbabilityWork {
  readonly ended: EndedBlocks;
  readonly onRow: OnRow;
  /** Called from time to time, after some rows. */
  readonly afterRows: () => Promise<void>;
  /** Called when all is written, before the files get their names. */
  readonly beforeNames: () => Promise<void>;
}

/** Rows after which others of this thread get their turn while blocks are looked at: who hands out the next block among them. */
const ROWS_AT_ONCE = 16;

/**
 * The score quantiles of the scene from what the blocks counted, where the decision asks for them, then `probability.tif` (and
 * `score.tif` on request) in one pass over the blocks, from north to south, as they end. Memory holds one row of their squares.
 */
export async function writeProbability(
  plan: DetectionPlan,
  geoTags: readonly RawTag[],
  { ended, onRow, afterRows, beforeNames }: ProbabilityWork,
): Promise<void> {
  const { width, height } = plan.stack.grid;
  const decision = decisionOf(plan.model.manifest.decision);
  const quantiles = new QuantileField(plan.statistics, plan.stack.grid);
  if (decision.quantile !== undefined) {
    await ended.of(plan.jobs);
    for (const job of plan.scoredJobs) quantiles.add(readScores(job, decision.planes.length) ?? []);
    quantiles.close(decision.quantile);
  }
  const spec = { width, height, bandCount: 1, geoTags } as const;
  const open: BlockTiff[] = [];
  const create = async (name: string, sampleType: 'uint8' | 'float32', noData: number): Promise<BlockTiff> => {
    const tiff = await createBlockTiff(join(plan.outDir, name), { ...spec, sampleType, noData });
    open.push(tiff);
    return tiff;
  };
  try {
    const tiff = await create(DETECTION_FILES.probability, 'uint8', UNOBSERVED);
    const rows = new TileRows(tiff, width, (length) => new Uint8Array(length));
    const scoreRows = plan.writeScore
      ? new TileRows(await create(DETECTION_FILES.score, 'float32', NaN), width, (length) => new Float32Array(length))
      : undefined;
    const decider = new RowDecider(decision, quantiles, width);
    for await (const { y, height: count, codes, planes, scored } of blockRows(plan, true, ended)) {
      for (let k = 0; k < count; k++) {
        const rowOf = (layer: Int16Array): Int16Array => layer.subarray(k * width, (k + 1) * width);
        const row = rowOf(codes);
        const runs = decider.decide(y + k, row, planes.map(rowOf), scored, k === 0);
        await rows.pushRow(decider.probabilities);
        await scoreRows?.pushRow(scoresOf(row));
        onRow(y + k, decider.probabilities, runs);
        if (k % ROWS_AT_ONCE === 0 && !ended.areAll) await setImmediate();
      }
      await afterRows();
    }
    await beforeNames();
    await rows.close();
    await scoreRows?.close();
  } catch (error) {
    for (const tiff of open) await tiff.abort();
    throw error;
  }
}

const scoresOf = (codes: Int16Array): Float32Array =>
  Float32Array.from(codes, (code) => (code === UNOBSERVED_CODE ? NaN : scoreOf(code)));
