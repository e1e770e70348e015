import { readFile } from 'node:fs/promises';
import { UNOBSERVED_CODE } from '../decision/score-code.js';
import type { DetectJob } from '../windows/detect-job.js';

/** Blocks side by side as rows of the whole raster; a block that is not there is unobserved. */
export interface BlockRows {
  readonly y: number;
  readonly height: number;
  /** Score codes (height, raster width). */
  readonly codes: Int16Array;
  readonly missing: readonly DetectJob[];
}

/** The raster from north to south, one row of blocks at a time. */
export async function* blockRows(jobs: readonly DetectJob[], width: number): AsyncGenerator<BlockRows> {
  const byRow = new Map<number, DetectJob[]>();
  for (const job of jobs) byRow.set(job.block.y, [...(byRow.get(job.block.y) ?? []), job]);
  for (const y of [...byRow.keys()].sort((a, b) => a - b)) {
    const row = byRow.get(y)!;
    const height = row[0]!.block.height;
    const codes = new Int16Array(width * height).fill(UNOBSERVED_CODE);
    const missing: DetectJob[] = [];
    for (const job of row) {
      const block = await readBlock(job);
      if (block === undefined) missing.push(job);
      else {
        const { x, width: blockWidth } = job.block;
        for (let k = 0; k < height; k++) codes.set(block.subarray(k * blockWidth, (k + 1) * blockWidth), k * width + x);
      }
    }
    yield { y, height, codes, missing };
  }
}

async function readBlock({ blockFile, block }: DetectJob): Promise<Int16Array | undefined> {
  const bytes = await readFile(blockFile).catch(() => undefined);
  if (bytes?.length !== block.width * block.height * 2) return undefined;
  return new Int16Array(Uint8Array.from(bytes).buffer);
}
