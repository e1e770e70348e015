import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { tileWindows, type Window } from '@landscar/core';
import { writeWhole } from '@landscar/geodata';
import { SKIPPED_CODE, UNOBSERVED_CODE } from '../decision/score-code.js';
import type { PlanePool } from '../features/plane-pool.js';
import type { DetectJob } from './detect-job.js';
import type { CellScores } from './score-counts.js';

/** Side of the squares of a block that are one code, or are written whole. */
export const SQUARE_PX = 128;

/**
 * What a block leaves for the end, in one file, little endian. Int32 for each square of the block, row by row: the one code of
 * all its pixels (skipped or unobserved), or `WHOLE`. Int16, for each row of squares: the score codes of its whole squares (height,
 * width), then for each plane that objects are judged by its codes of each. Int32 for each list of counted scores: the cell, the first
 * step, how many, and the counts. Last the CRC-32 of all that. The file comes under its name when it is whole, and is not synced:
 * after a power cut the sum tells that it is not what was written, and the block is looked at again.
 */
export async function writeBlock(
  { block, blockFile }: DetectJob,
  codes: Int16Array,
  scores: readonly CellScores[],
  pool: PlanePool,
): Promise<void> {
  const { width, height } = block;
  const kinds = Int32Array.from(
    tileWindows(width, height, SQUARE_PX),
    (square) => oneCode(codes, width, square) ?? WHOLE,
  );
  const blockPx = width * height;
  const layers = Array.from({ length: codes.length / blockPx }, (_, l) =>
    codes.subarray(l * blockPx, (l + 1) * blockPx),
  );
  const rows = squareRows(block, kinds);
  const room = pool.takeBytes(pixelBytes(rows, layers.length));
  const pixels = new Int16Array(room.buffer, 0, room.length / 2);
  let at = 0;
  for (const { whole } of rows)
    for (const layer of layers) for (const square of whole) at = copyOut(layer, width, square, pixels, at);
  const lists = scores.flatMap(({ cell, first, counts }) => [Int32Array.of(cell, first, counts.length), counts]);
  const parts = [kinds, pixels, ...lists].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  const sum = Buffer.alloc(SUM_BYTES);
  sum.writeUInt32LE(parts.reduce((crc, part) => crc32(part, crc), 0));
  await writeWhole(blockFile, [...parts, sum], { sync: false });
  pool.giveBytes(room);
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

/** Puts a square of a layer at `to` of `out`, row by row; answers where it ends there. */
function copyOut(
  layer: Int16Array,
  width: number,
  { x, y, width: across, height: down }: Window,
  out: Int16Array,
  to: number,
): number {
  for (let row = 0; row < down; row++)
    out.set(layer.subarray((y + row) * width + x, (y + row) * width + x + across), to + row * across);
  return to + down * across;
}

/** A row of squares of a block. */
interface SquareRow {
  /** Squares of one code, in pixels of the block. */
  readonly flat: readonly { readonly square: Window; readonly code: number }[];
  readonly whole: readonly Window[];
  /** Bytes of one layer of its whole squares. */
  readonly layerBytes: number;
}

function squareRows({ width, height }: Window, kinds: Int32Array): SquareRow[] {
  const squares = tileWindows(width, height, SQUARE_PX);
  const across = Math.ceil(width / SQUARE_PX);
  return Array.from({ length: squares.length / across }, (_, row) => {
    const here = squares
      .slice(row * across, (row + 1) * across)
      .map((square, i) => ({ square, code: kinds[row * across + i]! }));
    const whole = here.filter(({ code }) => code === WHOLE).map(({ square }) => square);
    const layerBytes = 2 * whole.reduce((sum, square) => sum + square.width * square.height, 0);
    return { flat: here.filter(({ code }) => code !== WHOLE), whole, layerBytes };
  });
}

const pixelBytes = (rows: readonly SquareRow[], layerCount: number): number =>
  layerCount * rows.reduce((sum, { layerBytes }) => sum + layerBytes, 0);

const squareCount = ({ width, height }: Window): number => Math.ceil(width / SQUARE_PX) * Math.ceil(height / SQUARE_PX);

/** Whether an earlier run left the block, and what it left is what it wrote. */
export async function isBlockWhole({ block, blockFile }: DetectJob, planeCount: number): Promise<boolean> {
  const bytes = await readFile(blockFile).catch(() => undefined);
  const count = squareCount(block);
  if (bytes === undefined || bytes.length < 4 * count + SUM_BYTES) return false;
  const kinds = Int32Array.from({ length: count }, (_, i) => bytes.readInt32LE(4 * i));
  if (bytes.length < kinds.byteLength + pixelBytes(squareRows(block, kinds), 1 + planeCount) + SUM_BYTES) return false;
  const at = bytes.length - SUM_BYTES;
  return crc32(bytes.subarray(0, at)) === bytes.readUInt32LE(at);
}

interface OpenBlock {
  readonly file: number;
  readonly rows: readonly SquareRow[];
  /** Where the pixels start in the file, the counted scores, and the sum. */
  readonly pixelsAt: number;
  readonly scoresAt: number;
  readonly sumAt: number;
}

/** Undefined where the block was not looked at, or the file is not as long as it says. */
function openBlock({ block, blockFile }: DetectJob, planeCount: number): OpenBlock | undefined {
  if (!existsSync(blockFile)) return undefined;
  const file = openSync(blockFile, 'r');
  const kinds = new Int32Array(squareCount(block));
  if (fill(file, kinds, 0)) {
    const [rows, pixelsAt, sumAt] = [squareRows(block, kinds), kinds.byteLength, fstatSync(file).size - SUM_BYTES];
    const scoresAt = pixelsAt + pixelBytes(rows, 1 + planeCount);
    if (scoresAt <= sumAt) return { file, rows, pixelsAt, scoresAt, sumAt };
  }
  closeSync(file);
  return undefined;
}

/** Whether a block was looked at. */
export function isBlockThere(job: DetectJob, planeCount: number): boolean {
  const opened = openBlock(job, planeCount);
  if (opened !== undefined) closeSync(opened.file);
  return opened !== undefined;
}

/** Columns of the raster, `x0` to before `x1`. */
export interface Span {
  readonly x0: number;
  readonly x1: number;
}

/**
 * The pixels of a block, one row of squares (`SQUARE_PX` rows) after the other. Read while the thread waits: a piece was written
 * moments ago, and to be called back for each takes longer than reading it.
 */
export class BlockReader {
  private next = 0;

  private constructor(
    private readonly file: number,
    private readonly blockX: number,
    private readonly rows: readonly SquareRow[],
    private readonly layerCount: number,
    /** Where the next row of squares starts in the file. */
    private at: number,
  ) {}

  /** Undefined where the block was not looked at. */
  static open(job: DetectJob, planeCount: number): BlockReader | undefined {
    const opened = openBlock(job, planeCount);
    return opened && new BlockReader(opened.file, job.block.x, opened.rows, 1 + planeCount, opened.pixelsAt);
  }

  /**
   * Copies the next row of squares into rows of the raster, which are `width` px long: score codes into the first layer, the codes
   * of planes into the others, as many as there are. Answers the columns of squares that were scored, west to east: in all
   * others each pixel has the code of the one above it. `room` holds as much as the block's part of the layers.
   */
  nextRow(layers: readonly Int16Array[], width: number, room: Int16Array): Span[] {
    const { flat, whole, layerBytes } = this.rows[this.next++]!;
    const [codes] = layers as [Int16Array];
    for (const { square, code } of flat) {
      const from = this.blockX + square.x;
      for (let to = from; to < from + square.height * width; to += width) codes.fill(code, to, to + square.width);
    }
    const at = this.at;
    this.at += this.layerCount * layerBytes;
    const length = (layers.length * layerBytes) / 2;
    // Cut off since it was opened: unobserved, and missed by whoever counts blocks.
    if (!fill(this.file, room.subarray(0, length), at)) return [];
    let from = 0;
    for (const layer of layers) {
      for (const square of whole) {
        copyIn(room, from, square, layer, this.blockX + square.x, width);
        from += square.width * square.height;
      }
    }
    return whole.map(({ x, width: across }) => ({ x0: this.blockX + x, x1: this.blockX + x + across }));
  }

  close(): void {
    closeSync(this.file);
  }
}

function copyIn(
  pixels: Int16Array,
  from: number,
  { width: across, height }: Window,
  layer: Int16Array,
  to: number,
  width: number,
): void {
  for (let y = 0; y < height; y++)
    layer.set(pixels.subarray(from + y * across, from + (y + 1) * across), to + y * width);
}

/** Reads as many numbers as there is room; false where the file ends before. */
function fill(file: number, room: Int16Array | Int32Array, at: number): boolean {
  for (let done = 0; done < room.byteLength;) {
    const bytes = new Uint8Array(room.buffer, room.byteOffset + done, room.byteLength - done);
    const count = readSync(file, bytes, 0, bytes.length, at + done);
    if (count === 0) return false;
    done += count;
  }
  return true;
}

const HEAD = 3;

/** The counted scores alone; undefined where the block was not looked at. */
export function readScores(job: DetectJob, planeCount: number): CellScores[] | undefined {
  const opened = openBlock(job, planeCount);
  if (opened === undefined) return undefined;
  try {
    const numbers = new Int32Array((opened.sumAt - opened.scoresAt) / 4);
    if (!fill(opened.file, numbers, opened.scoresAt)) return undefined;
    const lists: CellScores[] = [];
    for (let at = 0; at < numbers.length;) {
      const [cell = 0, first = 0, count = 0] = numbers.subarray(at, at + HEAD);
      lists.push({ cell, first, counts: new Uint32Array(numbers.buffer, 4 * (at + HEAD), count) });
      at += HEAD + count;
    }
    return lists;
  } finally {
    closeSync(opened.file);
  }
}
