import { open, readFile, rename, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { DetectJob } from './detect-job.js';
import type { CellScores } from './score-counts.js';

/**
 * What a block leaves for the end, in one file, little endian: score codes (height, width) and the codes of each plane that
 * objects are judged by, Int16; then, Int32, for each list of counted scores the cell, the first step, how many, and the
 * counts; last the CRC-32 of all that. The file comes under its name when it is whole, and is not synced: after
 * a power cut the sum tells that it is not what was written, and the block is looked at again.
 */
export async function writeBlock(
  { blockFile }: DetectJob,
  codes: Int16Array,
  scores: readonly CellScores[],
): Promise<void> {
  const lists = scores.flatMap(({ cell, first, counts }) => [Int32Array.of(cell, first, counts.length), counts]);
  const parts = [codes, ...lists].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  const sum = Buffer.alloc(SUM_BYTES);
  sum.writeUInt32LE(parts.reduce((crc, part) => crc32(part, crc), 0));
  const temporary = `${blockFile}.tmp-${process.pid}`;
  const file = await open(temporary, 'w');
  try {
    await file.writev([...parts, sum]);
  } finally {
    await file.close();
  }
  await rename(temporary, blockFile);
}

const SUM_BYTES = 4;
const pixelBytes = ({ block: { width, height } }: DetectJob, planeCount: number): number =>
  width * height * 2 * (1 + planeCount);

/** Whether an earlier run left the block, and what it left is what it wrote. */
export async function isBlockWhole(job: DetectJob, planeCount: number): Promise<boolean> {
  const bytes = await readFile(job.blockFile).catch(() => undefined);
  if (bytes === undefined || bytes.length < pixelBytes(job, planeCount) + SUM_BYTES) return false;
  const at = bytes.length - SUM_BYTES;
  return crc32(bytes.subarray(0, at)) === bytes.readUInt32LE(at);
}

/** Score codes, then plane codes; undefined where the block was not looked at. */
export async function readBlock(job: DetectJob, planeCount: number): Promise<Int16Array | undefined> {
  const wanted = pixelBytes(job, planeCount);
  const bytes = await readPart(job.blockFile, 0, wanted);
  return bytes && new Int16Array(bytes.buffer);
}

const HEAD = 3;

/** The counted scores alone; undefined where the block was not looked at. */
export async function readScores(job: DetectJob, planeCount: number): Promise<CellScores[] | undefined> {
  const bytes = await readPart(job.blockFile, pixelBytes(job, planeCount));
  if (bytes === undefined) return undefined;
  const numbers = new Int32Array(bytes.buffer);
  const lists: CellScores[] = [];
  for (let at = 0; at < numbers.length;) {
    const [cell = 0, first = 0, length = 0] = numbers.subarray(at, at + HEAD);
    const counts = new Uint32Array(numbers.buffer, 4 * (at + HEAD), length);
    lists.push({ cell, first, counts });
    at += HEAD + length;
  }
  return lists;
}

/** Bytes of a block file, up to its sum where `length` is not given; undefined where it is shorter or not there. */
async function readPart(path: string, from: number, length?: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const rest = (await file.stat()).size - SUM_BYTES - from;
    if (rest < (length ?? 0)) return undefined;
    const bytes = new Uint8Array(length ?? rest);
    await file.read(bytes, 0, bytes.length, from);
    return bytes;
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}
