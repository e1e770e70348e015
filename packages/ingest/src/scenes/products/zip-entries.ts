import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { productUnreadable } from '../../errors.js';

/** The list of a zip and its small texts; pixels are read by GDAL. Layout: PKWARE APPNOTE 6.3, 4.3.12, 4.3.14-16. */
export interface ZipEntries {
  readonly names: readonly string[];
  text(name: string): Promise<string>;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly offset: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const CENTRAL = 0x02014b50;
/** The end record with the longest comment, and the 64-bit records before it. */
const TAIL_BYTES = 65_557 + 76;
const FULL = 0xffffffff;
const inflate = promisify(inflateRaw);

export async function openZip(file: string): Promise<ZipEntries> {
  const entries = await withFile(file, async (handle) => readDirectory(file, handle));
  return {
    names: entries
      .map((e) => e.name)
      .filter((n) => !n.endsWith('/'))
      .sort(),
    async text(name) {
      const entry = entries.find((e) => e.name === name);
      if (entry === undefined) throw productUnreadable(file, `no ${name} in the zip`);
      return withFile(file, async (handle) => {
        const head = await readAt(handle, entry.offset, 30);
        const start = entry.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
        const packed = await readAt(handle, start, entry.packedBytes);
        return (entry.method === 0 ? packed : await inflate(packed)).toString('utf8');
      });
    },
  };
}

async function withFile<T>(file: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file, 'r');
  try {
    return await work(handle);
  } catch (error) {
    throw productUnreadable(file, error instanceof Error ? error.message : String(error), error);
  } finally {
    await handle.close();
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new Error('the zip is cut short');
  return buffer;
}

async function readDirectory(file: string, handle: FileHandle): Promise<Entry[]> {
  const { size } = await handle.stat();
  const tail = await readAt(handle, Math.max(0, size - TAIL_BYTES), Math.min(size, TAIL_BYTES));
  const end = lastIndexOf(tail, END);
  if (end < 0) throw new Error('no zip directory at its end: cut short, or no zip');
  const wide = lastIndexOf(tail, END_64);
  const [bytes, offset] =
    wide >= 0 && tail.readUInt32LE(end + 16) === FULL
      ? [Number(tail.readBigUInt64LE(wide + 40)), Number(tail.readBigUInt64LE(wide + 48))]
      : [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  const directory = await readAt(handle, offset, bytes);
  const entries: Entry[] = [];
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === CENTRAL;) {
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((o) => directory.readUInt16LE(at + o)) as [
      number,
      number,
      number,
    ];
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameBytes),
      method: directory.readUInt16LE(at + 10),
      packedBytes: directory.readUInt32LE(at + 20),
      offset: placeOf(directory, at, nameBytes, extraBytes),
    });
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
  return entries;
}

/** Where the entry starts; beyond 4 GiB it is in the 64-bit extra field (tag 1), after the sizes that are full too. */
function placeOf(directory: Buffer, at: number, nameBytes: number, extraBytes: number): number {
  const short = directory.readUInt32LE(at + 42);
  if (short !== FULL) return short;
  const full = [20, 24].filter((o) => directory.readUInt32LE(at + o) === FULL).length;
  const start = at + 46 + nameBytes;
  for (let e = start; e + 4 <= start + extraBytes; e += 4 + directory.readUInt16LE(e + 2))
    if (directory.readUInt16LE(e) === 1) return Number(directory.readBigUInt64LE(e + 4 + 8 * full));
  return short;
}

function lastIndexOf(buffer: Buffer, signature: number): number {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(signature);
  return buffer.lastIndexOf(bytes);
}
