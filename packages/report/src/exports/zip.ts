import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { invariant } from '@landscar/core';

export interface ZipEntry {
  readonly name: string;
  readonly data: Uint8Array;
}

/** 1980-01-01 00:00:00 in DOS form, the earliest that the format can say: outputs carry no clock. */
const DOS_TIME = 0;
const DOS_DATE = (1 << 5) | 1;
const UTF8_NAMES = 0x0800;

/**
 * A zip whose bytes depend on its entries alone (PKWARE APPNOTE 6.3: local headers, central directory, end record).
 * No ZIP64: below 65 535 entries and 4 GiB.
 */
export function writeZip(entries: readonly ZipEntry[]): Buffer {
  invariant(entries.length < 0xffff, 'a zip without ZIP64 holds at most 65534 entries');
  const parts: Uint8Array[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data } of entries) {
    const nameBytes = Buffer.from(name, 'utf8');
    // Pictures are compressed already: a second pass costs time and saves nothing.
    const packed = /\.(?:jpe?g|png|webp|zip|docx|xlsx)$/iu.test(name) ? data : deflateRawSync(data, { level: 6 });
    const deflated = packed.length < data.length;
    const body = deflated ? packed : data;
    const fields = headerFields(deflated ? 8 : 0, crc32(data), body.length, data.length, nameBytes.length);
    parts.push(Buffer.concat([word32(0x04034b50), fields, nameBytes]), body);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    // Made by: version 2.0 on FAT, so that no reader looks for Unix modes.
    directory.push(Buffer.concat([word32(0x02014b50), word16(20), fields, tail, nameBytes]));
    offset += 30 + nameBytes.length + body.length;
  }
  const list = Buffer.concat(directory);
  invariant(offset + list.length < 0xffffffff, 'a zip without ZIP64 is at most 4 GiB long');
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, list, end]);
}

/** Entries of a zip in the order of its central directory; stored and deflated ones. */
export function readZip(zip: Buffer): ZipEntry[] {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  invariant(end >= 0, 'a zip has an end record');
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let i = zip.readUInt16LE(end + 10); i > 0; i--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((o) => zip.readUInt16LE(at + o)) as [
      number,
      number,
      number,
    ];
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const body = zip.subarray(start, start + zip.readUInt32LE(at + 20));
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    entries.push({ name, data: zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(body) : body });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

/** The same entries, folders left out, written by `writeZip`: for libraries that stamp entries with the clock. */
export const restampZip = (zip: Buffer): Buffer => writeZip(readZip(zip).filter(({ name }) => !name.endsWith('/')));

function headerFields(method: number, crc: number, packedSize: number, size: number, nameLength: number): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(UTF8_NAMES, 2);
  fields.writeUInt16LE(method, 4);
  fields.writeUInt16LE(DOS_TIME, 6);
  fields.writeUInt16LE(DOS_DATE, 8);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(packedSize, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(nameLength, 22);
  return fields;
}

function word32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function word16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}
