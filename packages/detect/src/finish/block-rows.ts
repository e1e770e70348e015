import { decisionOf } from '../decision/decision.js';
import { UNOBSERVED_CODE } from '../decision/score-code.js';
import type { DetectionPlan } from '../plan-detection.js';
import { BlockReader, SQUARE_PX, type Span } from '../windows/block-file.js';
import type { DetectJob } from '../windows/detect-job.js';
import type { EndedBlocks } from '../windows/ended-blocks.js';

/** Rows of squares of blocks side by side, as rows of the raster. The next ones overwrite them. */
export interface BlockRows {
  readonly y: number;
  readonly height: number;
  /** Score codes (height, raster width); a block that is not there is unobserved. */
  readonly codes: Int16Array;
  /** Plane codes of the channels that objects are judged by, each (height, raster width); they say something where `scored`. */
  readonly planes: readonly Int16Array[];
  /** West to east, apart: where anything was scored. Beside it each pixel has the code of the one above, from the second row on. */
  readonly scored: readonly Span[];
}

/** The raster from north to south, one row of squares at a time, after its blocks if not all have `ended`; planes only where asked for. */
export async function* blockRows(
  { allJobs, outsideFocus, model, stack }: DetectionPlan,
  withPlanes: boolean,
  ended?: EndedBlocks,
): AsyncGenerator<BlockRows> {
  const { width } = stack.grid;
  const planeCount = decisionOf(model.manifest.decision).planes.length;
  const room = Array.from({ length: withPlanes ? 1 + planeCount : 1 }, () => new Int16Array(width * SQUARE_PX));
  const byRow = new Map<number, DetectJob[]>();
  for (const job of allJobs) byRow.set(job.block.y, [...(byRow.get(job.block.y) ?? []), job]);
  const widest = allJobs.reduce((most, { block }) => Math.max(most, block.width), 0);
  const readRoom = new Int16Array(room.length * widest * SQUARE_PX);
  for (const top of [...byRow.keys()].sort((a, b) => a - b)) {
    const row = byRow.get(top)!;
    const bottom = top + row[0]!.block.height;
    const there = row.filter((job) => !outsideFocus.has(job.id)).sort((a, b) => a.block.x - b.block.x);
    await ended?.of(there);
    const readers = there.flatMap((job) => BlockReader.open(job, planeCount) ?? []);
    try {
      for (let y = top; y < bottom; y += SQUARE_PX) {
        const height = Math.min(SQUARE_PX, bottom - y);
        const layers = room.map((layer) => layer.subarray(0, width * height));
        const [codes, ...planes] = layers as [Int16Array, ...Int16Array[]];
        codes.fill(UNOBSERVED_CODE);
        const spans = readers.flatMap((reader) => reader.nextRow(layers, width, readRoom));
        yield { y, height, codes, planes, scored: joined(spans) };
      }
    } finally {
      for (const reader of readers) reader.close();
    }
  }
}

/** Spans that touch are one. */
function joined(spans: readonly Span[]): Span[] {
  const out: Span[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    if (last?.x1 === span.x0) out[out.length - 1] = { x0: last.x0, x1: span.x1 };
    else out.push(span);
  }
  return out;
}
