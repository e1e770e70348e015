import { open, readFile, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { tileWindows, type Window } from '@landscar/core';
import { writeWhole } from '@landscar/geodata';
import { SKIPPED_CODE, UNOBSERVED_CODE } from '../decision/score-code.js';
import type { DetectJob } from './detect-job.js';
import type { CellScores } from './score-counts.js';

/** Side of the squares of a block that are one code, or are written whole. */
const SQUARE_PX = 128;

/**
 * What a block leaves for the end, in one file, little endian. Int32 for each square of the block, row by row: the one code of
 * all its pixels (skipped or unobserved), or `WHOLE`. Int16: the score codes of each whole square (height, width), then for each plane
 * that objects are judged by its codes of each. Int32 for each list of counted scores: the cell, the first step, how many, and the
 * counts. Last the CRC-32 of all that. The file comes under its name when it is whole, and is not synced: after a power cut
 * the sum tells that it is not what was written, and the block is looked at again.
 */
export async function writeBlock(
  { block: { width, height }, blockFile }: DetectJob,
  codes: Int16Array,
  scores: readonly CellScores[],
): Promise<void> {
  const squares = tileWindows(width, height, SQUARE_PX);
  const kinds = Int32Array.from(squares, (square) => oneCode(codes, width, square) ?? WHOLE);
  const whole = squares.filter((_, i) => kinds[i] === WHOLE);
  const blockPx = width * height;
  const layers = Array.from({ length: codes.length / blockPx }, (_, l) => codes.subarray(l * blockPx));
  const pixels = layers.flatMap((layer) => whole.map((square) => cutOut(layer, width, square)));
  const lists = scores.flatMap(({ cell, first, counts }) => [Int32Array.of(cell, first, counts.length), counts]);
  const parts = [kinds, ...pixels, ...lists].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  const sum = Buffer.alloc(SUM_BYTES);
  sum.writeUInt32LE(parts.reduce((crc, part) => crc32(part, crc), 0));
  await writeWhole(blockFile, [...parts, sum], { sync: false });
}

const WHOLE = 0x7fff_ffff;
const SUM_BYTES = 4;

/** The code of a square of which nothing was scored, where it is one; its planes say nothing then. */
function oneCode(codes: Int16Array, width: number, { x, y, width: across, height: down }: Window): number | undefined {
  const first = codes[y * width + x]!;
  if (first !== SKIPPED_CODE && first !== UNOBSERVED_CODE) return undefined;
  for (let row = y; row < y + down; row++)
    if (!isAll(codes, row * width + x, row * width + x + across, first)) return undefined;
  return first;
}

// Loops over pixels are functions of their own: small ones are compiled once, in a fraction of the time.

function isAll(codes: Int16Array, from: number, to: number, code: number): boolean {
  for (let i = from; i < to; i++) if (codes[i] !== code) return false;
  return true;
}

function cutOut(layer: Int16Array, width: number, { x, y, width: across, height: down }: Window): Int16Array {
  const out = new Int16Array(across * down);
  for (let row = 0; row < down; row++)
    out.set(layer.subarray((y + row) * width + x, (y + row) * width + x + across), row * across);
  return out;
}

/** Bytes of one layer of the whole squares, of which the start of the file says which they are. */
function layerBytes({ width, height }: Window, kinds: Int32Array): number {
  const whole = tileWindows(width, height, SQUARE_PX).filter((_, i) => kinds[i] === WHOLE);
  return 2 * whole.reduce((sum, square) => sum + square.width * square.height, 0);
}

const squareCount = ({ width, height }: Window): number => Math.ceil(width / SQUARE_PX) * Math.ceil(height / SQUARE_PX);

/** Whether an earlier run left the block, and what it left is what it wrote. */
export async function isBlockWhole({ block, blockFile }: DetectJob, planeCount: number): Promise<boolean> {
  const bytes = await readFile(blockFile).catch(() => undefined);
  const count = squareCount(block);
  if (bytes === undefined || bytes.length < 4 * count + SUM_BYTES) return false;
  const kinds = Int32Array.from({ length: count }, (_, i) => bytes.readInt32LE(4 * i));
  if (bytes.length < kinds.byteLength + (1 + planeCount) * layerBytes(block, kinds) + SUM_BYTES) return false;
  const at = bytes.length - SUM_BYTES;
  return crc32(bytes.subarray(0, at)) === bytes.readUInt32LE(at);
}

/**
 * Copies a block into rows of the raster, which are `width` px long and start at the top of the block: score codes into the first
 * layer, the codes of planes into the others, as many as there are. A block that was not looked at leaves them as they are.
 */
export async function readBlock(job: DetectJob, layers: readonly Int16Array[], width: number): Promise<void> {
  const { block } = job;
  await withBlock(job, async (read, kinds) => {
    const bytes = layerBytes(block, kinds);
    const pixels = new Int16Array(await read(kinds.byteLength, kinds.byteLength + layers.length * bytes));
    const squares = tileWindows(block.width, block.height, SQUARE_PX);
    for (const [l, layer] of layers.entries()) {
      let from = (l * bytes) / 2;
      for (const [i, square] of squares.entries()) {
        const corner = square.y * width + block.x + square.x;
        for (let to = corner; to < corner + square.height * width; to += width) {
          if (kinds[i] !== WHOLE) {
            if (l === 0) layer.fill(kinds[i]!, to, to + square.width);
            continue;
          }
          layer.set(pixels.subarray(from, from + square.width), to);
          from += square.width;
        }
      }
    }
  });
}

const HEAD = 3;

/** The counted scores alone; undefined where the block was not looked at. */
export async function readScores(job: DetectJob, planeCount: number): Promise<CellScores[] | undefined> {
  return withBlock(job, async (read, kinds, end) => {
    const numbers = new Int32Array(await read(kinds.byteLength + (1 + planeCount) * layerBytes(job.block, kinds), end));
    const lists: CellScores[] = [];
    for (let at = 0; at < numbers.length;) {
      const [cell = 0, first = 0, length = 0] = numbers.subarray(at, at + HEAD);
      const counts = new Uint32Array(numbers.buffer, 4 * (at + HEAD), length);
      lists.push({ cell, first, counts });
      at += HEAD + length;
    }
    return lists;
  });
}

/** Reads from a block file, which ends at `end` but for its sum; undefined where it is shorter than asked for or not there. */
async function withBlock<T>(
  { block, blockFile }: DetectJob,
  work: (read: (from: number, to: number) => Promise<ArrayBuffer>, kinds: Int32Array, end: number) => Promise<T>,
): Promise<T | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(blockFile);
    const end = (await file.stat()).size - SUM_BYTES;
    const read = async (from: number, to: number): Promise<ArrayBuffer> => {
      if (to > end || to < from) throw new Error('shorter');
      const bytes = new Uint8Array(to - from);
      await file!.read(bytes, 0, bytes.length, from);
      return bytes.buffer;
    };
    return await work(read, new Int32Array(await read(0, 4 * squareCount(block))), end);
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}
