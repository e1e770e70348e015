import { join } from 'node:path';
import { DETECTION_FILES, createBlockTiff, openTileSource, TILE_PX, type RawTag } from '@landscar/geodata';
import { UNOBSERVED } from '../decision/probability-code.js';
import type { DetectionPlan } from '../plan-detection.js';
import type { PixelRun } from '../polygons/component-scan.js';
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
  const probability = await openTileSource(join(plan.outDir, DETECTION_FILES.probability));
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
    for (let y = 0; y < height; y += TILE_PX) {
      const count = Math.min(TILE_PX, height - y);
      const [codes] = (await probability.readWindow({ x: 0, y, width, height: count }, [0])) as [Uint8Array];
      for (let i = 0; i < codes.length; i++) codes[i] = codes[i] === UNOBSERVED ? UNOBSERVED : 0;
      for (let k = 0; k < count; k++) {
        for (const { x0, x1 } of byRow.get(y + k) ?? []) {
          for (let x = x0; x < x1; x++) if (codes[k * width + x] !== UNOBSERVED) codes[k * width + x] = 1;
        }
        await rows.pushRow(codes, k * width);
      }
    }
    await rows.close();
  } catch (error) {
    await tiff.abort();
    throw error;
  } finally {
    await probability.close();
  }
}
