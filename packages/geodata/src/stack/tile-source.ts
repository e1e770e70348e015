import { readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import { InvariantError, LandscarError, type Window } from '@landscar/core';
import { tiffUnreadable } from './errors-stack.js';
import { openGeneralTiff } from './general-tiff.js';
import { readOverviewHeader, readTiffHeader, type SampleType, type TiffLayout } from './tiff-header.js';
import type { RawTag } from './tiff-tags.js';

export type SampleArray = Uint8Array | Uint16Array | Float32Array;

/** A tiled raster whose windows can be read in any order; no GDAL, so it works in worker threads. */
export interface TileSource {
  readonly width: number;
  readonly height: number;
  readonly bandCount: number;
  readonly sampleType: SampleType;
  readonly tags: ReadonlyMap<number, RawTag>;
  /**
   * The window of each band asked for (0-based), row by row; outside of the raster is a bug. Arrays of the right length in
   * `into` may be used for it.
   */
  readWindow(window: Window, bands: readonly number[], into?: readonly SampleArray[]): Promise<SampleArray[]>;
  close(): Promise<void>;
}

/**
 * Inflated tiles kept per file: a block of 512² with its halo touches 9 tiles of each of six bands, and its neighbour needs
 * most of them again. 54 UInt16 tiles of 512² are 27 MiB.
 */
const CACHED_TILES = 54;

/** Opens by file offsets where the layout allows, else through geotiff.js: same pixels. */
export async function openTileSource(path: string): Promise<TileSource> {
  const file = await open(path, 'r');
  try {
    const layout = await readTiffHeader(file);
    if ('reason' in layout) {
      await file.close();
      return await openGeneralTiff(path);
    }
    return tilesOf(path, file, layout);
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error instanceof LandscarError ? error : tiffUnreadable(path, error);
  }
}

/** The overview of a raster that is `factor` times smaller (a power of two); undefined where the file has none. */
export async function openOverview(path: string, factor: number): Promise<TileSource | undefined> {
  const file = await open(path, 'r');
  try {
    const layout = await readOverviewHeader(file, factor);
    if (layout !== undefined) return tilesOf(path, file, layout);
    await file.close();
    return undefined;
  } catch (error) {
    await file.close().catch(() => undefined);
    throw tiffUnreadable(path, error);
  }
}

function tilesOf(path: string, file: FileHandle, layout: TiffLayout): TileSource {
  const copyTile = isPlain(layout) ? plainTiles(layout, file) : packedTiles(layout, file);
  return {
    width: layout.width,
    height: layout.height,
    bandCount: layout.bandCount,
    sampleType: layout.sampleType,
    tags: layout.tags,
    readWindow: (window, bands, into) =>
      Promise.resolve()
        .then(() => readTiles(layout, window, bands, copyTile, into))
        .catch((error: unknown) => {
          throw error instanceof InvariantError ? error : tiffUnreadable(path, error);
        }),
    close: () => file.close(),
  };
}

/** Copies what the tile `index`, whose corner is at `left`, `top`, holds of a window of a band. */
type CopyTile = (index: number, left: number, top: number, band: number, w: Window, out: SampleArray) => void;

/** Rows of a tile lie in the file as they are wanted. */
const isPlain = (layout: TiffLayout): boolean => !layout.deflate && !layout.predicted && !layout.interleaved;

/** Reads the rows that are asked for and no more, through the same room each time: nothing for the collector. */
function plainTiles(layout: TiffLayout, { fd }: FileHandle): CopyTile {
  const { tileWidth, tileHeight, sampleType } = layout;
  const rowBytes = tileWidth * SAMPLE_BYTES[sampleType];
  let room = Buffer.alloc(0);
  return (index, left, top, _band, w, out) => {
    const y0 = Math.max(w.y, top) - top;
    const y1 = Math.min(w.y + w.height, top + tileHeight) - top;
    const size = layout.tileByteCounts[index] ?? 0;
    if (room.length < (y1 - y0) * rowBytes) room = newRoom((y1 - y0) * rowBytes);
    const rows = room.subarray(0, (y1 - y0) * rowBytes);
    // A tile without bytes is empty ground.
    if (size === 0) rows.fill(0);
    else readBytes(fd, index, rows, size - y0 * rowBytes, (layout.tileOffsets[index] ?? 0) + y0 * rowBytes);
    const samples = viewSamples(sampleType, rows, (y1 - y0) * tileWidth);
    copyPart({ ...layout, tileHeight: y1 - y0 }, samples, left, top + y0, 0, w, out);
  };
}

/** Keeps the tiles that were inflated last. */
function packedTiles(layout: TiffLayout, { fd }: FileHandle): CopyTile {
  const tiles = new Map<number, SampleArray>();
  let room = Buffer.alloc(0);
  /** Of all tiles without bytes: most of a validity. Tiles are only read. */
  let emptyTile: SampleArray | undefined;
  const loadTile = (index: number): SampleArray => {
    const size = layout.tileByteCounts[index] ?? 0;
    if (size === 0) return (emptyTile ??= newSamples(layout.sampleType, tileSamples(layout)));
    if (room.length < size) room = newRoom(size);
    // Without compression the tile is the bytes, so it must not share them with the next one.
    const bytes = layout.deflate ? room.subarray(0, size) : newRoom(size);
    readBytes(fd, index, bytes, size, layout.tileOffsets[index] ?? 0);
    return decodeTile(layout, bytes);
  };
  return (index, left, top, band, w, out) => {
    const tile = tiles.get(index) ?? loadTile(index);
    tiles.delete(index);
    tiles.set(index, tile);
    if (tiles.size > CACHED_TILES) tiles.delete(tiles.keys().next().value ?? -1);
    copyPart(layout, tile, left, top, band, w, out);
  };
}

/** Of its own: slices of Node's pool start at odd bytes. */
const newRoom = (size: number): Buffer<ArrayBuffer> => Buffer.from(new ArrayBuffer(size));

/** Fills `bytes` from the place `at` of the file; of the tile `left` bytes lie there. */
function readBytes(fd: number, index: number, bytes: Buffer, left: number, at: number): void {
  let got = 0;
  while (got < Math.min(left, bytes.length)) {
    const count = readSync(fd, bytes, got, bytes.length - got, at + got);
    if (count === 0) break;
    got += count;
  }
  if (got < bytes.length) throw new Error(`tile ${index}: ${got} of ${bytes.length} bytes`);
}

function readTiles(
  layout: TiffLayout,
  w: Window,
  bands: readonly number[],
  copyTile: CopyTile,
  into: readonly SampleArray[] = [],
): SampleArray[] {
  if (w.x < 0 || w.y < 0 || w.x + w.width > layout.width || w.y + w.height > layout.height) {
    throw new InvariantError(`window ${w.x},${w.y} ${w.width}x${w.height} of ${layout.width}x${layout.height}`);
  }
  const { tileWidth, tileHeight } = layout;
  const across = Math.ceil(layout.width / tileWidth);
  const tilesPerBand = across * Math.ceil(layout.height / tileHeight);
  const n = w.width * w.height;
  const out = bands.map((_, i) => (into[i]?.length === n ? into[i] : newSamples(layout.sampleType, n)));
  for (let ty = Math.floor(w.y / tileHeight); ty * tileHeight < w.y + w.height; ty++) {
    for (let tx = Math.floor(w.x / tileWidth); tx * tileWidth < w.x + w.width; tx++) {
      for (const [i, band] of bands.entries()) {
        const index = ty * across + tx + (layout.interleaved ? 0 : band * tilesPerBand);
        copyTile(index, tx * tileWidth, ty * tileHeight, band, w, out[i]!);
      }
    }
  }
  return out;
}

function copyPart(
  layout: TiffLayout,
  tile: SampleArray,
  left: number,
  top: number,
  band: number,
  w: Window,
  out: SampleArray,
): void {
  const x0 = Math.max(w.x, left);
  const x1 = Math.min(w.x + w.width, left + layout.tileWidth);
  const y0 = Math.max(w.y, top);
  const y1 = Math.min(w.y + w.height, top + layout.tileHeight);
  for (let y = y0; y < y1; y++) {
    const from = (y - top) * layout.tileWidth + (x0 - left);
    const to = (y - w.y) * w.width + (x0 - w.x);
    if (layout.interleaved) {
      for (let i = 0; i < x1 - x0; i++) out[to + i] = tile[(from + i) * layout.bandCount + band] ?? 0;
    } else {
      out.set(tile.subarray(from, from + x1 - x0), to);
    }
  }
}

const tileSamples = ({ tileWidth, tileHeight, interleaved, bandCount }: TiffLayout): number =>
  tileWidth * tileHeight * (interleaved ? bandCount : 1);

function decodeTile(layout: TiffLayout, bytes: Buffer): SampleArray {
  const samples = tileSamples(layout);
  const plain = layout.deflate ? inflateSync(bytes, { chunkSize: chunkBytes(layout, samples) }) : bytes;
  const tile = viewSamples(layout.sampleType, plain, samples);
  if (layout.predicted) undoPredictor(tile, layout.tileWidth, layout.interleaved ? layout.bandCount : 1);
  return tile;
}

/** Room for a whole tile and a little: with less, zlib works in pieces that are copied together. */
const chunkBytes = ({ sampleType }: TiffLayout, samples: number): number => samples * SAMPLE_BYTES[sampleType] + 64;

/** Each sample was stored as its difference from the sample to its left; sums wrap as the format wants. */
function undoPredictor(tile: SampleArray, tileWidth: number, stride: number): void {
  const row = tileWidth * stride;
  if (stride === 1 && tile instanceof Uint16Array) {
    // One kind of array in the loop, and the sum in a register: three times faster than the general form.
    for (let start = 0; start < tile.length; start += row) {
      let sum = 0;
      for (let i = start; i < start + row; i++) tile[i] = sum = (sum + tile[i]!) & 0xffff;
    }
  } else if (stride === 1 && tile instanceof Uint8Array) {
    for (let start = 0; start < tile.length; start += row) {
      let sum = 0;
      for (let i = start; i < start + row; i++) tile[i] = sum = (sum + tile[i]!) & 0xff;
    }
  } else {
    for (let start = 0; start < tile.length; start += row) {
      for (let i = start + stride; i < start + row; i++) tile[i] = tile[i]! + tile[i - stride]!;
    }
  }
}

const SAMPLE_BYTES = { uint8: 1, uint16: 2, float32: 4 } as const;

const newSamples = (type: SampleType, length: number): SampleArray =>
  type === 'uint8' ? new Uint8Array(length) : type === 'uint16' ? new Uint16Array(length) : new Float32Array(length);

function viewSamples(type: SampleType, bytes: Buffer, length: number): SampleArray {
  const size = SAMPLE_BYTES[type];
  if (bytes.length < length * size) throw new Error(`a tile of ${bytes.length} bytes, ${length * size} expected`);
  // Typed arrays want an aligned start.
  const aligned = bytes.byteOffset % size === 0 ? bytes : Buffer.from(Uint8Array.from(bytes).buffer);
  if (type === 'uint8') return new Uint8Array(aligned.buffer, aligned.byteOffset, length);
  if (type === 'uint16') return new Uint16Array(aligned.buffer, aligned.byteOffset, length);
  return new Float32Array(aligned.buffer, aligned.byteOffset, length);
}
