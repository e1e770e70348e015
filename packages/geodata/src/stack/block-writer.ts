import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, deflate, type ZlibOptions } from 'node:zlib';
import { writeFailed } from '../errors.js';
import { TAG, TYPE_BYTES, type RawTag } from './tiff-tags.js';

export const TILE_PX = 512;

export interface BlockTiffSpec {
  readonly width: number;
  readonly height: number;
  readonly bandCount: number;
  readonly sampleType: 'uint8' | 'uint16' | 'float32';
  readonly noData?: number;
  /** Where the raster lies: `StackReader.geoTags`. */
  readonly geoTags: readonly RawTag[];
}

/** A tiled DEFLATE GeoTIFF written tile by tile, in order: band by band, row by row. Same tiles, same bytes. */
export interface BlockTiff {
  readonly tilesAcross: number;
  readonly tilesDown: number;
  /**
   * `TILE_PX`² samples; what lies beyond the raster's edge is stored too. The next tile in order. Several may be under way:
   * they are packed side by side, and their samples are read until their promise is kept.
   */
  writeTile(samples: Uint8Array | Uint16Array | Float32Array): Promise<void>;
  /** Writes the header, syncs and renames: only now the file exists under its name. */
  finish(): Promise<void>;
  abort(): Promise<void>;
}

/** In one piece: with less room zlib answers in many that are put together in this thread. */
const packAs = (bytes: Uint8Array, strategy: number): Promise<Buffer> =>
  deflated(bytes, { level: 6, strategy, chunkSize: bytes.length + 1024 });
const deflated = promisify<Uint8Array, ZlibOptions, Buffer>(deflate);

/** Starts a GeoTIFF under a temporary name. BigTIFF only where it could pass 4 GiB. */
export async function createBlockTiff(path: string, spec: BlockTiffSpec): Promise<BlockTiff> {
  const tilesAcross = Math.ceil(spec.width / TILE_PX);
  const tilesDown = Math.ceil(spec.height / TILE_PX);
  const sampleBytes = spec.sampleType === 'uint8' ? 1 : spec.sampleType === 'uint16' ? 2 : 4;
  const tileCount = tilesAcross * tilesDown * spec.bandCount;
  const big = tileCount * TILE_PX * TILE_PX * sampleBytes > 4e9;
  // Flags and probabilities of bytes are mostly runs: looking for nothing else takes a ninth of the time and a seventh more room.
  const strategy = sampleBytes === 1 ? constants.Z_RLE : constants.Z_DEFAULT_STRATEGY;
  const temporary = `${path}.tmp-${process.pid}`;
  const offsets: number[] = [];
  const counts: number[] = [];
  let at = 16;
  let file: FileHandle | undefined;
  /** Packed tiles of one value, by value: most of some files. */
  const plain = new Map<string, Promise<Buffer>>();
  const packTile = (bytes: Buffer): Promise<Buffer> => {
    if (!bytes.subarray(sampleBytes).equals(bytes.subarray(0, -sampleBytes))) return packAs(bytes, strategy);
    const value = bytes.toString('latin1', 0, sampleBytes);
    const packed = plain.get(value) ?? packAs(bytes, strategy);
    plain.set(value, packed);
    return packed;
  };
  /** The last tile so far: the next one waits for its place. */
  let written: Promise<void> = Promise.resolve();
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw writeFailed(path, error);
    }
  };
  await guard(async () => {
    file = await open(temporary, 'w');
  });
  const handle = file!;
  return {
    tilesAcross,
    tilesDown,
    writeTile: (samples) =>
      guard(async () => {
        const packed = packTile(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
        const turn = Promise.all([packed, written]).then(async ([bytes]) => {
          await writeAll(handle, bytes, at);
          offsets.push(at);
          counts.push(bytes.length);
          at += bytes.length + (bytes.length % 2);
        });
        written = turn;
        await turn;
      }),
    finish: () =>
      guard(async () => {
        if (offsets.length !== tileCount) throw new Error(`${offsets.length} of ${tileCount} tiles were written`);
        const directory = encodeDirectory(tagsOf(spec, offsets, counts, big), at, big);
        await writeAll(handle, directory, at);
        const head = encodeHead(at, big);
        await writeAll(handle, head, 0);
        await handle.sync();
        await handle.close();
        file = undefined;
        await rename(temporary, path);
      }),
    abort: async () => {
      await file?.close().catch(() => undefined);
      await rm(temporary, { force: true });
    },
  };
}

/** A disk that fills up takes a part first, and says so at the next write. */
async function writeAll(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
  }
}

function tagsOf(spec: BlockTiffSpec, offsets: readonly number[], counts: readonly number[], big: boolean): RawTag[] {
  const bits = spec.sampleType === 'uint8' ? 8 : spec.sampleType === 'uint16' ? 16 : 32;
  const perBand = (value: number): number[] => Array.from({ length: spec.bandCount }, () => value);
  const tags = [
    numberTag(TAG.width, 4, [spec.width]),
    numberTag(TAG.height, 4, [spec.height]),
    numberTag(TAG.bitsPerSample, 3, perBand(bits)),
    numberTag(TAG.compression, 3, [8]),
    numberTag(TAG.photometric, 3, [1]),
    numberTag(TAG.samplesPerPixel, 3, [spec.bandCount]),
    numberTag(TAG.planar, 3, [spec.bandCount > 1 ? 2 : 1]),
    numberTag(TAG.tileWidth, 3, [TILE_PX]),
    numberTag(TAG.tileHeight, 3, [TILE_PX]),
    numberTag(TAG.tileOffsets, big ? 16 : 4, offsets),
    numberTag(TAG.tileByteCounts, big ? 16 : 4, counts),
    numberTag(TAG.sampleFormat, 3, perBand(spec.sampleType === 'float32' ? 3 : 1)),
    ...spec.geoTags,
  ];
  if (spec.noData !== undefined) {
    const bytes = Buffer.from(`${spec.noData}\0`, 'latin1');
    tags.push({ tag: TAG.gdalNoData, type: 2, count: bytes.length, bytes });
  }
  return tags.sort((a, b) => a.tag - b.tag);
}

function numberTag(tag: number, type: number, values: readonly number[]): RawTag {
  const size = TYPE_BYTES[type] ?? 1;
  const bytes = Buffer.alloc(size * values.length);
  for (const [i, value] of values.entries()) {
    if (type === 3) bytes.writeUInt16LE(value, i * 2);
    else if (type === 4) bytes.writeUInt32LE(value, i * 4);
    else bytes.writeBigUInt64LE(BigInt(value), i * 8);
  }
  return { tag, type, count: values.length, bytes };
}

function encodeHead(directoryAt: number, big: boolean): Buffer {
  const head = Buffer.alloc(16);
  head.write('II', 0, 'latin1');
  head.writeUInt16LE(big ? 43 : 42, 2);
  if (big) {
    head.writeUInt16LE(8, 4);
    head.writeBigUInt64LE(BigInt(directoryAt), 8);
  } else {
    head.writeUInt32LE(directoryAt, 4);
  }
  return head;
}

function encodeDirectory(tags: readonly RawTag[], at: number, big: boolean): Buffer {
  const [countBytes, entryBytes, inlineBytes] = big ? [8, 20, 8] : [2, 12, 4];
  const fixed = countBytes + tags.length * entryBytes + inlineBytes;
  const outside: Buffer[] = [];
  let outsideAt = at + fixed;
  const entries = Buffer.alloc(fixed);
  if (big) entries.writeBigUInt64LE(BigInt(tags.length), 0);
  else entries.writeUInt16LE(tags.length, 0);
  for (const [i, { tag, type, count, bytes }] of tags.entries()) {
    const entry = countBytes + i * entryBytes;
    const valueAt = entry + (big ? 12 : 8);
    entries.writeUInt16LE(tag, entry);
    entries.writeUInt16LE(type, entry + 2);
    if (big) entries.writeBigUInt64LE(BigInt(count), entry + 4);
    else entries.writeUInt32LE(count, entry + 4);
    if (bytes.length <= inlineBytes) {
      bytes.copy(entries, valueAt);
      continue;
    }
    if (big) entries.writeBigUInt64LE(BigInt(outsideAt), valueAt);
    else entries.writeUInt32LE(outsideAt, valueAt);
    const padded = Buffer.alloc(bytes.length + (bytes.length % 2));
    bytes.copy(padded);
    outside.push(padded);
    outsideAt += padded.length;
  }
  return Buffer.concat([entries, ...outside]);
}
