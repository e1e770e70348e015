import { open, readFile, stat, type FileHandle } from 'node:fs/promises';
import { writeWhole } from '@landscar/geodata';
import type { DetectJob } from './detect-job.js';
import type { CellScores } from './score-counts.js';

/**
 * What a block leaves for the end, in one file that is written whole, little endian: score codes (height, width) and the
 * codes of each plane that objects are judged by, Int16; then, Int32, for each list of counted scores the cell, whether
 * sampled, the first step, how many, and the counts.
 */
export async function writeBlock(
  { blockFile }: DetectJob,
  codes: Int16Array,
  scores: readonly CellScores[],
): Promise<void> {
  const lists = scores.flatMap(({ cell, sampled, first, counts }) => [
    Int32Array.of(cell, sampled ? 1 : 0, first, counts.length),
    counts,
  ]);
  await writeWhole(
    blockFile,
    [codes, ...lists].map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
  );
}

const pixelBytes = ({ block: { width, height } }: DetectJob, planeCount: number): number =>
  width * height * 2 * (1 + planeCount);

/** Blocks are renamed into place whole, so that they are long enough is enough. */
export async function isBlockWhole(job: DetectJob, planeCount: number): Promise<boolean> {
  const size = await stat(job.blockFile).then(
    (s) => s.size,
    () => -1,
  );
  return size >= pixelBytes(job, planeCount);
}

/** Score codes, then plane codes; undefined where the block was not looked at. */
export async function readBlock(job: DetectJob, planeCount: number): Promise<Int16Array | undefined> {
  const bytes = await readFile(job.blockFile).catch(() => undefined);
  const wanted = pixelBytes(job, planeCount);
  if (bytes === undefined || bytes.length < wanted) return undefined;
  return new Int16Array(bytes.buffer, bytes.byteOffset, wanted / 2);
}

const HEAD = 4;

/** The counted scores alone; undefined where the block was not looked at. */
export async function readScores(job: DetectJob, planeCount: number): Promise<CellScores[] | undefined> {
  const bytes = await readEnd(job.blockFile, pixelBytes(job, planeCount));
  if (bytes === undefined) return undefined;
  const numbers = new Int32Array(bytes.buffer);
  const lists: CellScores[] = [];
  for (let at = 0; at < numbers.length;) {
    const [cell = 0, sampled = 0, first = 0, length = 0] = numbers.subarray(at, at + HEAD);
    const counts = new Uint32Array(numbers.buffer, 4 * (at + HEAD), length);
    lists.push({ cell, sampled: sampled === 1, first, counts });
    at += HEAD + length;
  }
  return lists;
}

/** What a file holds from a position on; undefined where it is shorter or not there. */
async function readEnd(path: string, from: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { size } = await file.stat();
    if (size < from) return undefined;
    const bytes = new Uint8Array(size - from);
    await file.read(bytes, 0, bytes.length, from);
    return bytes;
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}
