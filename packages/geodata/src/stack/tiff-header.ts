import type { FileHandle } from 'node:fs/promises';
import { TAG, TYPE_BYTES, type RawTag } from './tiff-tags.js';

export type SampleType = 'uint8' | 'uint16' | 'float32';

/** What is needed to read a tiled TIFF by file offsets. */
export interface TiffLayout {
  readonly width: number;
  readonly height: number;
  readonly bandCount: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly sampleType: SampleType;
  readonly deflate: boolean;
  /** Horizontal differencing (TIFF 6.0 section 14) is to be undone. */
  readonly predicted: boolean;
  /** One tile holds all bands, pixel by pixel; else one band a tile, bands one after the other. */
  readonly interleaved: boolean;
  /** Bytes from the start of the file; 0 with count 0 is a tile of zeros (sparse). */
  readonly tileOffsets: Float64Array;
  readonly tileByteCounts: Float64Array;
  readonly tags: ReadonlyMap<number, RawTag>;
}

/** The layout of the first image of a TIFF, or why it must go the general path (`geotiff`). */
export async function readTiffHeader(file: FileHandle): Promise<TiffLayout | { readonly reason: string }> {
  const start = await startOf(file);
  if ('reason' in start) return start;
  const { tags } = await readDirectory(file, start.offset, start.big);
  return layoutOf(tags);
}

/** Newer files of this size have some ten directories: overviews, and masks of them. */
const MOST_IMAGES = 64;
const IS_REDUCED = 1;

/** The layout of the overview that is `factor` times smaller; undefined where there is none that can be read by offsets. */
export async function readOverviewHeader(file: FileHandle, factor: number): Promise<TiffLayout | undefined> {
  const start = await startOf(file);
  if ('reason' in start) return undefined;
  let { tags, next } = await readDirectory(file, start.offset, start.big);
  const [width, height] = [TAG.width, TAG.height].map((tag) => numbers(tags.get(tag))[0] ?? 0) as [number, number];
  const bands = numbers(tags.get(TAG.samplesPerPixel))[0] ?? 1;
  for (let image = 1; next !== 0 && image < MOST_IMAGES; image++) {
    ({ tags, next } = await readDirectory(file, next, start.big));
    const layout = layoutOf(tags);
    if ('reason' in layout || numbers(tags.get(TAG.newSubfileType))[0] !== IS_REDUCED) continue;
    const isWanted = layout.width === Math.ceil(width / factor) && layout.height === Math.ceil(height / factor);
    if (isWanted && layout.bandCount === bands) return layout;
  }
  return undefined;
}

async function startOf(
  file: FileHandle,
): Promise<{ readonly offset: number; readonly big: boolean } | { readonly reason: string }> {
  const start = Buffer.alloc(16);
  await file.read(start, 0, 16, 0);
  if (start.toString('latin1', 0, 2) !== 'II') return { reason: 'not little endian' };
  const magic = start.readUInt16LE(2);
  if (magic !== 42 && magic !== 43) return { reason: `not a TIFF (magic ${magic})` };
  const big = magic === 43;
  return { big, offset: big ? Number(start.readBigUInt64LE(8)) : start.readUInt32LE(4) };
}

/** `next` is where the next directory starts, 0 after the last. */
async function readDirectory(
  file: FileHandle,
  offset: number,
  big: boolean,
): Promise<{ readonly tags: Map<number, RawTag>; readonly next: number }> {
  const countBytes = big ? 8 : 2;
  const entryBytes = big ? 20 : 12;
  const head = Buffer.alloc(8);
  await file.read(head, 0, countBytes, offset);
  const entryCount = big ? Number(head.readBigUInt64LE(0)) : head.readUInt16LE(0);
  if (entryCount > 4096) throw new Error(`image directory with ${entryCount} entries`);
  const linkBytes = big ? 8 : 4;
  const entries = Buffer.alloc(entryCount * entryBytes + linkBytes);
  await file.read(entries, 0, entries.length, offset + countBytes);
  const link = entryCount * entryBytes;
  const next = big ? Number(entries.readBigUInt64LE(link)) : entries.readUInt32LE(link);
  const tags = new Map<number, RawTag>();
  for (let i = 0; i < entryCount; i++) {
    const at = i * entryBytes;
    const tag = entries.readUInt16LE(at);
    const type = entries.readUInt16LE(at + 2);
    const count = big ? Number(entries.readBigUInt64LE(at + 4)) : entries.readUInt32LE(at + 4);
    const valueAt = at + (big ? 12 : 8);
    const length = count * (TYPE_BYTES[type] ?? 1);
    let bytes = entries.subarray(valueAt, valueAt + length);
    if (length > (big ? 8 : 4)) {
      const outside = big ? Number(entries.readBigUInt64LE(valueAt)) : entries.readUInt32LE(valueAt);
      bytes = Buffer.alloc(length);
      const { bytesRead } = await file.read(bytes, 0, length, outside);
      if (bytesRead < length) throw new Error(`tag ${tag} is cut short`);
    }
    tags.set(tag, { tag, type, count, bytes });
  }
  return { tags, next };
}

function layoutOf(tags: ReadonlyMap<number, RawTag>): TiffLayout | { readonly reason: string } {
  const one = (tag: number, otherwise: number): number => numbers(tags.get(tag))[0] ?? otherwise;
  const bandCount = one(TAG.samplesPerPixel, 1);
  const compression = one(TAG.compression, 1);
  const predictor = one(TAG.predictor, 1);
  const sampleType = sampleTypeOf(new Set(numbers(tags.get(TAG.bitsPerSample))), one(TAG.sampleFormat, 1));
  if (!tags.has(TAG.tileOffsets)) return { reason: 'strips, not tiles' };
  if (![1, 8, 32946].includes(compression)) return { reason: `compression ${compression}` };
  if (sampleType === undefined) return { reason: 'samples are not UInt8, UInt16 or Float32' };
  if (predictor !== 1 && !(predictor === 2 && sampleType !== 'float32')) return { reason: `predictor ${predictor}` };
  return {
    width: one(TAG.width, 0),
    height: one(TAG.height, 0),
    bandCount,
    tileWidth: one(TAG.tileWidth, 0),
    tileHeight: one(TAG.tileHeight, 0),
    sampleType,
    deflate: compression !== 1,
    predicted: predictor === 2,
    interleaved: bandCount > 1 && one(TAG.planar, 1) === 1,
    tileOffsets: numbers(tags.get(TAG.tileOffsets)),
    tileByteCounts: numbers(tags.get(TAG.tileByteCounts)),
    tags,
  };
}

function sampleTypeOf(bits: ReadonlySet<number>, format: number): SampleType | undefined {
  if (bits.size !== 1) return undefined;
  if (bits.has(8) && format === 1) return 'uint8';
  if (bits.has(16) && format === 1) return 'uint16';
  return bits.has(32) && format === 3 ? 'float32' : undefined;
}

function numbers(raw: RawTag | undefined): Float64Array {
  if (raw === undefined) return new Float64Array(0);
  const { type, count, bytes } = raw;
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    if (type === 3) out[i] = bytes.readUInt16LE(i * 2);
    else if (type === 4) out[i] = bytes.readUInt32LE(i * 4);
    else if (type === 16) out[i] = Number(bytes.readBigUInt64LE(i * 8));
    else if (type === 12) out[i] = bytes.readDoubleLE(i * 8);
    else out[i] = bytes.readUInt8(i);
  }
  return out;
}
