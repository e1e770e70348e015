import { join } from 'node:path';
import { DETECTION_FILES, createBlockTiff, type RawTag } from '@landscar/geodata';
import { UNOBSERVED } from '../decision/probability-code.js';
import { UNOBSERVED_CODE } from '../decision/score-code.js';
import type { DetectionPlan } from '../plan-detection.js';
import type { PixelRun } from '../polygons/component-scan.js';
import { blockRows } from './block-rows.js';
import { TileRows } from './tile-rows.js';

/** `flags.tif`: 1 on the pixels of the final disturbances, 255 unobserved, else 0. */
export async function writeFlags(
  plan: DetectionPlan,
  geoTags: readonly RawTag[],
  regions: readonly (readonly PixelRun[])[],
): Promise<void> {
  const { width, height } = plan.stack.grid;
  const byRow = new Map<number, PixelRun[]>();
  for (const runs of regions) {
    for (const run of runs) {
      const row = byRow.get(run.y);
      if (row === undefined) byRow.set(run.y, [run]);
      else row.push(run);
    }
  }
  const tiff = await createBlockTiff(join(plan.outDir, DETECTION_FILES.flags), {
    width,
    height,
    bandCount: 1,
    sampleType: 'uint8',
    noData: UNOBSERVED,
    geoTags,
  });
  try {
    const rows = new TileRows(tiff, width, (length) => new Uint8Array(length));
    const hidden = new Uint8Array(width);
    const flags = new Uint8Array(width);
    for await (const { y, height: count, codes, scored } of blockRows(plan, false)) {
      for (let k = 0; k < count; k++) {
        for (const { x0, x1 } of k === 0 ? [{ x0: 0, x1: width }] : scored)
          markUnobserved(codes.subarray(k * width + x0, k * width + x1), hidden.subarray(x0, x1));
        flags.set(hidden);
        for (const { x0, x1 } of byRow.get(y + k) ?? []) {
          for (let x = x0; x < x1; x++) if (flags[x] !== UNOBSERVED) flags[x] = 1;
        }
        await rows.pushRow(flags);
      }
    }
    await rows.close();
  } catch (error) {
    await tiff.abort();
    throw error;
  }
}

/** 255 where the code is that of unobserved ground, else 0. */
function markUnobserved(codes: Int16Array, flags: Uint8Array): void {
  flags.fill(0);
  // Most rows have none: the search is native.
  const first = codes.indexOf(UNOBSERVED_CODE);
  if (first === -1) return;
  for (let x = first; x < codes.length; x++) if (codes[x] === UNOBSERVED_CODE) flags[x] = UNOBSERVED;
}
