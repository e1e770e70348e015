import { UNOBSERVED_CODE } from '../decision/score-code.js';
import { readBlock } from '../windows/block-file.js';
import type { DetectJob } from '../windows/detect-job.js';

/** Blocks side by side as rows of the whole raster; a block that is not there is unobserved. The next rows overwrite them. */
export interface BlockRows {
  readonly y: number;
  readonly height: number;
  /** Score codes (height, raster width). */
  readonly codes: Int16Array;
  /** Plane codes of the channels that objects are judged by, each (height, raster width). */
  readonly planes: readonly Int16Array[];
}

/** The raster from north to south, one row of blocks at a time; blocks of `leftOut` count as not there. */
export async function* blockRows(
  jobs: readonly DetectJob[],
  leftOut: ReadonlySet<string>,
  width: number,
  planeCount: number,
): AsyncGenerator<BlockRows> {
  let room: Int16Array[] = [];
  const byRow = new Map<number, DetectJob[]>();
  for (const job of jobs) byRow.set(job.block.y, [...(byRow.get(job.block.y) ?? []), job]);
  for (const y of [...byRow.keys()].sort((a, b) => a - b)) {
    const row = byRow.get(y)!;
    const height = row[0]!.block.height;
    if ((room[0]?.length ?? 0) < width * height)
      room = Array.from({ length: 1 + planeCount }, () => new Int16Array(width * height));
    const layers = room.map((layer) => layer.subarray(0, width * height));
    const [codes, ...planes] = layers as [Int16Array, ...Int16Array[]];
    codes.fill(UNOBSERVED_CODE);
    // Side by side: each is four short waits for the disk.
    await Promise.all(row.filter((job) => !leftOut.has(job.id)).map((job) => readBlock(job, layers, width)));
    yield { y, height, codes, planes };
  }
}
